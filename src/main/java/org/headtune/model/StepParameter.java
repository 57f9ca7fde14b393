package org.headtune.model;

/**
 * A matrix or a vector of {@link StepsLayer}.
 *
 * @param key without an underscore: DL4J takes what follows the last one in a full name for it
 * @param in rows of a matrix, numbers of a vector
 * @param out columns of a matrix; 0 for a vector
 * @param first value, or mean of the first values
 * @param deviation of the first values, which are drawn from a normal distribution; 0 for none
 */
record StepParameter(String key, long in, long out, double first, double deviation) {
  static StepParameter matrix(String key, long in, long out, double deviation) {
    return new StepParameter(key, in, out, 0, deviation);
  }

  static StepParameter bias(String key, long length) {
    return new StepParameter(key, length, 0, 0, 0);
  }

  /** What normalised values are multiplied by; no decay pulls at it. */
  static StepParameter gain(String key, long length) {
    return new StepParameter(key, length, 0, 1, 0);
  }

  boolean isMatrix() {
    return out > 0;
  }

  boolean isBias() {
    return !isMatrix() && first == 0;
  }

  /** Numbers stored, {@link Long#MAX_VALUE} if they cannot be counted. */
  long count() {
    return isMatrix() ? Count.product(in, out) : in;
  }

  long[] shape() {
    return isMatrix() ? new long[] {in, out} : new long[] {in};
  }
}
