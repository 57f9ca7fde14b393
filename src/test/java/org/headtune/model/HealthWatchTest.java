package org.headtune.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;
import static org.headtune.model.FineTuning.freeze;
import static org.headtune.model.Networks.dense;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.headtune.config.ClippingConfig;
import org.headtune.config.LayerConfig;
import org.headtune.config.LayerConfig.ActivationFunction;
import org.headtune.config.LayerConfig.Padding;
import org.headtune.config.OptimizerConfig;
import org.headtune.config.RegularizationConfig;
import org.headtune.data.Shape;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The numbers of training health against finite differences, DL4J's gradient and hand counts. */
final class HealthWatchTest {
  private static final int ROWS = 6;
  private static final int INPUTS = 5;
  private static final int UNITS = 4;
  private static final int CLASSES = 3;

  /** Weights and biases of the one hidden layer; those of the head come after them. */
  private static final int HIDDEN = INPUTS * UNITS + UNITS;

  private static final double RATE = 0.25;
  private static final OptimizerConfig SGD = new OptimizerConfig.Sgd(RATE);

  private static SoftmaxClassifier network(ActivationFunction activation, StepRules rules) {
    SoftmaxClassifier network =
        SoftmaxClassifier.create(
            Networks.of(dense(UNITS, activation)), SGD, Shape.row(INPUTS), CLASSES, 7);
    network.train(TrainingRules.of(Freezing.NONE).with(rules));
    return network;
  }

  private static float[] waves(int numbers) {
    float[] waves = new float[numbers];
    for (int i = 0; i < numbers; i++) {
      waves[i] = (float) Math.sin(0.37 * i + 0.0011 * i * i);
    }
    return waves;
  }

  private static int[] labels() {
    return IntStream.range(0, ROWS).map(row -> row % CLASSES).toArray();
  }

  private static void fit(SoftmaxClassifier network) {
    network.fit(waves(ROWS * INPUTS), labels(), ROWS);
  }

  /** Mean cross-entropy of a tanh layer and a softmax, in double precision. */
  private static double loss(double[] parameters) {
    float[] x = waves(ROWS * INPUTS);
    double sum = 0;
    for (int row = 0; row < ROWS; row++) {
      double[] hidden = new double[UNITS];
      for (int unit = 0; unit < UNITS; unit++) {
        double z = parameters[INPUTS * UNITS + unit];
        for (int i = 0; i < INPUTS; i++) {
          z += x[row * INPUTS + i] * parameters[unit * INPUTS + i];
        }
        hidden[unit] = Math.tanh(z);
      }
      double all = 0;
      double own = 0;
      for (int label = 0; label < CLASSES; label++) {
        double z = parameters[HIDDEN + UNITS * CLASSES + label];
        for (int unit = 0; unit < UNITS; unit++) {
          z += hidden[unit] * parameters[HIDDEN + label * UNITS + unit];
        }
        all += Math.exp(z);
        own = label == labels()[row] ? z : own;
      }
      sum += Math.log(all) - own;
    }
    return sum / ROWS;
  }

  private static double[] wide(float[] numbers) {
    return IntStream.range(0, numbers.length).mapToDouble(i -> numbers[i]).toArray();
  }

  private static double[] finiteDifferences(double[] parameters) {
    double step = 1e-5;
    double[] gradient = new double[parameters.length];
    for (int i = 0; i < parameters.length; i++) {
      double[] moved = parameters.clone();
      moved[i] = parameters[i] + step;
      gradient[i] = loss(moved);
      moved[i] = parameters[i] - step;
      gradient[i] = (gradient[i] - loss(moved)) / (2 * step);
    }
    return gradient;
  }

  private static double norm(double[] numbers, int from, int to) {
    return Math.sqrt(IntStream.range(from, to).mapToDouble(i -> numbers[i] * numbers[i]).sum());
  }

  private static void expect(LayerHealth health, double gradientNorm, double updateRatio) {
    assertThat(health.gradientNorm()).isCloseTo(gradientNorm, withinPercentage(0.01));
    assertThat(health.updateRatio()).isCloseTo(updateRatio, withinPercentage(0.01));
  }

  @Test
  void gradient_norm_and_update_ratio_are_those_of_finite_differences() {
    SoftmaxClassifier network = network(ActivationFunction.TANH, StepRules.PLAIN);
    double[] before = wide(network.parameters());
    double[] gradient = finiteDifferences(before);
    fit(network);
    Map<String, LayerHealth> layers = network.health().layers();
    assertThat(layers.keySet()).containsExactly("dense_1", "head");
    // Plain gradient descent: the change is the rate times the gradient.
    double hidden = norm(gradient, 0, HIDDEN);
    expect(layers.get("dense_1"), hidden, RATE * hidden / norm(before, 0, HIDDEN));
    int end = before.length;
    double head = norm(gradient, HIDDEN, end);
    expect(layers.get("head"), head, RATE * head / norm(before, HIDDEN, end));
    assertThat(layers.get("dense_1").deadUnits()).isZero();
    assertThat(layers.get("head").deadUnits()).isNaN();
  }

