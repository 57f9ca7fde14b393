package org.headtune.model;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How the training of one layer went in one epoch; NaN for what cannot be told of it.
 *
 * @param gradientNorm Euclidean norm of the mean loss's gradient with respect to the layer's
 *     trained parameters, before any clipping and without weight decay; the mean over the updates
 *     that were looked at. Glorot and Bengio 2010, "Understanding the difficulty of training deep
 *     feedforward neural networks", section 4, follow it from layer to layer
 * @param updateRatio norm of the change that an update made to these parameters over their norm
 *     before it; the mean over the same updates. About 1/1000 is usual
 * @param deadUnits share of the layer's units, channels of an image, that gave one and the same
 *     number for every training row of the epoch, at every place or step, 0 to 1: a ReLU that is
 *     never positive, or a sigmoid that is 0 or 1 to the last bit. No gradient passes such a unit
 *     (Lu, Shin, Su and Karniadakis 2019, "Dying ReLU and initialization")
 */
public record LayerHealth(double gradientNorm, double updateRatio, double deadUnits) {
  private static final String GRADIENT_NORM = "gradient_norm";
  private static final String UPDATE_RATIO = "update_ratio";
  private static final String DEAD_UNITS = "dead_units";

  /** What can be told, by its word. */
  public Map<String, Double> byWord() {
    Map<String, Double> numbers = new LinkedHashMap<>();
    numbers.put(GRADIENT_NORM, gradientNorm);
    numbers.put(UPDATE_RATIO, updateRatio);
    numbers.put(DEAD_UNITS, deadUnits);
    numbers.values().removeIf(number -> Double.isNaN(number));
    return numbers;
  }

  /** The same again from {@link #byWord}. */
  public static LayerHealth of(Map<String, Double> numbers) {
    return new LayerHealth(
        numbers.getOrDefault(GRADIENT_NORM, Double.NaN),
        numbers.getOrDefault(UPDATE_RATIO, Double.NaN),
        numbers.getOrDefault(DEAD_UNITS, Double.NaN));
  }
}
