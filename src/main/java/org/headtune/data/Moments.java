package org.headtune.data;

/**
 * Mean, population standard deviation and range of numbers seen one by one (Welford 1962), without
 * the cancellation that sums of squares suffer from.
 */
final class Moments {
  private long count;
  private double mean;
  private double squares; // sum of squared distances from the mean
  private double min = Double.POSITIVE_INFINITY;
  private double max = Double.NEGATIVE_INFINITY;

  void add(double x) {
    count++;
    double distance = x - mean;
    mean += distance / count;
    squares += distance * (x - mean);
    min = Math.min(min, x);
    max = Math.max(max, x);
  }

  long count() {
    return count;
  }

  double mean() {
    return mean;
  }

  double standardDeviation() {
    return Math.sqrt(squares / count);
  }

  double min() {
    return min;
  }

  double max() {
    return max;
  }
}