  @Test
  void two_looks_give_the_mean() {
    SoftmaxClassifier network = network(ActivationFunction.TANH, StepRules.PLAIN);
    double[] first = wide(network.parameters());
    fit(network);
    double[] second = wide(network.parameters());
    fit(network);
    double one = norm(finiteDifferences(first), 0, HIDDEN);
    double two = norm(finiteDifferences(second), 0, HIDDEN);
    assertThat(two / one).isNotCloseTo(1, withinPercentage(1));
    expect(
        network.health().layers().get("dense_1"),
        (one + two) / 2,
        RATE * (one / norm(first, 0, HIDDEN) + two / norm(second, 0, HIDDEN)) / 2);
  }

  @Test
  void the_gradient_is_that_before_clipping_and_decay_and_the_update_that_after_them() {
    double bound = 1e-3;
    StepRules rules =
        new StepRules(
            new ClippingConfig(Optional.empty(), Optional.empty(), Optional.of(bound)),
            StepRules.PLAIN.regularization(),
            4,
            Optional.empty());
    SoftmaxClassifier network = network(ActivationFunction.TANH, rules);
    double[] before = wide(network.parameters());
    double[] gradient = finiteDifferences(before);
    fit(network);
    double hidden = norm(gradient, 0, HIDDEN);
    double share = bound / norm(gradient, 0, gradient.length);
    expect(
        network.health().layers().get("dense_1"),
        hidden,
        RATE * share * hidden / norm(before, 0, HIDDEN));

    SoftmaxClassifier decayed =
        network(
            ActivationFunction.TANH,
            new StepRules(
                StepRules.PLAIN.clipping(),
                new RegularizationConfig(0, 0.5, 0, Optional.empty()),
                Integer.MAX_VALUE,
                Optional.empty()));
    fit(decayed);
    double[] after = wide(decayed.parameters());
    double[] change = IntStream.range(0, HIDDEN).mapToDouble(i -> after[i] - before[i]).toArray();
    double ratio = norm(change, 0, HIDDEN) / norm(before, 0, HIDDEN);
    assertThat(ratio).isNotCloseTo(RATE * hidden / norm(before, 0, HIDDEN), withinPercentage(1));
    expect(decayed.health().layers().get("dense_1"), hidden, ratio);
  }

  @Test
  void a_layer_too_large_to_be_read_whole_is_estimated_closely() {
    int inputs = 1100;
    int units = 1000;
    SoftmaxClassifier network =
        SoftmaxClassifier.create(
            Networks.of(dense(units, ActivationFunction.TANH)), SGD, Shape.row(inputs), CLASSES, 7);
    network.train(TrainingRules.of(Freezing.NONE));
    double[] before = wide(network.parameters());
    float[] x = waves(ROWS * inputs);
    INDArray targets = Nd4j.zeros(ROWS, CLASSES);
    for (int row = 0; row < ROWS; row++) {
      targets.putScalar(row, labels()[row], 1);
    }
    network.graph().setInput(0, Nd4j.createFromArray(x).reshape(ROWS, inputs));
    network.graph().setLabel(0, targets);
    network.graph().computeGradientAndScore();
    // DL4J divides by the rows later, in its updater.
    double[] gradient = network.graph().gradient().gradient().div(ROWS).dup().data().asDouble();
    network.fit(x, labels(), ROWS);
    int hidden = inputs * units + units;
    LayerHealth health = network.health().layers().get("dense_1");
    double norm = norm(gradient, 0, hidden);
    assertThat(health.gradientNorm()).isCloseTo(norm, withinPercentage(2));
    assertThat(health.updateRatio())
        .isCloseTo(RATE * norm / norm(before, 0, hidden), withinPercentage(2));
    // The head is small, and read whole.
    double head = norm(gradient, hidden, gradient.length);
    expect(
        network.health().layers().get("head"),
        head,
        RATE * head / norm(before, hidden, before.length));
  }

  @Test
  void dead_units_are_counted_as_by_hand() {
    SoftmaxClassifier network = network(ActivationFunction.RELU, StepRules.PLAIN);
    float[] parameters = network.parameters();
    Arrays.fill(parameters, 0, HIDDEN, 0);
    // Unit 0 is never positive, unit 1 always 2; unit 2 follows the first input, and unit 3 is
    // positive in one row alone, that in which the second input is the largest.
    parameters[INPUTS * UNITS] = -1;
    parameters[INPUTS * UNITS + 1] = 2;
    parameters[2 * INPUTS] = 1;
    float[] x = waves(ROWS * INPUTS);
    double[] column =
        IntStream.range(0, ROWS).mapToDouble(row -> x[row * INPUTS + 1]).sorted().toArray();
    parameters[3 * INPUTS + 1] = 1;
    float between = (float) ((column[ROWS - 1] + column[ROWS - 2]) / 2);
    parameters[INPUTS * UNITS + 3] = -between;
    network.setParameters(parameters);
    fit(network);
    assertThat(network.health().layers().get("dense_1").deadUnits()).isEqualTo(0.5);

    // Above the largest input the last unit is dead as well.
    parameters[INPUTS * UNITS + 3] = (float) -column[ROWS - 1] - 0.1f;
    SoftmaxClassifier three = network(ActivationFunction.RELU, StepRules.PLAIN);
    three.setParameters(parameters);
    fit(three);
    assertThat(three.health().layers().get("dense_1").deadUnits()).isEqualTo(0.75);
  }

