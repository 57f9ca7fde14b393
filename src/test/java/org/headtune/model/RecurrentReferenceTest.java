package org.headtune.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.headtune.model.Networks.activation;
import static org.headtune.model.Networks.globalPool;
import static org.headtune.model.Networks.lstm;
import static org.headtune.model.Networks.selfAttention;
import static org.headtune.model.Networks.simpleRnn;

import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.headtune.config.LayerConfig;
import org.headtune.config.LayerConfig.ActivationFunction;
import org.headtune.config.LayerConfig.Directions;
import org.headtune.config.LayerConfig.PoolingKind;
import org.headtune.config.LayerConfig.RecurrentFunction;
import org.headtune.config.LayerConfig.StepOutput;
import org.headtune.config.ModelConfig;
import org.headtune.config.OptimizerConfig;
import org.headtune.data.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Three updates of networks that read sequences of different lengths, against PyTorch: losses,
 * parameters and probabilities.
 */
final class RecurrentReferenceTest {
  private static final int STEPS = 7;
  private static final int FEATURES = 2;
  private static final int CLASSES = 3;
  private static final int[] LENGTHS = {7, 3, 1, 5, 6, 2};
  private static final int ROWS = LENGTHS.length;
  private static final Shape INPUT = Shape.sequence(STEPS, FEATURES);
  private static final OptimizerConfig SGD = new OptimizerConfig.Sgd(0.2);
  private static final double TOLERANCE = 1e-5;

  private static Map<String, ModelConfig> cases() {
    Map<String, LayerConfig[]> cases = new LinkedHashMap<>();
    LayerConfig lstm = lstm(4, Directions.NONE, StepOutput.LAST);
    LayerConfig steps = lstm(4, Directions.NONE, StepOutput.STEPS);
    LayerConfig simple = simpleRnn(3, RecurrentFunction.TANH, Directions.CONCAT, StepOutput.LAST);
    cases.put("lstm", of(lstm));
    cases.put("two_lstm", of(steps, lstm(3, Directions.NONE, StepOutput.LAST)));
    cases.put("lstm_concat", of(lstm(3, Directions.CONCAT, StepOutput.LAST)));
    cases.put("lstm_add", of(lstm(3, Directions.ADD, StepOutput.LAST)));
    cases.put("lstm_mean", of(lstm(3, Directions.MEAN, StepOutput.LAST)));
    cases.put(
        "lstm_concat_steps",
        of(lstm(3, Directions.CONCAT, StepOutput.STEPS), lstm(2, Directions.ADD, StepOutput.LAST)));
    cases.put(
        "lstm_mean_steps",
        of(
            lstm(3, Directions.MEAN, StepOutput.STEPS),
            simpleRnn(2, RecurrentFunction.TANH, Directions.NONE, StepOutput.LAST)));
    cases.put("lstm_avg", of(steps, globalPool(PoolingKind.AVG)));
    cases.put("lstm_max", of(steps, globalPool(PoolingKind.MAX)));
    cases.put("avg_alone", of(globalPool(PoolingKind.AVG)));
    cases.put(
        "simple_tanh", of(simpleRnn(4, RecurrentFunction.TANH, Directions.NONE, StepOutput.LAST)));
    cases.put(
        "simple_relu", of(simpleRnn(4, RecurrentFunction.RELU, Directions.NONE, StepOutput.LAST)));
    cases.put(
        "two_simple",
        of(simpleRnn(4, RecurrentFunction.TANH, Directions.NONE, StepOutput.STEPS), simple));
    cases.put(
        "sigmoid_between",
        of(
            lstm(3, Directions.NONE, StepOutput.STEPS),
            activation(ActivationFunction.SIGMOID),
            simpleRnn(3, RecurrentFunction.TANH, Directions.NONE, StepOutput.LAST)));
    cases.put("attention", of(selfAttention(4, 2), globalPool(PoolingKind.AVG)));
    cases.put("attention_one_head", of(steps, selfAttention(4, 1), globalPool(PoolingKind.MAX)));
    cases.put(
        "attention_between",
        of(steps, selfAttention(4, 2), lstm(2, Directions.NONE, StepOutput.LAST)));
    Map<String, ModelConfig> models = new LinkedHashMap<>();
    cases.forEach((name, layers) -> models.put(name, Networks.of(layers)));
    return models;
  }

  private static LayerConfig[] of(LayerConfig... layers) {
    return layers;
  }

  private static Stream<String> names() {
    return cases().keySet().stream();
  }

  /** Networks whose gradients flow back through some of the last steps alone. */
  private static Map<String, Truncated> truncatedCases() {
    LayerConfig lstm = lstm(4, Directions.NONE, StepOutput.LAST);
    LayerConfig simple = simpleRnn(4, RecurrentFunction.TANH, Directions.NONE, StepOutput.LAST);
    Map<String, Truncated> cases = new LinkedHashMap<>();
    cases.put("truncated_lstm", new Truncated(Networks.of(lstm), 3));
    cases.put("truncated_simple", new Truncated(Networks.of(simple), 2));
    cases.put(
        "truncated_two",
        new Truncated(
            Networks.of(
                lstm(3, Directions.NONE, StepOutput.STEPS),
                simpleRnn(3, RecurrentFunction.TANH, Directions.NONE, StepOutput.STEPS),
                lstm(2, Directions.NONE, StepOutput.LAST)),
            2));
    return cases;
  }

