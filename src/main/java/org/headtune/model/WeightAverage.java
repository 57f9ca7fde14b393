package org.headtune.model;

import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * An exponential moving average of all parameters, running statistics included. At the beginning it
 * forgets faster, as TensorFlow's does: after t updates, the share (1 + t) / (10 + t) is kept at
 * most. What has not moved is its own average, to the last bit.
 */
final class WeightAverage {
  private static final int CHUNK = 4096;

  private final double decay;
  private final float[] numbers;
  private final float[] parameters = new float[CHUNK];

  /**
   * @param decay share of the average that is kept, 0 to 1
   * @param numbers the average so far, which is changed
   */
  WeightAverage(double decay, float[] numbers) {
    this.decay = decay;
    this.numbers = numbers;
  }

  /**
   * Takes the parameters after an update.
   *
   * @param updates that were made before it
   */
  void follow(INDArray flat, long updates) {
    float share = (float) (1 - Math.min(decay, (1.0 + updates) / (10.0 + updates)));
    FloatPointer address = Native.address(flat);
    for (int from = 0; from < numbers.length; from += CHUNK) {
      int size = Math.min(CHUNK, numbers.length - from);
      address.position(from).get(parameters, 0, size);
      for (int i = 0; i < size; i++) {
        numbers[from + i] += share * (parameters[i] - numbers[from + i]);
      }
    }
  }

  /** The average itself, not a copy. */
  float[] numbers() {
    return numbers;
  }

  boolean isFinite() {
    double sum = 0;
    for (float number : numbers) {
      sum += Math.abs(number);
    }
    return Double.isFinite(sum);
  }
}
