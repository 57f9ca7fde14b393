package org.headtune.model;

import java.util.Arrays;
import java.util.function.Function;
import org.headtune.Place;
import org.headtune.config.LossConfig;
import org.headtune.data.ClassNames;

/**
 * The loss of one row as a function of the logarithms of its class probabilities, whatever head
 * they come from. A softmax turns its slope into that of the weighted sums z: {@code dL/dz = slope
 * - p * sum(slope)}.
 */
public sealed interface RowLoss permits CrossEntropy, FocalLoss, LogitAdjustment {

  /**
   * The loss that a config asks for.
   *
   * @param classes of the data, K of them
   * @param labels class index of each training row
   * @param placeOf where a key of the config stands
   * @throws org.headtune.UserError naming every class that is weighted but does not exist
   */
  static RowLoss of(
      LossConfig config, ClassNames classes, int[] labels, Function<String, Place> placeOf) {
    int[] rows = new int[classes.size()];
    Arrays.stream(labels).forEach(label -> rows[label]++);
    double[] weights = ClassWeights.of(config.classWeights(), classes, rows, placeOf);
    boolean plain =
        config.labelSmoothing() == 0
            && config.focalGamma() == 0
            && Arrays.stream(weights).allMatch(weight -> weight == 1);
    RowLoss loss =
        plain
            ? new CrossEntropy()
            : new FocalLoss(config.labelSmoothing(), config.focalGamma(), weights);
    return config.logitAdjustment() == 0
        ? loss
        : LogitAdjustment.of(loss, config.logitAdjustment(), rows);
  }

  /**
   * The loss and its slope.
   *
   * @param logProbabilities natural logarithms, K of them, each at most 0; stays as it is
   * @param label the true class, from 0
   * @param slope receives the K derivatives by the logarithms, each taken as free
   */
  double of(double[] logProbabilities, int label, double[] slope);

  /**
   * What a row of the class counts in the mean of its batch, which is the sum of losses divided by
   * the sum of weights; above 0. The loss itself is already weighted.
   */
  double weight(int label);
}
