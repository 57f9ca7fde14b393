package org.headtune.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.headtune.model.FineTuning.freeze;
import static org.headtune.model.Networks.dense;
import static org.headtune.model.Networks.norm;

import java.util.Optional;
import java.util.stream.IntStream;
import org.headtune.Place;
import org.headtune.config.ClippingConfig;
import org.headtune.config.LayerConfig;
import org.headtune.config.LayerConfig.ActivationFunction;
import org.headtune.config.OptimizerConfig;
import org.headtune.config.RegularizationConfig;
import org.headtune.config.WeightAverageConfig;
import org.headtune.data.Shape;
import org.junit.jupiter.api.Test;

final class StepRulesTest {
  private static final Shape INPUT = Shape.row(5);
  private static final int ROWS = 10;
  private static final LayerConfig TANH = dense(4, ActivationFunction.TANH);

  private static SoftmaxClassifier network(StepRules rules, LayerConfig... layers) {
    SoftmaxClassifier network =
        SoftmaxClassifier.create(Networks.of(layers), Networks.ADAM, INPUT, 3, 7);
    network.train(TrainingRules.of(Freezing.NONE).with(rules));
    return network;
  }

  private static StepRules atOnce(int rows) {
    return new StepRules(
        StepRules.PLAIN.clipping(), StepRules.PLAIN.regularization(), rows, Optional.empty());
  }

  private static StepRules averaged(double decay) {
    return new StepRules(
        StepRules.PLAIN.clipping(),
        StepRules.PLAIN.regularization(),
        Integer.MAX_VALUE,
        Optional.of(new WeightAverageConfig(decay)));
  }

