package org.headtune.artifact;

import java.util.List;

/**
 * What a model of rows with several classes or none knows besides its classes.
 *
 * @param separator what stands between the classes of a label
 * @param thresholds for each class the probability, 0 to 1, from which on a row is given it
 */
public record MultiLabel(String separator, List<Double> thresholds) {
  /** The threshold of a class that nobody has tuned. */
  public static final double UNTUNED = 0.5;

  public MultiLabel {
    thresholds = List.copyOf(thresholds);
  }

  /** The thresholds as plain numbers. */
  public double[] thresholdsOfClasses() {
    return thresholds.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** Whether it can belong to a model with so many classes. */
  boolean fits(int classes) {
    return !separator.isEmpty()
        && thresholds.size() == classes
        && thresholds.stream().allMatch(threshold -> threshold >= 0 && threshold <= 1);
  }
}
