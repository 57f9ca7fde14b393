package org.headtune.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The learning-rate range test (Smith 2017, "Cyclical Learning Rates for Training Neural Networks",
 * section 3.3): the rate rises exponentially from one update to the next, and where the loss falls
 * fastest is a good rate. Arithmetic alone; {@link TrainingLoop#tryRates} does the updates.
 *
 * <p>The smoothed loss of update t is the mean of the losses x(i) of all updates i, weighted by 0.8
 * ^ |t - i|: it looks ahead as far as back, so that it does not lag behind the rate. There a loss
 * counts as 4 times the mean of the first ten at most, since a single one can be of any size at the
 * end. While the test runs, nothing lies ahead; whether the loss bursts is told by a(t) / (1 -
 * 0.9^t), where a(t) = 0.9 a(t-1) + 0.1 x(t) and a(0) = 0.
 */
public final class RangeTest {
  /** Updates of a test that comes to its highest rate. */
  public static final int UPDATES = 100;

  public static final double LOWEST_RATE = 1e-7;
  public static final double HIGHEST_RATE = 10;

  /** The weights of all updates add up to 9, as many as are in three quarters of a decade. */
  private static final double WEIGHT = 0.8;

  private static final double DECAY = 0.9;

  /** The loss has not fallen here, and shows its scatter. */
  private static final int FIRST = 10;

  /** Updates on either side in which the loss falls: half a decade. */
  private static final int REACH = 6;

  private static final double BURST = 4;
  private static final double LEAST_FALL = 0.05;

  /** A share of the deepest fall, which one batch alone does not reach. */
  private static final double LEAST_VALLEY = 0.5;

  /** A share of the fall before it. */
  private static final double LEAST_RISE = 0.25;

  private final List<Double> losses = new ArrayList<>();
  private double average;
  private double best = Double.POSITIVE_INFINITY;
  private End end = End.HIGHEST_RATE;

  /**
   * One update.
   *
   * @param rate step size of the optimiser
   * @param loss mean over the batch before the update
   * @param smoothed the same, averaged with those around
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
   * @param tenth a tenth of the rate at which the smoothed loss is lowest, in the first valley of
   *     half the deepest fall: the rule of fast.ai's {@code minimum}, which moves little with the
   *     seed
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
    losses.add(loss);
    average = DECAY * average + (1 - DECAY) * loss;
    double present = average / (1 - Math.pow(DECAY, losses.size()));
    if (losses.size() <= FIRST) {
      return true;
    }
    best = Math.min(best, present);
    if (present > BURST * best) {
      end = End.LOSS_BURST;
      return false;
    }
    return losses.size() < UPDATES;
  }

  /** The updates whose loss was finite, at most {@link #UPDATES}. */
  public List<Point> points() {
    return IntStream.range(0, losses.size())
        .mapToObj(update -> new Point(rate(update), losses.get(update), smoothed(update)))
        .toList();
  }

  /** Why there are no more updates. */
  public End end() {
    return end;
  }

  /**
   * What to try.
   *
   * @return empty if from the mean of the first ten losses on the smoothed loss falls by less than
   *     a twentieth, or by less than the standard deviation of these ten: the rate is still too
   *     small to matter there
   */
  public Optional<Suggestion> suggestion() {
    if (losses.size() <= FIRST) {
      return Optional.empty();
    }
    double[] smoothed = IntStream.range(0, losses.size()).mapToDouble(this::smoothed).toArray();
    double deepest = Arrays.stream(smoothed).min().orElseThrow();
    if (firstMean() - deepest < clearFall()) {
      return Optional.empty();
    }
    int lowest = 0;
    for (int i = 0; i < smoothed.length && !hasRisen(i, lowest, smoothed, deepest); i++) {
      lowest = smoothed[i] < smoothed[lowest] ? i : lowest;
    }
    int steepest = 0;
    for (int i = 0; i <= lowest; i++) {
      steepest = slope(smoothed, i) < slope(smoothed, steepest) ? i : steepest;
    }
    return Optional.of(new Suggestion(rate(steepest), rate(lowest) / 10));
  }

  private double firstMean() {
    return losses.stream().limit(FIRST).mapToDouble(loss -> loss).average().orElseThrow();
  }

  /** How far the loss must fall from its first mean before that says anything. */
  private double clearFall() {
    double mean = firstMean();
    double square = 0;
    for (double loss : losses.subList(0, FIRST)) {
      square += (loss - mean) * (loss - mean);
    }
    return Math.max(LEAST_FALL * mean, Math.sqrt(square / (FIRST - 1)));
  }

  /** Whether a valley is over: beyond it a small set of rows can be fitted by chance. */
  private boolean hasRisen(int i, int lowest, double[] smoothed, double deepest) {
    double fall = firstMean() - smoothed[lowest];
    return fall >= LEAST_VALLEY * (firstMean() - deepest)
        && smoothed[i] - smoothed[lowest] > LEAST_RISE * fall;
  }

  private double smoothed(int update) {
    double most = BURST * firstMean();
    double sum = 0;
    double weights = 0;
    for (int i = 0; i < losses.size(); i++) {
      double weight = Math.pow(WEIGHT, Math.abs(update - i));
      sum += weight * Math.min(losses.get(i), most);
      weights += weight;
    }
    return sum / weights;
  }

  /** Up to a factor, as the logarithms of the rates are equally far from each other. */
  private static double slope(double[] smoothed, int i) {
    int from = Math.max(0, i - REACH);
    int to = Math.min(smoothed.length - 1, i + REACH);
    return (smoothed[to] - smoothed[from]) / (to - from);
  }
}
