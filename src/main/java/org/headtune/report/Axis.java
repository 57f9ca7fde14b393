package org.headtune.report;

import java.util.List;
import java.util.stream.IntStream;

/**
 * A linear axis whose ticks are whole multiples of 1, 2 or 5 times a power of ten.
 *
 * @param low value at its start, a tick
 * @param step distance of two ticks
 * @param steps number of steps from start to end
 */
record Axis(double low, double step, int steps) {

  /**
   * The axis with the finest ticks that covers a range.
   *
   * @param most steps, 2 or more
   * @param finest smallest step; a billionth of the largest value where that is more
   */
  static Axis over(double min, double max, int most, double finest) {
    double least = Math.max(finest, Math.max(Math.abs(min), Math.abs(max)) * 1e-9);
    double pad = max > min ? 0 : Math.max(Math.abs(max) / 10, least / 2);
    double low = min - pad;
    double high = max > 1 ? max + pad : Math.min(max + pad, 1); // no share is above 1
    double power = Math.pow(10, Math.floor(Math.log10(Math.max((high - low) / most, least))) - 1);
    for (double unit = power; ; unit *= 10) {
      for (int times : new int[] {1, 2, 5}) {
        double step = times * unit;
        double first = Math.floor(low / step + 1e-9);
        double last = Math.ceil(high / step - 1e-9);
        if (last - first <= most && step >= least * (1 - 1e-9)) {
          return new Axis(first * step, step, (int) Math.max(last - first, 1));
        }
      }
    }
  }

  double high() {
    return low + steps * step;
  }

  List<Double> ticks() {
    return IntStream.rangeClosed(0, steps).mapToObj(i -> low + i * step).toList();
  }

  /** Where a value lies: 0 at the start, 1 at the end. */
  double position(double value) {
    return (value - low) / (high() - low);
  }
}
