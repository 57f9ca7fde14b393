package org.headtune.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.headtune.config.HeadConfig;
import org.headtune.config.HeadConfig.Distribution;
import org.headtune.config.LayerConfig.ActivationFunction;
import org.headtune.config.ModelConfig;
import org.headtune.config.OptimizerConfig;
import org.headtune.data.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

final class SampledSoftmaxTest {
  private static final int WIDTH = 6;

  /** 40 classes, the frequent ones not in front. */
  private static final int[] ROWS_OF_CLASS =
      IntStream.range(0, 40).map(k -> 1 + 1000 / (1 + (7 * k + 3) % 40)).toArray();

  private static SoftmaxClassifier classifier(
      int classes, OptimizerConfig optimizer, Optional<ClassSampling> sampling) {
    ModelConfig model =
        new ModelConfig(
            List.of(Networks.dense(5, ActivationFunction.TANH)),
            new HeadConfig.SampledSoftmax(3, Distribution.UNIFORM));
    SoftmaxClassifier classifier =
        SoftmaxClassifier.create(model, optimizer, Shape.row(WIDTH), classes, 7);
    classifier.train(TrainingRules.PLAIN.withSampling(sampling));
    return classifier;
  }

  @ParameterizedTest
  @EnumSource(Distribution.class)
  void each_class_is_drawn_as_often_as_is_said_and_by_itself(Distribution distribution) {
    ClassSampling sampling = new ClassSampling(12, distribution, ROWS_OF_CLASS);
    int draws = 100_000;
    int[] times = new int[40];
    int together = 0;
    double expectedSum = 0;
    int first = 11;
    int second = 28;
    for (int seed = 1; seed <= draws; seed++) {
      int[] drawn = sampling.draw(seed);
      assertThat(Arrays.stream(drawn).distinct().count()).isEqualTo(drawn.length);
      boolean[] is = new boolean[40];
      for (int k : drawn) {
        times[k]++;
        is[k] = true;
      }
      together += is[first] && is[second] ? 1 : 0;
    }
    double[] likely = new double[40];
    for (int k = 0; k < 40; k++) {
      likely[k] = Math.exp(sampling.logInclusion()[k]);
      expectedSum += likely[k];
      double deviation = Math.sqrt(likely[k] * (1 - likely[k]) / draws);
      assertThat(times[k] / (double) draws)
          .as("class %d", k)
          .isCloseTo(likely[k], within(4.5 * deviation + 1e-7));
    }
    assertThat(expectedSum).isCloseTo(12, within(1e-5));
    double both = likely[first] * likely[second];
    assertThat(together / (double) draws).isCloseTo(both, within(4.5 * Math.sqrt(both / draws)));
  }

  @Test
  void frequent_classes_are_drawn_more_often() {
    float[] log = new ClassSampling(12, Distribution.LOG_UNIFORM, ROWS_OF_CLASS).logInclusion();
    Integer[] byFrequency =
        IntStream.range(0, 40)
            .boxed()
            .sorted((a, b) -> ROWS_OF_CLASS[b] - ROWS_OF_CLASS[a])
            .toArray(Integer[]::new);
    for (int i = 1; i < 40; i++) {
      assertThat(log[byFrequency[i]]).isLessThan(log[byFrequency[i - 1]]);
    }
    // Ranks 0 and 2 in a process of any length t: 1 - exp(-t log(2) / log(41)) and so on.
    double length = -Math.log1p(-Math.exp(log[byFrequency[0]])) * Math.log(41) / Math.log(2);
    assertThat(Math.exp(log[byFrequency[2]]))
        .isCloseTo(-Math.expm1(-length * Math.log(4.0 / 3) / Math.log(41)), within(1e-6));
  }

  @Test
  void a_sample_of_all_classes_is_the_whole_softmax() {
    int classes = 9;
    int[] rowsOfClass = new int[classes];
    ClassSampling all = new ClassSampling(classes, Distribution.LOG_UNIFORM, rowsOfClass);
    SoftmaxClassifier sampled = classifier(classes, Networks.SGD, Optional.of(all));
    SoftmaxClassifier whole = classifier(classes, Networks.SGD, Optional.empty());
    Random random = new Random(1);
    for (int step = 0; step < 5; step++) {
      float[] features = numbers(random, 12 * WIDTH);
      int[] labels = random.ints(12, 0, classes).toArray();
      assertThat(sampled.fit(features, labels, 12))
          .isCloseTo(whole.fit(features, labels, 12), within(1e-6));
      assertThat(sampled.parameters()).containsExactly(whole.parameters(), within(2e-7f));
    }
  }

