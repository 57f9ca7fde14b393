package org.headtune.model;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.headtune.config.ClippingConfig;

/**
 * Keeps gradients within bounds: first each number, then the norm of each layer, then the norm of
 * all. A norm above its bound is brought to it as PyTorch's {@code clip_grad_norm_} does it, by the
 * factor bound / (norm + 1e-6).
 */
final class Clipping {
  private static final double EPSILON = 1e-6;
  private static final int CHUNK = 2048;

  private final float bound;
  private final double layerNorm;
  private final double globalNorm;
  private final float[] numbers = new float[CHUNK];

  Clipping(ClippingConfig config) {
    bound = config.value().map(Double::floatValue).orElse(Float.POSITIVE_INFINITY);
    layerNorm = config.layerNorm().orElse(Double.POSITIVE_INFINITY);
    globalNorm = config.globalNorm().orElse(Double.POSITIVE_INFINITY);
  }

  /** Whether there is no bound. */
  boolean isOff() {
    return bound == Float.POSITIVE_INFINITY && !scales();
  }

  private boolean scales() {
    return layerNorm < Double.POSITIVE_INFINITY || globalNorm < Double.POSITIVE_INFINITY;
  }

  /**
   * What the gradients of each block are multiplied with, after each number is within its bound.
   *
   * @param blocks those that are trained; running statistics do not count and stay
   */
  float[] factors(List<ParameterBlock> blocks) {
    float[] factors = new float[blocks.size()];
    Arrays.fill(factors, 1);
    if (!scales()) {
      return factors;
    }
    Map<String, Double> squares = new LinkedHashMap<>();
    for (ParameterBlock block : blocks) {
      if (!block.isStatistic()) {
        squares.merge(block.layer(), square(block.gradients()), Double::sum);
      }
    }
    Map<String, Double> byLayer = new LinkedHashMap<>();
    double sum = 0;
    for (Map.Entry<String, Double> layer : squares.entrySet()) {
      double factor = factor(layerNorm, layer.getValue());
      byLayer.put(layer.getKey(), factor);
      sum += layer.getValue() * factor * factor;
    }
    double global = factor(globalNorm, sum);
    for (int i = 0; i < factors.length; i++) {
      ParameterBlock block = blocks.get(i);
      factors[i] = block.isStatistic() ? 1 : (float) (byLayer.get(block.layer()) * global);
    }
    return factors;
  }

  private static double factor(double bound, double square) {
    return Math.min(1, bound / (Math.sqrt(square) + EPSILON));
  }

  private double square(FloatBuffer gradients) {
    double sum = 0;
    for (int from = 0; from < gradients.capacity(); from += CHUNK) {
      int size = Math.min(CHUNK, gradients.capacity() - from);
      gradients.get(from, numbers, 0, size);
      cut(numbers, size);
      double part = 0;
      for (int i = 0; i < size; i++) {
        part += (double) numbers[i] * numbers[i];
      }
      sum += part;
    }
    return sum;
  }

  /** Clips some numbers of a gradient of the loss. */
  void apply(float[] gradient, int size, float factor) {
    cut(gradient, size);
    if (factor != 1) {
      for (int i = 0; i < size; i++) {
        gradient[i] *= factor;
      }
    }
  }

  /** Not a number stays so, for the loop to notice. */
  private void cut(float[] gradient, int size) {
    if (bound < Float.POSITIVE_INFINITY) {
      for (int i = 0; i < size; i++) {
        gradient[i] = Math.max(-bound, Math.min(bound, gradient[i]));
      }
    }
  }
}
