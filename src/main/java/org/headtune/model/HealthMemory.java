package org.headtune.model;

import java.io.Serializable;
import java.util.Map;

/**
 * What was seen of an epoch so far, for a run that is interrupted within it.
 *
 * @param epoch counted from 1; 0 before the first one
 * @param batches of it that were seen
 * @param sums over its looks at gradients and updates, by layer
 * @param units what became of the units, by layer
 */
public record HealthMemory(int epoch, int batches, Map<String, Sums> sums, Map<String, Units> units)
    implements Serializable {

  /** Nothing was seen of an epoch. */
  public static HealthMemory beginOf(int epoch) {
    return new HealthMemory(epoch, 0, Map.of(), Map.of());
  }

  /**
   * The units of one layer.
   *
   * @param all how many there are
   * @param constant by index, those that have given one and the same number so far, with it
   */
  public record Units(int all, Map<Integer, Float> constant) implements Serializable {}

  /** Sums of the norms and ratios of {@link LayerHealth} over so many looks. */
  public record Sums(int looks, double gradientNorm, double updateRatio) implements Serializable {

    Sums plus(Sums other) {
      return new Sums(
          looks + other.looks, gradientNorm + other.gradientNorm, updateRatio + other.updateRatio);
    }
  }
}
