package org.headtune.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.deeplearning4j.gradientcheck.GradientCheckUtil;
import org.deeplearning4j.gradientcheck.GradientCheckUtil.GraphConfig;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.headtune.config.HeadConfig;
import org.headtune.config.LayerConfig.ActivationFunction;
import org.headtune.config.ModelConfig;
import org.headtune.config.OptimizerConfig;
import org.headtune.config.RegularizationConfig;
import org.headtune.data.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.NoOp;

final class MixtureOfSoftmaxesTest {

  /** By DL4J's own check, which asks for double precision. */
  @ParameterizedTest
  @CsvSource({"1, 3", "3, 2", "4, 5"})
  void gradients_are_those_of_finite_differences(int components, int width) {
    DataType before = Nd4j.dataType();
    Nd4j.setDefaultDataTypes(DataType.DOUBLE, DataType.DOUBLE);
    try {
      ComputationGraph graph =
          new ComputationGraph(
              new NeuralNetConfiguration.Builder()
                  .dataType(DataType.DOUBLE)
                  .seed(3)
                  .updater(new NoOp())
                  .graphBuilder()
                  .addInputs("input")
                  .addLayer(
                      "below",
                      new DenseLayer.Builder().nOut(4).activation(Activation.TANH).build(),
                      "input")
                  .addLayer(
                      "head",
                      new MixtureOfSoftmaxes.Builder(components, width).nOut(6).build(),
                      "below")
                  .setOutputs("head")
                  .setInputTypes(InputType.feedForward(3))
                  .build());
      graph.init();
      Random random = new Random(5);
      INDArray features = Nd4j.create(DataType.DOUBLE, 7, 3);
      INDArray labels = Nd4j.zeros(DataType.DOUBLE, 7, 6);
      for (int i = 0; i < 7; i++) {
        for (int j = 0; j < 3; j++) {
          features.putScalar(i, j, random.nextGaussian());
        }
        labels.putScalar(i, random.nextInt(6), 1);
      }
      GraphConfig check =
          new GraphConfig()
              .net(graph)
              .inputs(new INDArray[] {features})
              .labels(new INDArray[] {labels})
              .epsilon(1e-5)
              .maxRelError(1e-5)
              .minAbsoluteError(1e-9)
              .exitOnFirstError(true);
      assertThat(GradientCheckUtil.checkGradients(check)).isTrue();
    } finally {
      Nd4j.setDefaultDataTypes(before, before);
    }
  }

  private static SoftmaxClassifier classifier(
      int components, Optional<Integer> width, int classes, OptimizerConfig optimizer) {
    ModelConfig model =
        new ModelConfig(
            List.of(Networks.dense(5, ActivationFunction.TANH)),
            new HeadConfig.MixtureOfSoftmaxes(components, width));
    return SoftmaxClassifier.create(model, optimizer, Shape.row(3), classes, 7);
  }

