package org.headtune.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.headtune.model.FineTuning.freeze;
import static org.headtune.model.Networks.conv;
import static org.headtune.model.Networks.dense;
import static org.headtune.model.Networks.dropout;
import static org.headtune.model.Networks.norm;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.headtune.config.LayerConfig.ActivationFunction;
import org.headtune.config.LayerConfig.Padding;
import org.headtune.config.OptimizerConfig;
import org.headtune.data.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Sgd;

final class TransferTest {
  private static final Shape INPUT = Shape.image(1, 5, 4);
  private static final int WIDTH = 20;
  private static final int ROWS = 30;
  private static final OptimizerConfig ADAMW =
      new OptimizerConfig.Adamw(0.01, 0.1, 0.9, 0.999, 1e-8);

  /** conv2d_1, batch_norm_2, dropout_3, dense_4, batch_norm_5, dense_6, head. */
  private static SoftmaxClassifier parent() {
    SoftmaxClassifier parent =
        SoftmaxClassifier.create(
            Networks.of(
                conv(3, 2, 1, Padding.VALID),
                norm(),
                dropout(0.4),
                dense(6, ActivationFunction.RELU),
                norm(),
                dense(5, ActivationFunction.TANH)),
            Networks.ADAM,
            INPUT,
            3,
            1);
    parent.beginEpoch(1, 5);
    for (int step = 0; step < 5; step++) {
      parent.fit(features(), labels(3), ROWS);
    }
    return parent;
  }

