package org.headtune.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.headtune.model.Networks.globalPool;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.deeplearning4j.gradientcheck.GradientCheckUtil;
import org.deeplearning4j.gradientcheck.GradientCheckUtil.GraphConfig;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.headtune.config.LayerConfig;
import org.headtune.config.LayerConfig.PoolingKind;
import org.headtune.config.ModelConfig;
import org.headtune.config.OptimizerConfig;
import org.headtune.data.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

final class TransformerTest {
  private static final int WIDTH = 12;
  private static final int CLASSES = 3;

  private static ModelConfig model(int blocks, boolean causal, double dropout) {
    List<LayerConfig> layers = new ArrayList<>();
    layers.add(new LayerConfig.Positions());
    for (int i = 0; i < blocks; i++) {
      layers.add(new LayerConfig.TransformerBlock(3, Optional.of(20), dropout, causal));
    }
    layers.add(new LayerConfig.LayerNorm());
    layers.add(globalPool(PoolingKind.AVG));
    return Networks.of(layers.toArray(LayerConfig[]::new));
  }

  private static SoftmaxClassifier classifier(ModelConfig model, int steps) {
    return SoftmaxClassifier.create(
        model, new OptimizerConfig.Sgd(1), Shape.sequence(steps, WIDTH), CLASSES, 3);
  }