  @Test
  void a_unit_is_alive_if_any_batch_of_the_epoch_has_moved_it() {
    SoftmaxClassifier network = network(ActivationFunction.RELU, StepRules.PLAIN);
    float[] parameters = network.parameters();
    Arrays.fill(parameters, 0);
    parameters[0] = 1;
    parameters[INPUTS * UNITS] = -0.5f;
    network.setParameters(parameters);
    float[] still = new float[ROWS * INPUTS];
    network.fit(still, labels(), ROWS);
    assertThat(network.health().layers().get("dense_1").deadUnits()).isOne();
    float[] moving = still.clone();
    moving[2 * INPUTS] = 1;
    network.fit(moving, labels(), ROWS);
    assertThat(network.health().layers().get("dense_1").deadUnits()).isEqualTo(0.75);
    network.fit(still, labels(), ROWS);
    assertThat(network.health().layers().get("dense_1").deadUnits()).isEqualTo(0.75);
  }

  @Test
  void a_dead_channel_of_an_image_is_one_unit() {
    LayerConfig conv = Networks.conv(4, 3, 1, Padding.VALID);
    SoftmaxClassifier network =
        SoftmaxClassifier.create(Networks.of(conv), SGD, Shape.image(1, 6, 6), CLASSES, 7);
    network.train(TrainingRules.of(Freezing.NONE));
    float[] parameters = network.parameters();
    // A convolution's biases come before its weights.
    parameters[2] = -100;
    network.setParameters(parameters);
    network.fit(waves(ROWS * 36), labels(), ROWS);
    assertThat(network.health().layers().get("conv2d_1").deadUnits()).isEqualTo(0.25);
  }

  /** The steps behind the end of a sequence are none, however many there is room for. */
  @Test
  void a_unit_that_reads_sequences_is_dead_if_all_steps_give_one_number() {
    int steps = 20;
    SoftmaxClassifier network =
        SoftmaxClassifier.create(
            Networks.of(
                Networks.simpleRnn(
                    UNITS,
                    LayerConfig.RecurrentFunction.RELU,
                    LayerConfig.Directions.NONE,
                    LayerConfig.StepOutput.STEPS),
                Networks.activation(ActivationFunction.SIGMOID),
                Networks.globalPool(LayerConfig.PoolingKind.AVG)),
            SGD,
            Shape.sequence(steps, 1),
            CLASSES,
            7);
    network.train(TrainingRules.of(Freezing.NONE));
    float[] parameters = network.parameters();
    // The last of the weights of the input, of the recurrent ones, and the biases.
    int biases = UNITS + UNITS * UNITS;
    Arrays.fill(parameters, 0, biases, 1);
    parameters[biases] = -1000;
    network.setParameters(parameters);
    float[] rows = new float[3 * (steps + 1)];
    // An empty one, then one of one step and one of two.
    rows[2 * steps + 1] = 1;
    rows[steps + 1] = 1;
    rows[2 * steps + 2] = 1;
    rows[3 * steps + 2] = 2;
    network.fit(rows, new int[] {0, 1, 2}, 3);
    assertThat(network.health().layers().get("simple_rnn_1").deadUnits()).isEqualTo(0.25);
    assertThat(network.health().layers().get("activation_2").deadUnits()).isEqualTo(0.25);

    // A batch without a step says nothing.
    SoftmaxClassifier unseen =
        SoftmaxClassifier.create(
            Networks.of(
                Networks.lstm(2, LayerConfig.Directions.NONE, LayerConfig.StepOutput.STEPS),
                Networks.globalPool(LayerConfig.PoolingKind.MAX)),
            SGD,
            Shape.sequence(steps, 1),
            CLASSES,
            7);
    unseen.train(TrainingRules.of(Freezing.NONE));
    unseen.fit(new float[steps + 1], new int[] {0}, 1);
    assertThat(unseen.health().layers().get("lstm_1").deadUnits()).isNaN();
  }

  @Test
  void of_a_frozen_layer_no_gradient_is_told() {
    SoftmaxClassifier parent =
        SoftmaxClassifier.create(
            Networks.of(
                dense(UNITS, ActivationFunction.TANH), dense(UNITS, ActivationFunction.TANH)),
            SGD,
            Shape.row(INPUTS),
            CLASSES,
            7);
    SoftmaxClassifier child = freeze("dense_1").of(parent, SGD, 0, 1, 2);
    TransferPlan plan = freeze("dense_1").plan(parent, SGD, 0, 1, 2);
    child.train(TrainingRules.of(plan.freezing()));
    fit(child);
    assertThat(child.health().layers().keySet()).containsExactly("dense_2", "head");
  }
}