  private static float[] rows() {
    float[] x = new float[ROWS * 5];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) Math.sin(0.37 * i + 0.0011 * i * i);
    }
    return x;
  }

  private static double fit(SoftmaxClassifier network) {
    return network.fit(rows(), IntStream.range(0, ROWS).map(row -> row % 3).toArray(), ROWS);
  }

  @Test
  void accumulated_parts_equal_one_large_batch() {
    SoftmaxClassifier whole = network(StepRules.PLAIN, TANH, TANH);
    for (int size : new int[] {1, 4, 5, 9, 10}) {
      SoftmaxClassifier whole2 = network(StepRules.PLAIN, TANH, TANH);
      SoftmaxClassifier parts = network(atOnce(size), TANH, TANH);
      for (int step = 0; step < 5; step++) {
        assertThat(fit(parts)).isEqualTo(fit(whole2), within(1e-6));
      }
      assertThat(parts.parameters()).containsExactly(whole2.parameters(), within(1e-5f));
      assertThat(parts.iterations()).isEqualTo(5);
    }
    fit(whole);
    assertThat(fit(whole)).isLessThan(fit(network(StepRules.PLAIN, TANH, TANH)));
  }

  @Test
  void clipping_sees_the_gradient_of_the_whole_update() {
    StepRules clipped =
        new StepRules(
            new ClippingConfig(Optional.empty(), Optional.empty(), Optional.of(0.05)),
            new RegularizationConfig(0, 0.1, 0, Optional.empty()),
            Integer.MAX_VALUE,
            Optional.empty());
    StepRules inParts =
        new StepRules(clipped.clipping(), clipped.regularization(), 3, Optional.empty());
    SoftmaxClassifier whole = network(clipped, TANH);
    SoftmaxClassifier parts = network(inParts, TANH);
    for (int step = 0; step < 3; step++) {
      assertThat(fit(parts)).isEqualTo(fit(whole), within(1e-6));
    }
    assertThat(parts.parameters()).containsExactly(whole.parameters(), within(1e-5f));
  }

  @Test
  void running_statistics_move_once_for_an_update_in_parts() {
    SoftmaxClassifier parts = network(atOnce(5), norm());
    float[] before = parts.parameters();
    fit(parts);
    // Gamma, beta, mean and variance of five features; the mean of the parts' means is that of all.
    for (int feature = 0; feature < 5; feature++) {
      double mean = 0;
      for (int row = 0; row < ROWS; row++) {
        mean += rows()[row * 5 + feature] / ROWS;
      }
      double expected = 0.9 * before[10 + feature] + 0.1 * mean;
      assertThat(parts.parameters()[10 + feature]).isEqualTo((float) expected, within(1e-6f));
    }
  }

  @Test
  void the_average_is_what_a_calculation_by_hand_gives() {
    SoftmaxClassifier network = network(averaged(0.3), TANH, norm());
    double[] average = wide(network.parameters());
    assertThat(network.average()).isEmpty();
    for (int step = 0; step < 5; step++) {
      fit(network);
      // 1/10, 2/11, 3/12, and then the limit of 0.3
      double kept = Math.min(0.3, (1.0 + step) / (10.0 + step));
      double[] now = wide(network.parameters());
      for (int i = 0; i < now.length; i++) {
        average[i] = kept * average[i] + (1 - kept) * now[i];
      }
      assertThat(wide(network.average().orElseThrow())).containsExactly(average, within(1e-6));
    }
    assertThat(network.average().orElseThrow()).isNotEqualTo(network.parameters());
  }

  private static double[] wide(float[] numbers) {
    return IntStream.range(0, numbers.length).mapToDouble(i -> numbers[i]).toArray();
  }

  @Test
  void the_average_is_judged_and_training_goes_on_from_the_weights() {
    SoftmaxClassifier plain = network(StepRules.PLAIN, TANH, norm());
    SoftmaxClassifier averaged = network(averaged(0.999), TANH, norm());
    for (int step = 0; step < 4; step++) {
      fit(plain);
      fit(averaged);
      float[] judged = averaged.judged(averaged::parameters);
      assertThat(judged).isEqualTo(averaged.judgedParameters()).isNotEqualTo(plain.parameters());
      assertThat(averaged.parameters()).isEqualTo(plain.parameters());
    }
    assertThat(plain.judged(plain::parameters)).isEqualTo(plain.parameters());
  }

  @Test
  void a_frozen_layer_is_its_own_average_and_has_no_part_in_the_norm() {
    SoftmaxClassifier parent =
        SoftmaxClassifier.create(Networks.of(TANH, TANH), Networks.SGD, INPUT, 3, 7);
    OptimizerConfig sgd = new OptimizerConfig.Sgd(1);
    StepRules rules =
        new StepRules(
            new ClippingConfig(Optional.empty(), Optional.empty(), Optional.of(1e-3)),
            StepRules.PLAIN.regularization(),
            Integer.MAX_VALUE,
            Optional.of(new WeightAverageConfig(0.9)));
    SoftmaxClassifier child = freeze("dense_1").of(parent, sgd, 0, 1, 2);
    TransferPlan plan = freeze("dense_1").plan(parent, sgd, 0, 1, 2);
    child.train(TrainingRules.of(plan.freezing()).with(rules));
    float[] before = child.parameters();
    fit(child);
    float[] after = child.parameters();
    double square = 0;
    for (int i = 0; i < after.length; i++) {
      square += Math.pow(after[i] - before[i], 2);
    }
    // A gradient far longer than the bound makes, at a step size of 1, a step of just that length.
    assertThat(Math.sqrt(square)).isEqualTo(1e-3, within(2e-6));
    float[] average = child.average().orElseThrow();
    for (int i = 0; i < 24; i++) {
      assertThat(after[i]).isEqualTo(before[i]);
      assertThat(average[i]).isEqualTo(before[i]);
    }
  }

  @Test
  void a_share_of_the_rate_is_the_same_as_a_smaller_rate_also_for_the_decay() {
    StepRules decayed =
        new StepRules(
            StepRules.PLAIN.clipping(),
            new RegularizationConfig(0, 0, 0.5, Optional.empty()),
            Integer.MAX_VALUE,
            Optional.empty());
    SoftmaxClassifier half = network(decayed, TANH);
    half.setRateFactor(0.5);
    SoftmaxClassifier small =
        SoftmaxClassifier.create(
            Networks.of(TANH), new OptimizerConfig.Adam(0.005, 0.9, 0.999, 1e-8), INPUT, 3, 7);
    small.train(TrainingRules.of(Freezing.NONE).with(decayed));
    for (int step = 0; step < 3; step++) {
      fit(half);
      fit(small);
    }
    assertThat(half.parameters()).isEqualTo(small.parameters());
    assertThat(half.learningRate()).isEqualTo(0.005);
  }

  /** He et al. 2015, section 2.1: a decay would make a ReLU of it. */
  @Test
  void nothing_pulls_at_learnt_slopes_or_bounds_them() {
    StepRules strict =
        new StepRules(
            StepRules.PLAIN.clipping(),
            new RegularizationConfig(0.1, 0.1, 0.1, Optional.of(0.1)),
            Integer.MAX_VALUE,
            Optional.empty());
    LayerConfig layer = Networks.dense(7, ActivationFunction.PRELU);
    SoftmaxClassifier plain = network(StepRules.PLAIN, layer);
    SoftmaxClassifier kept = network(strict, layer);
    fit(plain);
    fit(kept);
    float[] slopes = plain.graph().getVertex("activation_1").params().toFloatVector();
    assertThat(kept.graph().getVertex("activation_1").params().toFloatVector()).isEqualTo(slopes);
    assertThat(kept.graph().getVertex("dense_1").params())
        .isNotEqualTo(plain.graph().getVertex("dense_1").params());
  }

  @Test
  void what_is_kept_beside_the_optimiser_counts_as_memory() {
    StepRules both =
        new StepRules(
            StepRules.PLAIN.clipping(),
            StepRules.PLAIN.regularization(),
            8,
            Optional.of(new WeightAverageConfig(0.9)));
    NetworkPlan plan = NetworkPlan.of(Networks.of(TANH), INPUT, 3, 8, Networks.ADAM, Place::of);
    assertThat(plan.with(StepRules.PLAIN)).isEqualTo(plan);
    assertThat(plan.with(both).memoryBytes() - plan.memoryBytes())
        .isEqualTo(2 * 4 * plan.parameters());
  }
}