  private static float[] numbers(Random random, int count) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) random.nextGaussian();
    }
    return numbers;
  }

  private static INDArray oneHot(int[] labels, int classes) {
    INDArray array = Nd4j.zeros(DataType.FLOAT, labels.length, classes);
    for (int i = 0; i < labels.length; i++) {
      array.putScalar(i, labels[i], 1);
    }
    return array;
  }

  /** Ours and DL4J's own training loop over our layer, from the same weights. */
  @ParameterizedTest
  @CsvSource({"1, 4, 3, 10", "3, 2, 5, 20"})
  void an_update_is_what_deeplearning4j_would_make(
      int components, int width, int classes, int rows) {
    SoftmaxClassifier ours =
        classifier(components, Optional.of(width), classes, new OptimizerConfig.Sgd(0.5));
    ComputationGraph theirs = ours.graph().clone();
    Random random = new Random(4);
    for (int step = 0; step < 3; step++) {
      float[] features = numbers(random, rows * 3);
      int[] labels = random.ints(rows, 0, classes).toArray();
      double loss = ours.fit(features, labels, rows);
      theirs.fit(
          new INDArray[] {Nd4j.createFromArray(features).reshape(rows, 3)},
          new INDArray[] {oneHot(labels, classes)});
      assertThat(loss).isCloseTo(theirs.score(), within(1e-5 * loss));
      float[] expected = theirs.params().toFloatVector();
      assertThat(ours.parameters()).containsExactly(expected, within(2e-6f));
      float[] probabilities = new float[rows * classes];
      ours.predict(features, rows, probabilities);
      INDArray output = theirs.outputSingle(Nd4j.createFromArray(features).reshape(rows, 3));
      assertThat(probabilities)
          .containsExactly(output.dup('c').ravel().toFloatVector(), within(1e-6f));
    }
  }

  /** 30 x 1000 numbers for a row: blocks of 34 rows, and the gradient of a mean is a mean. */
  @Test
  void a_batch_may_take_several_blocks() {
    OptimizerConfig steps = new OptimizerConfig.Sgd(1);
    SoftmaxClassifier classifier = classifier(30, Optional.of(2), 1000, steps);
    float[] start = classifier.parameters();
    Random random = new Random(8);
    float[] features = numbers(random, 50 * 3);
    int[] labels = random.ints(50, 0, 1000).toArray();
    classifier.fit(features, labels, 50);
    float[] whole = classifier.parameters();
    classifier.setParameters(start);
    classifier.fit(Arrays.copyOf(features, 30 * 3), Arrays.copyOf(labels, 30), 30);
    float[] first = classifier.parameters();
    classifier.setParameters(start);
    classifier.fit(
        Arrays.copyOfRange(features, 30 * 3, 50 * 3), Arrays.copyOfRange(labels, 30, 50), 20);
    float[] second = classifier.parameters();
    for (int i = 0; i < start.length; i++) {
      float mean = 0.6f * first[i] + 0.4f * second[i];
      assertThat(whole[i]).as("parameter %d", i).isCloseTo(mean, within(1e-6f));
    }
  }

  /** Any other loss sees the logarithms of the mixture: this one is cross-entropy in disguise. */
  @Test
  void any_loss_goes_the_same_way_as_cross_entropy() {
    SoftmaxClassifier plain = classifier(3, Optional.empty(), 4, Networks.SGD);
    SoftmaxClassifier other = classifier(3, Optional.empty(), 4, Networks.SGD);
    TrainingRules rules = TrainingRules.PLAIN;
    other.train(
        new TrainingRules(
            rules.freezing(), new FocalLoss(0, 0, new double[] {1, 1, 1, 1}), rules.steps()));
    Random random = new Random(6);
    float[] features = numbers(random, 30);
    int[] labels = random.ints(10, 0, 4).toArray();
    for (int step = 0; step < 3; step++) {
      assertThat(other.fit(features, labels, 10))
          .isCloseTo(plain.fit(features, labels, 10), within(1e-6));
      assertThat(other.parameters()).containsExactly(plain.parameters(), within(1e-6f));
    }
  }

  /** Each column of each matrix leads into one unit; biases have no norm to keep. */
  @Test
  void max_norm_keeps_all_its_weights_short_and_no_bias() {
    SoftmaxClassifier classifier = classifier(3, Optional.of(2), 4, Networks.SGD);
    float[] large = new float[classifier.parameters().length];
    Arrays.fill(large, 9);
    classifier.setParameters(large);
    classifier.train(
        TrainingRules.PLAIN.with(
            new StepRules(
                StepRules.PLAIN.clipping(),
                new RegularizationConfig(0, 0, 0, Optional.of(0.5)),
                Integer.MAX_VALUE,
                Optional.empty())));
    classifier.fit(numbers(new Random(2), 30), new int[10], 10);
    for (String weights : List.of("priorW", "latentW", "W")) {
      INDArray matrix = classifier.graph().getParam("head_" + weights);
      for (int unit = 0; unit < matrix.columns(); unit++) {
        assertThat(matrix.getColumn(unit).norm2Number().doubleValue())
            .as("%s, unit %d", weights, unit)
            .isCloseTo(0.5, within(1e-6));
      }
    }
    for (String biases : List.of("latentB", "b")) {
      INDArray array = classifier.graph().getParam("head_" + biases);
      assertThat(array.minNumber().doubleValue()).as(biases).isGreaterThan(8);
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {1e3f, -1e3f, 1e30f})
  void large_logits_are_no_danger(float size) {
    SoftmaxClassifier classifier = classifier(2, Optional.empty(), 3, Networks.SGD);
    classifier.graph().getParam("head_b").assign(Nd4j.createFromArray(size, 0f, -size));
    for (int label = 0; label < 3; label++) {
      double loss = classifier.fit(new float[] {1, 2, 3}, new int[] {label}, 1);
      assertThat(loss).isFinite().isNotNegative();
      assertThat(classifier.isFinite()).isTrue();
    }
  }

  @Test
  void a_configuration_survives_as_json() {
    ComputationGraph graph = classifier(3, Optional.of(2), 4, Networks.ADAM).graph();
    ComputationGraphConfiguration back =
        ComputationGraphConfiguration.fromJson(graph.getConfiguration().toJson());
    assertThat(back).isEqualTo(graph.getConfiguration());
    assertThat(graph.getConfiguration().toJson())
        .contains("\"@class\" : \"org.headtune.model.MixtureOfSoftmaxes\"", "\"components\" : 3");
    Map<String, String> shapes = new TreeMap<>();
    graph
        .getLayer("head")
        .paramTable()
        .forEach((name, array) -> shapes.put(name, Arrays.toString(array.shape())));
    assertThat(shapes)
        .isEqualTo(
            new TreeMap<>(
                Map.of(
                    "W", "[2, 4]",
                    "b", "[4]",
                    "latentB", "[6]",
                    "latentW", "[5, 6]",
                    "priorW", "[5, 3]")));
  }
}