  private record Truncated(ModelConfig model, int lastSteps) {}

  private static Stream<String> truncatedNames() {
    return truncatedCases().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("names")
  void three_updates_give_what_pytorch_gives(String name) throws IOException {
    try (SoftmaxClassifier classifier = start(name)) {
      assertThat(train(classifier))
          .containsExactly(References.read("recurrent.txt").get(name), within(TOLERANCE));
    }
  }

  @ParameterizedTest
  @MethodSource("truncatedNames")
  void truncated_back_propagation_is_that_of_pytorch(String name) throws IOException {
    Truncated truncated = truncatedCases().get(name);
    double[] expected = References.read("recurrent.txt").get(name);
    try (SoftmaxClassifier classifier = start(truncated.model())) {
      classifier.train(TrainingRules.PLAIN.with(new Truncation(truncated.lastSteps())));
      assertThat(train(classifier)).containsExactly(expected, within(TOLERANCE));
    }
    try (SoftmaxClassifier whole = start(truncated.model())) {
      assertThat(distance(train(whole), expected)).isGreaterThan(1e-4);
    }
  }

  /** What cuts nothing off changes no bit. */
  @Test
  void a_truncation_longer_than_the_sequences_is_none() {
    Truncated truncated = truncatedCases().get("truncated_two");
    double[] whole = train(start(truncated.model()));
    SoftmaxClassifier classifier = start(truncated.model());
    classifier.train(TrainingRules.PLAIN.with(new Truncation(STEPS)));
    assertThat(train(classifier)).isEqualTo(whole);
  }

  private static double distance(double[] a, double[] b) {
    return IntStream.range(0, a.length).mapToDouble(i -> Math.abs(a[i] - b[i])).max().orElseThrow();
  }

  /** A row alone, and without what stands behind its last step, gives what it gives in a batch. */
  @ParameterizedTest
  @MethodSource("names")
  void padding_and_neighbours_do_not_matter(String name) {
    float[] together = new float[ROWS * CLASSES];
    try (SoftmaxClassifier classifier = start(name)) {
      float[] rows = rows();
      classifier.predict(rows, ROWS, together);
      int width = Math.toIntExact(INPUT.size());
      for (int row = 0; row < ROWS; row++) {
        float[] one = Arrays.copyOfRange(rows, row * width, (row + 1) * width);
        Arrays.fill(one, LENGTHS[row] * FEATURES, width - 1, 77);
        float[] alone = new float[CLASSES];
        classifier.predict(one, 1, alone);
        for (int k = 0; k < CLASSES; k++) {
          assertThat(alone[k]).isCloseTo(together[row * CLASSES + k], within(1e-6f));
        }
      }
    }
  }

  /**
   * What plain Deeplearning4j makes of features by steps, row by row: in a batch it reads back over
   * what stands behind the last step, whatever the mask says.
   */
  @ParameterizedTest
  @MethodSource("names")
  void deeplearning4j_gives_the_same(String name) {
    float[] ours = new float[ROWS * CLASSES];
    try (SoftmaxClassifier classifier = start(name)) {
      float[] rows = rows();
      classifier.predict(rows, ROWS, ours);
      for (int row = 0; row < ROWS; row++) {
        INDArray x = Nd4j.zeros(1, FEATURES, LENGTHS[row]);
        for (int i = 0; i < FEATURES * LENGTHS[row]; i++) {
          float value = rows[row * Math.toIntExact(INPUT.size()) + i];
          x.putScalar(new int[] {0, i % FEATURES, i / FEATURES}, value);
        }
        INDArray theirs = classifier.graph().outputSingle(x);
        for (int k = 0; k < CLASSES; k++) {
          assertThat(theirs.getFloat(0, k)).isCloseTo(ours[row * CLASSES + k], within(1e-5f));
        }
      }
    }
  }

  private static SoftmaxClassifier start(String name) {
    return start(cases().get(name));
  }

  private static SoftmaxClassifier start(ModelConfig model) {
    SoftmaxClassifier classifier = SoftmaxClassifier.create(model, SGD, INPUT, CLASSES, 1);
    float[] start = classifier.parameters();
    for (int i = 0; i < start.length; i++) {
      start[i] = (float) (0.4 * Math.sin(1.7 * i + 0.3));
    }
    classifier.setParameters(start);
    return classifier;
  }

  private static float[] rows() {
    int width = Math.toIntExact(INPUT.size());
    float[] x = new float[ROWS * width];
    for (int row = 0; row < ROWS; row++) {
      for (int i = 0; i < LENGTHS[row] * FEATURES; i++) {
        int at = row * STEPS * FEATURES + i;
        x[row * width + i] = (float) Math.sin(0.37 * at + 0.0011 * at * at);
      }
      x[(row + 1) * width - 1] = LENGTHS[row];
    }
    return x;
  }

  private static double[] train(SoftmaxClassifier classifier) {
    float[] x = rows();
    int[] labels = IntStream.range(0, ROWS).map(row -> row % CLASSES).toArray();
    double[] losses = new double[3];
    for (int step = 0; step < losses.length; step++) {
      losses[step] = classifier.fit(x, labels, ROWS);
    }
    float[] probabilities = new float[ROWS * CLASSES];
    classifier.predict(x, ROWS, probabilities);
    return References.joined(losses, classifier.parameters(), probabilities);
  }
}