  private static float[] numbers(Random random, int count) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) random.nextGaussian();
    }
    return numbers;
  }

  /** Where the softmax gives each class its frequency, no step moves the biases on average. */
  @ParameterizedTest
  @EnumSource(Distribution.class)
  void the_expected_gradient_is_zero_where_the_whole_one_is(Distribution distribution) {
    int[] rowsOfClass = {1, 8, 2, 4, 1};
    int[] labels =
        IntStream.range(0, 5)
            .flatMap(k -> IntStream.generate(() -> k).limit(rowsOfClass[k]))
            .toArray();
    ClassSampling sampling = new ClassSampling(2, distribution, rowsOfClass);
    SoftmaxClassifier classifier = classifier(5, new OptimizerConfig.Sgd(1), Optional.of(sampling));
    INDArray bias = classifier.graph().getParam("head_b");
    for (int k = 0; k < 5; k++) {
      bias.putScalar(k, Math.log(rowsOfClass[k] / 16.0));
    }
    float[] start = classifier.parameters();
    float[] before = bias.toFloatVector();
    float[] features = new float[16 * WIDTH];
    int draws = 20_000;
    double[] sum = new double[5];
    double[] squares = new double[5];
    for (int seed = 1; seed <= draws; seed++) {
      Nd4j.getRandom().setSeed(seed);
      classifier.fit(features, labels, 16);
      float[] after = bias.toFloatVector();
      for (int k = 0; k < 5; k++) {
        double gradient = before[k] - after[k];
        sum[k] += gradient;
        squares[k] += gradient * gradient;
      }
      classifier.setParameters(start);
    }
    for (int k = 0; k < 5; k++) {
      double deviation = Math.sqrt(squares[k] / draws);
      assertThat(deviation).isGreaterThan(1e-3);
      assertThat(sum[k] / draws)
          .as("class %d", k)
          .isCloseTo(0, within(4.5 * deviation / Math.sqrt(draws)));
    }
  }

  @Test
  void a_step_leaves_other_classes_and_what_was_gathered_of_them_as_they_are() {
    ClassSampling sampling = new ClassSampling(4, Distribution.UNIFORM, ROWS_OF_CLASS);
    SoftmaxClassifier classifier = classifier(40, Networks.ADAM, Optional.of(sampling));
    Random random = new Random(2);
    float[] features = numbers(random, 3 * WIDTH);
    int[] labels = {5, 6, 5};
    for (int seed = 1; seed <= 5; seed++) {
      INDArray weights = classifier.graph().getParam("head_W").dup();
      INDArray biases = classifier.graph().getParam("head_b").dup();
      float[] stateBefore = state(classifier);
      Nd4j.getRandom().setSeed(seed);
      int[] drawn = sampling.draw(Nd4j.getRandom().nextLong());
      Nd4j.getRandom().setSeed(seed);
      classifier.fit(features, labels, 3);
      int changed = 0;
      for (int k = 0; k < 40; k++) {
        int k1 = k;
        boolean touched = k == 5 || k == 6 || Arrays.stream(drawn).anyMatch(other -> other == k1);
        INDArray now = classifier.graph().getParam("head_W").getColumn(k);
        assertThat(now.equalsWithEps(weights.getColumn(k), 0))
            .as("class %d", k)
            .isEqualTo(!touched);
        assertThat(classifier.graph().getParam("head_b").getFloat(k) == biases.getFloat(k))
            .as("bias %d", k)
            .isEqualTo(!touched);
        changed += touched ? 1 : 0;
      }
      // Two moments of the dense layer's 35 numbers, of five weights and a bias of each class.
      float[] stateAfter = state(classifier);
      long moved =
          IntStream.range(0, stateAfter.length)
              .filter(i -> stateAfter[i] != stateBefore[i])
              .count();
      assertThat(moved).isEqualTo(2 * (35 + 6L * changed));
    }
  }

  private static float[] state(SoftmaxClassifier classifier) {
    return classifier.graph().getUpdater().getStateViewArray().toFloatVector();
  }
}
