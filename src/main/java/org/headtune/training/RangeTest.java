package org.headtune.training;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The learning-rate range test (Smith 2017, "Cyclical Learning Rates for Training Neural Networks",
 * section 3.3): the rate rises exponentially from one update to the next, and where the loss falls
 * fastest is a good rate. Arithmetic alone; {@link TrainingLoop#tryRates} does the updates.
 *
 * <p>With loss x(t) of update t, counted from 1, the smoothed loss is s(t) = a(t) / (1 - b^t),
 * where a(t) = b a(t-1) + (1 - b) x(t), a(0) = 0 and b = 0.9.
 */
public final class RangeTest {
  /** Updates of a test that comes to its highest rate. */
  public static final int UPDATES = 100;

  public static final double LOWEST_RATE = 1e-7;
  public static final double HIGHEST_RATE = 10;

  /** A longer memory, such as the usual 0.98, would lag by half of the test. */
  private static final double DECAY = 0.9;

  private static final int LAG = 9;

  /** The loss is only just being averaged here. */
  private static final int FIRST_SKIPPED = 10;

  /** The loss bursts here. */
  private static final int LAST_SKIPPED = 5;

  private static final double BURST = 4;
  private static final double LEAST_FALL = 0.05;

  private final List<Point> points = new ArrayList<>();
  private double average;
  private double best = Double.POSITIVE_INFINITY;
  private End end = End.HIGHEST_RATE;

  /**
   * One update.
   *
   * @param rate step size of the optimiser
   * @param loss mean over the batch before the update
   * @param smoothed the same, averaged with those before
   */
  public record Point(double rate, double loss, double smoothed) {}

  /** Why a test ended. */
  public enum End {
    HIGHEST_RATE,
    LOSS_BURST,
    NOT_FINITE
  }

  /**
   * Step sizes worth trying.
   *
   * @param steepest where the smoothed loss falls fastest over the logarithm of the rate
   * @param tenth a tenth of the rate at which the smoothed loss is lowest
   */
  public record Suggestion(double steepest, double tenth) {}

  /**
   * The step size of an update.
   *
   * @param update counted from 0, less than {@link #UPDATES}
   */
  static double rate(int update) {
    return LOWEST_RATE * Math.pow(HIGHEST_RATE / LOWEST_RATE, (double) update / (UPDATES - 1));
  }

  /**
   * Takes the loss of the next update.
   *
   * @return whether another one is wanted
   */
  boolean add(double loss) {
    if (!Double.isFinite(loss)) {
      end = End.NOT_FINITE;
      return false;
    }
    average = DECAY * average + (1 - DECAY) * loss;
    double smoothed = average / (1 - Math.pow(DECAY, points.size() + 1));
    points.add(new Point(rate(points.size()), loss, smoothed));
    if (points.size() <= FIRST_SKIPPED) {
      return true;
    }
    best = Math.min(best, smoothed);
    if (smoothed > BURST * best) {
      end = End.LOSS_BURST;
      return false;
    }
    return points.size() < UPDATES;
  }

  /** The updates whose loss was finite, at most {@link #UPDATES}. */
  public List<Point> points() {
    return Collections.unmodifiableList(points);
  }

  /** Why there are no more updates. */
  public End end() {
    return end;
  }

  /**
   * What to try. The first ten and the last five points count for nothing.
   *
   * @return empty if the smoothed loss falls by less than a twentieth, or by less than the standard
   *     deviation that the loss has between batches while the rate is still too small to matter
   */
  public Optional<Suggestion> suggestion() {
    int last = points.size() - 1 - LAST_SKIPPED;
    int lowest = FIRST_SKIPPED;
    for (int i = FIRST_SKIPPED; i <= last; i++) {
      lowest = smoothed(i) < smoothed(lowest) ? i : lowest;
    }
    if (last <= FIRST_SKIPPED || !isClear(smoothed(FIRST_SKIPPED) - smoothed(lowest))) {
      return Optional.empty();
    }
    int steepest = FIRST_SKIPPED;
    for (int i = FIRST_SKIPPED; i < lowest; i++) {
      steepest = slope(i) < slope(steepest) ? i : steepest;
    }
    return Optional.of(new Suggestion(rateOf(steepest), rateOf(lowest) / 10));
  }

  private boolean isClear(double fall) {
    double[] first =
        IntStream.range(0, FIRST_SKIPPED).mapToDouble(i -> points.get(i).loss()).toArray();
    double mean =
        IntStream.range(0, first.length).mapToDouble(i -> first[i]).average().orElseThrow();
    double square = 0;
    for (double loss : first) {
      square += (loss - mean) * (loss - mean);
    }
    return fall >= LEAST_FALL * smoothed(FIRST_SKIPPED)
        && fall >= Math.sqrt(square / (first.length - 1));
  }

  private double rateOf(int i) {
    return points.get(i - LAG).rate();
  }

  private double smoothed(int i) {
    return points.get(i).smoothed();
  }

  /** Up to a factor, as the logarithms of the rates are equally far from each other. */
  private double slope(int i) {
    return smoothed(i + 1) - smoothed(i - 1);
  }
}
