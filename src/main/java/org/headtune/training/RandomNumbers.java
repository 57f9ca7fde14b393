package org.headtune.training;

/**
 * Random numbers that are the same in every Java: those of SplitMix64 (Steele, Lea and Flood 2014),
 * and distributions made of them with correctly rounded or strict mathematics only.
 */
final class RandomNumbers {
  static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  /** Standard deviation of the sum of four whole numbers, each from 0 to 65,535. */
  private static final double NORMAL_OF_FOUR = StrictMath.sqrt(4 * (65_536.0 * 65_536 - 1) / 12);

  private long state;

  RandomNumbers(long seed) {
    state = seed;
  }

  /** SplitMix64's mixing function. */
  static long mixed(long state) {
    long z = (state ^ (state >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  private long next() {
    state += GOLDEN_GAMMA;
    return mixed(state);
  }

  /** A number from 0 to {@code bound - 1}. */
  int below(int bound) {
    // The high half of a 32 x 64 bit product: without the bias that a remainder would bring.
    return (int) Math.multiplyHigh(next() >>> 1, (long) bound << 1);
  }

  /**
   * Puts numbers into a random order by Fisher and Yates' method (Knuth, The Art of Computer
   * Programming, volume 2, algorithm P).
   */
  void shuffle(int[] numbers) {
    for (int last = numbers.length - 1; last > 0; last--) {
      int other = below(last + 1);
      int number = numbers[last];
      numbers[last] = numbers[other];
      numbers[other] = number;
    }
  }

  /** Between 0 and 1, never one of them. */
  double uniform() {
    return ((next() >>> 12) + 0.5) * 0x1p-52;
  }

  /** Between -1 and 1. */
  double share() {
    return 2 * uniform() - 1;
  }

  /** One of two, each as often as the other. */
  boolean coin() {
    return next() < 0;
  }

  /**
   * Of mean 0 and standard deviation 1, and at most 3.46 away: the sum of four uniform numbers,
   * which is close to the normal distribution and quickly drawn (Irwin and Hall 1927).
   */
  double nearlyNormal() {
    long bits = next();
    long sum = (bits & 0xFFFF) + (bits >>> 16 & 0xFFFF) + (bits >>> 32 & 0xFFFF) + (bits >>> 48);
    return (sum - 2 * 65_535.0) / NORMAL_OF_FOUR;
  }

  /** From the standard normal distribution, by Marsaglia's polar method. */
  private double normal() {
    double x;
    double square;
    do {
      x = 2 * uniform() - 1;
      double y = 2 * uniform() - 1;
      square = x * x + y * y;
    } while (square >= 1 || square == 0);
    return x * StrictMath.sqrt(-2 * StrictMath.log(square) / square);
  }

  /** The logarithm of a number from the gamma distribution (Marsaglia and Tsang 2000). */
  private double logGamma(double shape) {
    if (shape < 1) {
      return logGamma(shape + 1) + StrictMath.log(uniform()) / shape;
    }
    double d = shape - 1.0 / 3;
    while (true) {
      double x = normal();
      double root = 1 + x / StrictMath.sqrt(9 * d);
      double v = root * root * root;
      if (v > 0 && StrictMath.log(uniform()) < x * x / 2 + d - d * v + d * StrictMath.log(v)) {
        return StrictMath.log(d * v);
      }
    }
  }

  /**
   * From the Beta(shape, shape) distribution: between 0 and 1, or one of them.
   *
   * @param shape from 1e-9 to 1e9
   */
  double beta(double shape) {
    double one = logGamma(shape);
    double other = logGamma(shape);
    return 1 / (1 + StrictMath.exp(other - one));
  }
}