  /** Rows of sequences with these lengths; what stands behind them is not 0. */
  private static float[] rows(int steps, int... lengths) {
    Random random = new Random(5);
    int width = steps * WIDTH + 1;
    float[] rows = new float[lengths.length * width];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = (float) random.nextGaussian();
    }
    for (int row = 0; row < lengths.length; row++) {
      rows[(row + 1) * width - 1] = lengths[row];
    }
    return rows;
  }

  private static float[] shaken(SoftmaxClassifier classifier, double deviation) {
    Random random = new Random(11);
    float[] parameters = classifier.parameters();
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] += (float) (deviation * random.nextGaussian());
    }
    classifier.setParameters(parameters);
    return parameters;
  }

  private static double loss(
      SoftmaxClassifier classifier, float[] at, float[] direction, double step, float[] rows) {
    float[] moved = at.clone();
    for (int i = 0; i < moved.length; i++) {
      moved[i] += (float) (step * direction[i]);
    }
    classifier.setParameters(moved);
    return classifier.fit(rows, new int[] {0, 1, 2, 0}, 4);
  }

  /** Sequences of one block of attention, of a part of one, and of three. */
  @ParameterizedTest
  @ValueSource(ints = {5, 150})
  void gradients_are_those_of_finite_differences(int steps) {
    float[] rows = rows(steps, steps, 1, 3, steps - 1);
    for (boolean causal : new boolean[] {false, true}) {
      try (SoftmaxClassifier classifier = classifier(model(2, causal, 0), steps)) {
        float[] start = shaken(classifier, 0.3);
        classifier.fit(rows, new int[] {0, 1, 2, 0}, 4);
        float[] after = classifier.parameters();
        Random random = new Random(8);
        for (int trial = 0; trial < 6; trial++) {
          float[] direction = new float[start.length];
          double slope = 0;
          double length = 0;
          for (int i = 0; i < start.length; i++) {
            direction[i] = (float) (random.nextGaussian() * (i % 6 == trial ? 1 : 0.1));
            slope += direction[i] * (start[i] - after[i]);
            length += direction[i] * direction[i];
          }
          double step = 0.002;
          double near =
              (loss(classifier, start, direction, step, rows)
                      - loss(classifier, start, direction, -step, rows))
                  / (2 * step);
          double far =
              (loss(classifier, start, direction, 2 * step, rows)
                      - loss(classifier, start, direction, -2 * step, rows))
                  / (4 * step);
          // Richardson 1911
          assertThat((4 * near - far) / 3).isCloseTo(slope, within(3e-4 * Math.sqrt(length)));
        }
      }
    }
  }

  @Test
  void a_sequence_without_steps_is_left_alone() {
    try (SoftmaxClassifier with = classifier(model(2, true, 0), 5);
        SoftmaxClassifier none = classifier(model(2, true, 0), 5)) {
      assertThat(with.fit(rows(5, 3, 0, 2), new int[] {0, 1, 2}, 3)).isFinite();
      assertThat(with.isFinite()).isTrue();
      float[] before = none.parameters();
      none.fit(rows(5, 0, 0), new int[] {0, 1}, 2);
      float[] after = none.parameters();
      int head = WIDTH * CLASSES + CLASSES;
      assertThat(Arrays.copyOf(after, after.length - head))
          .containsExactly(Arrays.copyOf(before, before.length - head));
    }
  }

  /** Deeplearning4j's own check, in double precision, with and without a mask. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void gradients_of_the_layers_in_deeplearning4j(boolean causal) {
    DataType before = Nd4j.defaultFloatingPointType();
    Nd4j.setDefaultDataTypes(DataType.DOUBLE, DataType.DOUBLE);
    try {
      requireGradientsInDeeplearning4j(causal);
    } finally {
      Nd4j.setDefaultDataTypes(before, before);
    }
  }

  private static void requireGradientsInDeeplearning4j(boolean causal) {
    int steps = 4;
    int width = 4;
    NeuralNetConfiguration.Builder defaults =
        new NeuralNetConfiguration.Builder().seed(7).dataType(DataType.DOUBLE).updater(new NoOp());
    ComputationGraph graph =
        new ComputationGraph(
            defaults
                .graphBuilder()
                .addInputs("input")
                .setInputTypes(InputType.recurrent(width, steps))
                .addLayer("positions", new StepPositions.Builder(width, steps).build(), "input")
                .addLayer(
                    "block",
                    new TransformerBlock.Builder(width, 2, 5).causal(causal).build(),
                    "positions")
                .addLayer("norm", new StepNorm.Builder(width).build(), "block")
                .addLayer("pool", new GlobalPoolingLayer(PoolingType.AVG), "norm")
                .addLayer(
                    "head",
                    new OutputLayer.Builder(new LossMCXENT())
                        .nIn(width)
                        .nOut(CLASSES)
                        .activation(Activation.SOFTMAX)
                        .build(),
                    "pool")
                .setOutputs("head")
                .build());
    graph.init();
    graph.params().addi(Nd4j.randn(DataType.DOUBLE, graph.params().shape()).muli(0.3));
    INDArray x = Nd4j.randn(DataType.DOUBLE, 3, width, steps);
    INDArray labels = Nd4j.zeros(DataType.DOUBLE, 3, CLASSES);
    for (int row = 0; row < 3; row++) {
      labels.putScalar(row, row, 1);
    }
    INDArray mask = Nd4j.ones(DataType.DOUBLE, 3, steps);
    mask.putScalar(1, 3, 0);
    mask.putScalar(2, 2, 0);
    mask.putScalar(2, 3, 0);
    for (INDArray masks : new INDArray[] {null, mask}) {
      GraphConfig check =
          new GraphConfig()
              .net(graph)
              .inputs(new INDArray[] {x})
              .labels(new INDArray[] {labels})
              .inputMask(masks == null ? null : new INDArray[] {masks})
              .epsilon(1e-6)
              .maxRelError(1e-5)
              .minAbsoluteError(1e-9);
      assertThat(GradientCheckUtil.checkGradients(check)).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void an_output_is_what_the_layers_give_in_deeplearning4j(boolean causal) {
    int steps = 130;
    int[] lengths = {130, 64, 65, 1};
    float[] rows = rows(steps, lengths);
    try (SoftmaxClassifier classifier = classifier(model(2, causal, 0.5), steps)) {
      shaken(classifier, 0.3);
      float[] ours = new float[4 * CLASSES];
      classifier.predict(rows, 4, ours);
      for (int row = 0; row < 4; row++) {
        INDArray x = Nd4j.zeros(1, WIDTH, lengths[row]);
        for (int i = 0; i < WIDTH * lengths[row]; i++) {
          x.putScalar(new int[] {0, i % WIDTH, i / WIDTH}, rows[row * (steps * WIDTH + 1) + i]);
        }
        INDArray theirs = classifier.graph().outputSingle(x);
        for (int k = 0; k < CLASSES; k++) {
          assertThat(theirs.getFloat(0, k)).isCloseTo(ours[row * CLASSES + k], within(1e-5f));
        }
      }
    }
  }

  @Test
  void a_row_by_itself_gives_what_it_gives_among_others_to_the_last_bit() {
    float[] rows = rows(9, 9, 2, 5, 7);
    try (SoftmaxClassifier classifier = classifier(model(2, false, 0.5), 9)) {
      shaken(classifier, 0.3);
      float[] among = new float[4 * CLASSES];
      classifier.predict(rows, 4, among);
      int width = rows.length / 4;
      for (int row = 0; row < 4; row++) {
        float[] alone = new float[CLASSES];
        float[] own = Arrays.copyOfRange(rows, row * width, (row + 1) * width);
        // What stands behind the last step does not matter.
        Arrays.fill(own, WIDTH * (int) own[width - 1], width - 1, 77);
        classifier.predict(own, 1, alone);
        assertThat(Arrays.copyOfRange(among, row * CLASSES, (row + 1) * CLASSES))
            .containsExactly(alone);
      }
    }
  }

  /** Of each step, what a block makes of it; in training all rows go through together. */
  private static float[] steps(
      SoftmaxClassifier classifier, float[] rows, int steps, boolean training) {
    StepsComputation layer = (StepsComputation) classifier.graph().getLayer("transformer_block_2");
    try (Link link = layer.link("block", steps)) {
      int width = steps * WIDTH + 1;
      return link.forward(
              Nd4j.createFromArray(rows).reshape(rows.length / width, width),
              training,
              LayerWorkspaceMgr.noWorkspaces())
          .ravel()
          .toFloatVector();
    }
  }

  /** Also from one block of attention to the next: 64 steps look at a time. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void a_later_step_never_changes_an_earlier_one_of_a_causal_block(boolean training) {
    int steps = 130;
    float[] rows = rows(steps, steps, 100);
    try (SoftmaxClassifier causal = classifier(model(1, true, 0), steps);
        SoftmaxClassifier open = classifier(model(1, false, 0), steps)) {
      shaken(causal, 0.3);
      shaken(open, 0.3);
      float[] before = steps(causal, rows, steps, training);
      float[] seen = steps(open, rows, steps, training);
      for (int changed : new int[] {0, 1, 63, 64, 65, 99}) {
        float[] other = rows.clone();
        other[changed * WIDTH + 3] += 1;
        int from = changed * WIDTH;
        float[] after = steps(causal, other, steps, training);
        assertThat(Arrays.copyOf(after, from)).containsExactly(Arrays.copyOf(before, from));
        assertThat(Arrays.copyOfRange(after, from, from + WIDTH))
            .isNotEqualTo(Arrays.copyOfRange(before, from, from + WIDTH));
        float[] everywhere = steps(open, other, steps, training);
        assertThat(Arrays.copyOf(everywhere, WIDTH)).isNotEqualTo(Arrays.copyOf(seen, WIDTH));
        // The other row knows nothing of it.
        int row = steps * WIDTH + 1;
        assertThat(Arrays.copyOfRange(everywhere, row, 2 * row))
            .containsExactly(Arrays.copyOfRange(seen, row, 2 * row));
      }
    }
  }

  @Test
  void dropout_follows_from_the_seed_and_keeps_the_mean() {
    StepDropout dropout = new StepDropout(0.3, 100_000);
    float[] first = new float[100_000];
    float[] second = new float[50_000];
    Arrays.fill(first, 1);
    Arrays.fill(second, 1);
    dropout.apply(5, 0, first, first.length);
    dropout.apply(5, 50_000, second, second.length);
    assertThat(Arrays.copyOfRange(first, 50_000, 100_000)).containsExactly(second);
    double mean = 0;
    int zeros = 0;
    for (float value : first) {
      mean += value / first.length;
      zeros += value == 0 ? 1 : 0;
      assertThat(value == 0 || value == 1 / 0.7f).isTrue();
    }
    assertThat(zeros / 1e5).isCloseTo(0.3, within(0.006));
    assertThat(mean).isCloseTo(1, within(0.01));
  }

  /** The loss of a linear model of what dropout leaves has the gradient of what it leaves. */
  @Test
  void the_way_back_drops_what_the_way_there_has_dropped() {
    float[] rows = rows(6, 6, 4, 5, 2);
    try (SoftmaxClassifier classifier = classifier(model(1, false, 0.4), 6)) {
      float[] start = shaken(classifier, 0.3);
      Random random = new Random(8);
      float[] direction = new float[start.length];
      for (int i = 0; i < start.length; i++) {
        direction[i] = (float) random.nextGaussian();
      }
      Nd4j.getRandom().setSeed(3);
      classifier.setParameters(start);
      classifier.fit(rows, new int[] {0, 1, 2, 0}, 4);
      float[] after = classifier.parameters();
      double slope = 0;
      for (int i = 0; i < start.length; i++) {
        slope += direction[i] * (start[i] - after[i]);
      }
      Nd4j.getRandom().setSeed(3);
      double up = loss(classifier, start, direction, 0.0005, rows);
      Nd4j.getRandom().setSeed(3);
      double down = loss(classifier, start, direction, -0.0005, rows);
      assertThat((up - down) / 0.001).isCloseTo(slope, within(0.01 * Math.abs(slope) + 0.02));
    }
  }

  @Test
  void functions_over_arrays_are_exact_to_six_digits() {
    for (float x = -30; x < 30; x += 0.0037f) {
      float[] value = new float[1];
      Gelu.values(new float[] {x}, value, 1);
      assertThat((double) value[0])
          .isCloseTo(Gelu.value(x), within(1e-6 * Math.max(1, Math.abs(x))));
      float[] slope = {1};
      Gelu.backward(new float[] {x}, slope, new float[1], 1);
      assertThat((double) slope[0]).isCloseTo(Gelu.slope(x), within(1e-6));
      float[] exponential = {-Math.abs(x)};
      Exponential.ofNegative(exponential, 0, 1);
      assertThat((double) exponential[0]).isCloseTo(Math.exp(-Math.abs(x)), within(1e-6));
    }
  }

  @Test
  void a_configuration_survives_as_json() {
    ComputationGraphConfiguration configuration =
        classifier(model(2, true, 0.1), 4).graph().getConfiguration();
    ComputationGraphConfiguration read =
        ComputationGraphConfiguration.fromJson(configuration.toJson());
    assertThat(read).isEqualTo(configuration);
    assertThat(read.toJson()).isEqualTo(configuration.toJson());
  }
}
