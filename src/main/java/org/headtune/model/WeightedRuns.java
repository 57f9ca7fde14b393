package org.headtune.model;

/**
 * Adds weighted runs of numbers to a run. The loops are such that the JVM makes vector instructions
 * of them: no more than four runs are read, and each is an array of its own, so that all are
 * indexed by the counter alone. (Of runs at some distance in one array the JVM cannot tell that
 * none overlaps what is written.) Each number is rounded as if it were alone.
 */
final class WeightedRuns {
  private WeightedRuns() {}

  /**
   * Adds some runs in their order.
   *
   * @param to its first {@code length} numbers are added to
   * @param runs of which {@code count} from {@code first} on are meant
   * @param weights of these: {@code weight}, {@code weight + pitch} and so on
   */
  static void add(
      float[] to,
      int length,
      float[][] runs,
      int first,
      int count,
      float[] weights,
      int weight,
      int pitch) {
    int run = first;
    int w = weight;
    for (; run < first + count % 4; run++) {
      one(to, runs[run], weights[w], length);
      w += pitch;
    }
    for (; run < first + count; run += 4) {
      four(
          to,
          runs[run],
          runs[run + 1],
          runs[run + 2],
          runs[run + 3],
          weights[w],
          weights[w + pitch],
          weights[w + 2 * pitch],
          weights[w + 3 * pitch],
          length);
      w += 4 * pitch;
    }
  }

  static void one(float[] to, float[] a, float ofA, int length) {
    for (int i = 0; i < length; i++) {
      to[i] += ofA * a[i];
    }
  }

  private static void four(
      float[] to,
      float[] a,
      float[] b,
      float[] c,
      float[] d,
      float ofA,
      float ofB,
      float ofC,
      float ofD,
      int length) {
    for (int i = 0; i < length; i++) {
      to[i] = to[i] + ofA * a[i] + ofB * b[i] + ofC * c[i] + ofD * d[i];
    }
  }
}
