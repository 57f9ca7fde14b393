package org.headtune.training;

import static org.headtune.training.RandomNumbers.GOLDEN_GAMMA;
import static org.headtune.training.RandomNumbers.mixed;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.headtune.config.TrainingConfig;

/**
 * The training rows of each epoch in their order, from seed and epoch alone: the same in every
 * Java, and the same whether a run is resumed or not.
 */
public final class BatchOrder {
  private final long seed;
  private final List<int[]> groups;
  private final int largest;

  private BatchOrder(long seed, List<int[]> groups) {
    this.seed = seed;
    this.groups = groups;
    this.largest = groups.stream().mapToInt(group -> group.length).max().orElse(0);
  }

  /** Every row once. */
  public BatchOrder(long seed, int rows) {
    this(seed, List.of(IntStream.range(0, rows).toArray()));
  }

  /**
   * Rows of rarer classes more than once, so that each class has as many as the largest one. Within
   * a class no row is drawn twice as long as another one waits.
   *
   * @param labels class index of each row
   */
  static BatchOrder oversampled(long seed, int[] labels) {
    Map<Integer, IntStream.Builder> rows = new TreeMap<>();
    for (int i = 0; i < labels.length; i++) {
      rows.computeIfAbsent(labels[i], label -> IntStream.builder()).add(i);
    }
    return new BatchOrder(seed, rows.values().stream().map(of -> of.build().toArray()).toList());
  }

  /**
   * The order that a config asks for.
   *
   * @param labels class index of each training row
   */
  public static BatchOrder of(TrainingConfig config, int[] labels) {
    return config.oversample()
        ? oversampled(config.seed(), labels)
        : new BatchOrder(config.seed(), labels.length);
  }

  /** Row indexes. */
  public int[] of(int epoch) {
    RandomNumbers random = new RandomNumbers(epochSeed(seed, epoch));
    int[] order = new int[size()];
    for (int i = 0; i < groups.size(); i++) {
      fill(order, i * largest, groups.get(i), random);
    }
    random.shuffle(order);
    return order;
  }

  /** Whole rounds of the group, then some of its rows by lot. */
  private void fill(int[] order, int from, int[] group, RandomNumbers random) {
    int rest = largest % group.length;
    for (int done = 0; done + group.length <= largest; done += group.length) {
      System.arraycopy(group, 0, order, from + done, group.length);
    }
    if (rest > 0) {
      int[] lot = group.clone();
      random.shuffle(lot);
      System.arraycopy(lot, 0, order, from + largest - rest, rest);
    }
  }

  /** How many rows an epoch has. */
  public int size() {
    return Math.multiplyExact(groups.size(), largest);
  }

  private static long epochSeed(long seed, int epoch) {
    return mixed(mixed(seed) + epoch * GOLDEN_GAMMA);
  }

  /** A seed for everything random within one batch. */
  static long batchSeed(long seed, int epoch, int batch) {
    return mixed(epochSeed(seed, epoch) + batch * GOLDEN_GAMMA);
  }
}
