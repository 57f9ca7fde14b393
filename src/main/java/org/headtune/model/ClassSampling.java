package org.headtune.model;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.headtune.config.HeadConfig;
import org.headtune.config.HeadConfig.Distribution;
import org.headtune.data.SplitMix64;

/**
 * How a sampled softmax draws classes: at the moments of a Poisson process of a certain length one
 * class each, with replacement, by its share p of the distribution; a class that was drawn several
 * times counts once. So each class is in the sample with probability {@code 1 - exp(-length p)},
 * <em>independently of the others</em>, and the correction for it is exact.
 *
 * <p>The log-uniform distribution, {@code p(r) = log((r + 2) / (r + 1)) / log(K + 1)} for ranks r
 * from 0, is that of TensorFlow's {@code log_uniform_candidate_sampler}, near to Zipf's law. There
 * the classes must come by falling frequency; here their ranks are taken from the training rows.
 */
public final class ClassSampling {
  private static final double PRECISION = 1e-9;

  private final Distribution distribution;
  private final int[] byRank;
  private final double[] shares;
  private final double length;
  private final float[] logInclusion;
  private final int[] drawnAt;
  private int draws;

  /**
   * @param samples how many classes are drawn on average; all are if there are no more
   * @param rowsOfClass training rows of each class
   */
  ClassSampling(int samples, Distribution distribution, int[] rowsOfClass) {
    int classes = rowsOfClass.length;
    this.distribution = distribution;
    this.byRank =
        IntStream.range(0, classes)
            .boxed()
            .sorted(Comparator.comparingInt(k -> -rowsOfClass[k]))
            .mapToInt(k -> k)
            .toArray();
    this.shares = IntStream.range(0, classes).mapToDouble(this::share).toArray();
    this.length = samples < classes ? length(samples) : Double.POSITIVE_INFINITY;
    this.logInclusion = new float[classes];
    for (int rank = 0; rank < classes; rank++) {
      logInclusion[byRank[rank]] = (float) StrictMath.log(inclusion(rank, length));
    }
    this.drawnAt = new int[classes];
  }

  /**
   * The sampling that a config asks for.
   *
   * @param labels class index of each training row
   */
  public static ClassSampling of(HeadConfig.SampledSoftmax config, int classes, int[] labels) {
    int[] rows = new int[classes];
    for (int label : labels) {
      rows[label]++;
    }
    return new ClassSampling(config.samples(), config.distribution(), rows);
  }

  /**
   * The same for classes that are counted already.
   *
   * @param rowsOfClass training rows of each class
   */
  public static ClassSampling of(HeadConfig.SampledSoftmax config, int[] rowsOfClass) {
    return new ClassSampling(config.samples(), config.distribution(), rowsOfClass);
  }

  private double share(int rank) {
    return distribution == Distribution.UNIFORM
        ? 1.0 / byRank.length
        : StrictMath.log1p(1.0 / (rank + 1)) / StrictMath.log1p(byRank.length);
  }

  private double inclusion(int rank, double process) {
    return -StrictMath.expm1(-process * shares[rank]);
  }

  /** The process with that many different classes on average, found by halving an interval. */
  private double length(int samples) {
    double low = 0;
    double high = 1;
    while (expected(high) < samples) {
      high *= 2;
    }
    while (high - low > PRECISION * high) {
      double middle = (low + high) / 2;
      if (expected(middle) < samples) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high;
  }

  private double expected(double process) {
    return IntStream.range(0, byRank.length).mapToDouble(r -> inclusion(r, process)).sum();
  }

  /** Number of classes, K. */
  int classes() {
    return byRank.length;
  }

  /** The logarithm of each class's probability of being drawn, by class index; at most 0. */
  float[] logInclusion() {
    return logInclusion;
  }

  /** Different classes, in the order in which they were drawn; the same for the same seed. */
  int[] draw(long seed) {
    if (length == Double.POSITIVE_INFINITY) {
      return byRank.clone();
    }
    draws++;
    SplitMix64 random = new SplitMix64(seed);
    int[] drawn = new int[64];
    int count = 0;
    for (double time = gap(random); time < length; time += gap(random)) {
      int k = byRank[rank(fraction(random))];
      if (drawnAt[k] != draws) {
        drawnAt[k] = draws;
        drawn = count == drawn.length ? Arrays.copyOf(drawn, 2 * count) : drawn;
        drawn[count++] = k;
      }
    }
    return Arrays.copyOf(drawn, count);
  }

  private static double gap(SplitMix64 random) {
    return -StrictMath.log1p(-fraction(random));
  }

  /** From 0 to below 1. */
  private static double fraction(SplitMix64 random) {
    return (random.next() >>> 11) * 0x1p-53;
  }

  /** The rank whose part of the whole a number from 0 to below 1 falls into. */
  private int rank(double part) {
    double exact =
        distribution == Distribution.UNIFORM
            ? part * byRank.length
            : StrictMath.expm1(part * StrictMath.log1p(byRank.length));
    return Math.min((int) exact, byRank.length - 1);
  }
}
