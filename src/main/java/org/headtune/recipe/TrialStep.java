package org.headtune.recipe;

import java.util.List;
import java.util.Optional;
import org.headtune.ExitCode;
import org.headtune.Text;
import org.headtune.UserError;
import org.headtune.backend.Backend;
import org.headtune.backend.Wanted;
import org.headtune.config.HeadConfig;
import org.headtune.config.LayerConfig;
import org.headtune.config.LayerConfig.ActivationFunction;
import org.headtune.config.LayerConfig.WeightInitialisation;
import org.headtune.config.ModelConfig;
import org.headtune.config.OptimizerConfig;
import org.headtune.data.Shape;
import org.headtune.model.SoftmaxClassifier;

/**
 * One step of training whose result is known by hand: whether this machine computes right.
 *
 * <p>The network is 2 inputs, 2 units with ReLU, 2 classes. For x = (1, 2) of class 0 the units
 * give h = (2, 1), both logits are 2 and the probabilities a half each, so that the loss is ln 2.
 * The gradients at the logits are (-1/2, 1/2), at the units (-1/2, 1). A step of size 1/4 down the
 * gradient takes every weight to a number with few binary digits, which floats hold exactly; then
 * the units give (2.75, 0), and the logits of x are 3.5625 and -0.8125.
 */
final class TrialStep {
  /** Unit after unit the weights of both inputs, then the biases; the same of the classes. */
  private static final float[] BEFORE = {1, 0.5f, -1, 1, 0, 0, 1, 0, 0, 2, 0, 0};

  private static final float[] AFTER = {
    1.125f, 0.75f, -1.25f, 0.5f, 0.125f, -0.25f, 1.25f, 0.125f, -0.25f, 1.875f, 0.125f, -0.125f
  };

  private static final double LOSS = Math.log(2);

  /** 1 / (1 + exp(-4.375)). */
  private static final double PROBABILITY = 0.987_568_35;

  /** Of the loss and the probability, which go through an exponential function. */
  private static final double SINGLE_PRECISION = 2e-6;

  private static final float[] ROW = {1, 2};
  private static final long SEED = 1;

  /** A GPU adds numbers in another order. */
  private static final double GPU_TOLERANCE = 1e-5;

  private TrialStep() {}

  /** Why the backend that has been started cannot be trusted. */
  static Optional<UserError> fault(Backend backend) {
    boolean exact = backend.kind().equals(Wanted.CPU.toString());
    Optional<String> wrong;
    try {
      wrong = fault(exact ? 0 : GPU_TOLERANCE);
    } catch (RuntimeException | LinkageError e) {
      wrong = Optional.of("it ends with " + Text.printable(e.toString()));
    }
    return wrong.map(
        what ->
            new UserError(
                ExitCode.BACKEND,
                "a step of training whose result is known is computed wrong on "
                    + backend.kind()
                    + ": "
                    + what
                    + (exact
                        ? "; report this with what `headtune doctor` prints"
                        : "; use --backend cpu")));
  }

  /**
   * Computes it on the backend that has been started.
   *
   * @param tolerance of each weight; 0 where every bit must be right
   * @return what is wrong, a clause; empty if nothing is
   */
  static Optional<String> fault(double tolerance) {
    LayerConfig units =
        new LayerConfig.Dense(2, ActivationFunction.RELU, WeightInitialisation.AUTO, 0);
    try (SoftmaxClassifier network =
        SoftmaxClassifier.create(
            new ModelConfig(List.of(units), new HeadConfig.Softmax()),
            new OptimizerConfig.Sgd(0.25),
            Shape.row(2),
            2,
            SEED)) {
      network.setParameters(BEFORE.clone());
      double loss = network.fit(ROW.clone(), new int[] {0}, 1);
      float[] probabilities = new float[2];
      network.predict(ROW.clone(), 1, probabilities);
      return difference("the loss", loss, LOSS, SINGLE_PRECISION)
          .or(() -> difference(network.parameters(), tolerance))
          .or(
              () ->
                  difference(
                      "the probability of class 0",
                      probabilities[0],
                      PROBABILITY,
                      SINGLE_PRECISION));
    }
  }

  private static Optional<String> difference(float[] found, double tolerance) {
    for (int i = 0; i < AFTER.length; i++) {
      Optional<String> one = difference("weight " + (i + 1), found[i], AFTER[i], tolerance);
      if (one.isPresent()) {
        return one;
      }
    }
    return Optional.empty();
  }

  /** Unlike {@code >} this finds what is not a number, too. */
  private static Optional<String> difference(
      String what, double found, double expected, double tolerance) {
    return Math.abs(found - expected) <= tolerance
        ? Optional.empty()
        : Optional.of(what + " is " + found + " and not " + expected);
  }
}