  private static float[] features() {
    float[] x = new float[ROWS * WIDTH];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) Math.sin(0.7 * i + 0.001 * i * i);
    }
    return x;
  }

  private static int[] labels(int classes) {
    return IntStream.range(0, ROWS).map(i -> i * 7 % classes).toArray();
  }

  private static float[] numbers(SoftmaxClassifier classifier, String parameter) {
    return classifier.graph().getParam(parameter).ravel().toFloatVector();
  }

  private static float[] predicted(SoftmaxClassifier classifier) {
    float[] probabilities = new float[ROWS * classifier.classes()];
    classifier.predict(features(), ROWS, probabilities);
    return probabilities;
  }

  /** Epochs of three updates. */
  private static void train(SoftmaxClassifier classifier, int firstEpoch, int lastEpoch) {
    FeatureTable table = FeatureTable.of(features(), WIDTH);
    int[] order = IntStream.range(0, ROWS).toArray();
    for (int epoch = firstEpoch; epoch <= lastEpoch; epoch++) {
      classifier.beginEpoch(epoch, 3);
      for (int batch = 0; batch < 3; batch++) {
        Nd4j.getRandom().setSeed(epoch * 100L + batch);
        classifier.fit(table, labels(3), order, batch * 10, 10);
      }
    }
  }

  @Test
  void all_classes_kept_is_the_same_network() {
    SoftmaxClassifier parent = parent();
    SoftmaxClassifier child = freeze("none").of(parent, ADAMW, 0, 1, 2);
    assertThat(child.parameters()).isEqualTo(parent.parameters());
    assertThat(predicted(child)).isEqualTo(predicted(parent));
    assertThat(child.graph().getIterationCount()).isZero();
    assertThat(child.graph().getEpochCount()).isZero();
  }

  @Test
  void each_class_of_the_new_head_is_the_parent_s_or_new() {
    SoftmaxClassifier parent = parent();
    SoftmaxClassifier child = freeze("backbone").of(parent, ADAMW, 2, -1, 0, -1);
    for (int[] pair : new int[][] {{0, 2}, {2, 0}}) {
      assertThat(column(child, pair[0])).isEqualTo(column(parent, pair[1]));
      assertThat(numbers(child, "head_b")[pair[0]]).isEqualTo(numbers(parent, "head_b")[pair[1]]);
    }
    assertThat(column(child, 1)).isNotEqualTo(column(child, 3));
    assertThat(numbers(child, "head_b")[1]).isZero();
    SoftmaxClassifier again = freeze("backbone").of(parent, ADAMW, 2, -1, 0, -1);
    assertThat(again.parameters()).isEqualTo(child.parameters());
  }

  private static float[] column(SoftmaxClassifier classifier, int of) {
    return classifier.graph().getParam("head_W").getColumn(of).dup().toFloatVector();
  }

  @Test
  void frozen_layers_keep_every_bit_and_the_others_move() {
    SoftmaxClassifier parent = parent();
    SoftmaxClassifier child =
        freeze("conv*", "batch_norm_5").unfreeze(3, "conv2d_1").of(parent, ADAMW, 0, 1, 2);
    train(child, 1, 2);
    for (Map.Entry<String, INDArray> entry : child.graph().paramTable().entrySet()) {
      boolean kept =
          entry.getKey().startsWith("conv2d_1") || entry.getKey().startsWith("batch_norm_5");
      if (kept) {
        assertThat(numbers(child, entry.getKey())).isEqualTo(numbers(parent, entry.getKey()));
      } else {
        assertThat(numbers(child, entry.getKey())).isNotEqualTo(numbers(parent, entry.getKey()));
      }
    }
    train(child, 3, 3);
    assertThat(numbers(child, "conv2d_1_W")).isNotEqualTo(numbers(parent, "conv2d_1_W"));
    assertThat(numbers(child, "batch_norm_5_mean")).isEqualTo(numbers(parent, "batch_norm_5_mean"));
  }

  @Test
  void a_layer_that_is_still_frozen_has_an_optimiser_state_of_zeros() {
    SoftmaxClassifier child =
        freeze("backbone").unfreeze(2, "dense_6").of(parent(), ADAMW, 0, 1, 2);
    train(child, 1, 1);
    // dense_6 (6 x 5 + 5) lies before the head (5 x 3 + 3); Adam keeps all means, then all squares.
    float[] state = child.graph().updaterState().toFloatVector();
    assertThat(state).hasSize(2 * (35 + 18));
    assertThat(Arrays.copyOf(state, 35)).containsOnly(0);
    assertThat(Arrays.copyOfRange(state, 35, 53)).doesNotContain(0);
    train(child, 2, 2);
    state = child.graph().updaterState().toFloatVector();
    assertThat(Arrays.copyOf(state, 35)).doesNotContain(0);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void a_run_goes_on_from_its_parameters_state_and_counters_alone(int stop) {
    SoftmaxClassifier parent = parent();
    FineTuning gradual =
        freeze("backbone")
            .unfreeze(2, "dense_6", "*norm_5")
            .unfreeze(4, "backbone")
            .decay(0.7)
            .rate("conv*", 0.003)
            .add(dropout(0.2));
    SoftmaxClassifier whole = gradual.of(parent, ADAMW, 0, 1, 2);
    train(whole, 1, 5);

    SoftmaxClassifier part = gradual.of(parent, ADAMW, 0, 1, 2);
    train(part, 1, stop);
    ComputationGraph saved = part.graph();
    ComputationGraph restored =
        new ComputationGraph(
            ComputationGraphConfiguration.fromJson(saved.getConfiguration().toJson()));
    restored.init(saved.params().dup(), true);
    restored.getUpdater().setStateViewArray(saved.updaterState().dup());
    SoftmaxClassifier goesOn = SoftmaxClassifier.of(restored, INPUT);
    goesOn.train(TrainingRules.of(Freezing.of(gradual.plan(parent, ADAMW, 0, 1, 2).layers())));
    train(goesOn, stop + 1, 5);
    assertThat(goesOn.parameters()).isEqualTo(whole.parameters());
    assertThat(goesOn.graph().updaterState()).isEqualTo(whole.graph().updaterState());
    assertThat(goesOn.graph().getIterationCount()).isEqualTo(15);
  }

  @Test
  void rates_and_decay_stand_in_the_configuration() {
    SoftmaxClassifier child =
        freeze("conv2d_1").decay(0.5).rate("dense_4", 0.2).of(parent(), ADAMW, 0, 1, 2);
    assertThat(rate(child, "head")).isEqualTo(0.01);
    assertThat(rate(child, "dense_6")).isEqualTo(0.005);
    assertThat(rate(child, "batch_norm_5")).isEqualTo(0.0025);
    assertThat(rate(child, "dense_4")).isEqualTo(0.2);
    assertThat(rate(child, "batch_norm_2")).isEqualTo(0.00125);
    assertThat(config(child, "conv2d_1").getIUpdater()).isEqualTo(new Sgd(0));
    assertThat(config(child, "conv2d_1").getRegularization()).isEmpty();
    assertThat(config(child, "dense_6").getRegularization()).hasSize(1);
  }

  private static BaseLayer config(SoftmaxClassifier classifier, String name) {
    LayerVertex vertex =
        (LayerVertex) classifier.graph().getConfiguration().getVertices().get(name);
    return (BaseLayer) vertex.getLayerConf().getLayer();
  }

  private static double rate(SoftmaxClassifier classifier, String name) {
    IUpdater updater = config(classifier, name).getIUpdater();
    return updater.getLearningRate(0, 0);
  }

  @Test
  void a_deeper_head_is_new_and_learns() {
    SoftmaxClassifier parent = parent();
    SoftmaxClassifier child =
        freeze("backbone")
            .add(dense(9, ActivationFunction.RELU), dropout(0.1))
            .of(parent, ADAMW, 0, 1, 2);
    assertThat(child.graph().getParam("dense_7_W").shape()).containsExactly(5, 9);
    assertThat(child.graph().getParam("head_W").shape()).containsExactly(9, 3);
    child.beginEpoch(1, 1);
    assertThat(child.featureWidth()).isEqualTo(5);
    double first = child.fit(features(), labels(3), ROWS);
    train(child, 1, 20);
    assertThat(child.fit(features(), labels(3), ROWS)).isLessThan(first);
    assertThat(numbers(child, "dense_6_W")).isEqualTo(numbers(parent, "dense_6_W"));
  }

  @Test
  void fine_tuning_goes_on_from_a_fine_tuned_model_any_number_of_times() {
    SoftmaxClassifier model = parent();
    for (int round = 0; round < 3; round++) {
      SoftmaxClassifier next =
          freeze("backbone").add(dense(5, ActivationFunction.RELU)).of(model, ADAMW, 0, 1, 2);
      train(next, 1, 1);
      model = next;
    }
    assertThat(model.graph().getParam("dense_9_W").shape()).containsExactly(5, 5);
    SoftmaxClassifier full = freeze("none").of(model, Networks.ADAM, 0, 1, 2);
    float[] before = numbers(full, "conv2d_1_W");
    train(full, 1, 1);
    assertThat(numbers(full, "conv2d_1_W")).isNotEqualTo(before);
  }

  @Test
  void dl4j_s_wrappers_of_frozen_layers_are_taken_off() {
    SoftmaxClassifier parent = parent();
    ComputationGraph frozen =
        new TransferLearning.GraphBuilder(parent.graph()).setFeatureExtractor("dense_4").build();
    frozen = new TransferLearning.GraphBuilder(frozen).setFeatureExtractor("batch_norm_5").build();
    SoftmaxClassifier wrapped = SoftmaxClassifier.of(frozen, INPUT);
    SoftmaxClassifier child = freeze("none").of(wrapped, ADAMW, 0, 1, 2);
    assertThat(child.parameters()).isEqualTo(parent.parameters());
    train(child, 1, 1);
    assertThat(numbers(child, "conv2d_1_W")).isNotEqualTo(numbers(parent, "conv2d_1_W"));
    assertThat(child.graph().getConfiguration().toJson()).doesNotContain("FrozenLayer");
  }

  @Test
  void plain_dl4j_computes_the_same_probabilities() {
    SoftmaxClassifier child = freeze("backbone").of(parent(), ADAMW, 0, -1, 2);
    train(child, 1, 2);
    INDArray x = Nd4j.create(features(), new long[] {ROWS, WIDTH}, 'c');
    float[] expected = child.graph().outputSingle(x).ravel().toFloatVector();
    float[] found = predicted(child);
    for (int i = 0; i < found.length; i++) {
      assertThat((double) found[i]).isCloseTo(expected[i], within(1e-6));
    }
  }
}
