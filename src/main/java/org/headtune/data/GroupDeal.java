package org.headtune.data;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Deals out whole groups of rows so that each part comes near to its share of all rows and of each
 * class. The distance is that of a chi-squared test: the squares of what a part has too much or too
 * little of each class over what it should have, summed, and the same for its rows, which count as
 * much as all classes together.
 *
 * <p>The largest groups are dealt out first, each to the part that comes nearest by it, as in
 * scikit-learn's {@code StratifiedGroupKFold}; then groups are moved and exchanged as long as that
 * brings the parts nearer. Few groups are dealt out several times, in other orders, and the nearest
 * deal is taken.
 */
final class GroupDeal {
  private static final int ROUNDS = 50;
  private static final int FEW = 128; // groups; the pairs of more take too long
  private static final int ATTEMPTS = 20;
  private static final double EPSILON = 1e-9;

  private final int groups;
  private final int[] open; // parts with a share
  private final int[][] classesOfGroup;
  private final int[][] countsOfGroup;
  private final int[] rowsOfGroup;
  private final double[] rowsWanted; // by part
  private final double[][] wanted; // rows, by part and class
  private final double rowWeight;
  private final int[] rows; // by part
  private final int[][] counts; // rows, by part and class
  private final int[] groupsOfPart;
  private final int[] partOfGroup;

  /**
   * @param groupOfRow of each row with a label
   * @param shares by part, 0 for a part that gets nothing; there are as many groups as other parts
   */
  GroupDeal(int[] groupOfRow, int groups, RowLabels labels, int classes, double[] shares) {
    this.groups = groups;
    open = IntStream.range(0, shares.length).filter(part -> shares[part] > 0).toArray();
    rowsOfGroup = new int[groups];
    classesOfGroup = new int[groups][];
    countsOfGroup = new int[groups][];
    count(groupOfRow, labels, classes);
    int[] totals = labels.sets().counts(labels.ofRow(), classes);
    int all = Arrays.stream(rowsOfGroup).sum();
    rowWeight = Math.max(1, Arrays.stream(totals).filter(total -> total > 0).count());
    rowsWanted = Arrays.stream(shares).map(share -> share * all).toArray();
    wanted = new double[shares.length][];
    for (int part = 0; part < shares.length; part++) {
      double share = shares[part];
      wanted[part] = Arrays.stream(totals).mapToDouble(total -> share * total).toArray();
    }
    rows = new int[shares.length];
    counts = new int[shares.length][classes];
    groupsOfPart = new int[shares.length];
    partOfGroup = new int[groups];
  }

  private void count(int[] groupOfRow, RowLabels labels, int classes) {
    int[] ofRow = labels.ofRow();
    int[] first = new int[groups + 1];
    for (int row = 0; row < ofRow.length; row++) {
      if (ofRow[row] >= 0) {
        rowsOfGroup[groupOfRow[row]]++;
        first[groupOfRow[row] + 1]++;
      }
    }
    Arrays.parallelPrefix(first, Integer::sum);
    int[] next = first.clone();
    int[] sorted = new int[first[groups]]; // labels, group after group
    for (int row = 0; row < ofRow.length; row++) {
      if (ofRow[row] >= 0) {
        sorted[next[groupOfRow[row]]++] = ofRow[row];
      }
    }
    int[] tally = new int[classes];
    for (int group = 0; group < groups; group++) {
      int[] own =
          Arrays.stream(sorted, first[group], first[group + 1])
              .flatMap(label -> Arrays.stream(labels.sets().classes(label)))
              .peek(k -> tally[k]++)
              .distinct()
              .sorted()
              .toArray();
      classesOfGroup[group] = own;
      countsOfGroup[group] = Arrays.stream(own).map(k -> tally[k]).toArray();
      Arrays.stream(own).forEach(k -> tally[k] = 0);
    }
  }

  /**
   * The part of each group; every part with a share gets one at least.
   *
   * @param trainsFirst whether the first part needs rows of every class
   */
  int[] deal(SplitMix64 random, boolean trainsFirst) {
    int[] best = null;
    double nearest = Double.POSITIVE_INFINITY;
    for (int attempt = 0; attempt < (groups <= FEW ? ATTEMPTS : 1); attempt++) {
      int[] order = order(random, attempt == 0);
      attempt(order);
      if (trainsFirst) {
        completeFirst(order);
      }
      double distance = distance();
      if (distance < nearest - EPSILON) {
        nearest = distance;
        best = partOfGroup.clone();
      }
    }
    return best;
  }

  private int[] order(SplitMix64 random, boolean largestFirst) {
    int[] shuffled = IntStream.range(0, groups).toArray();
    random.shuffle(shuffled);
    return largestFirst
        ? Arrays.stream(shuffled)
            .boxed()
            .sorted(Comparator.comparingInt(group -> -rowsOfGroup[group]))
            .mapToInt(Integer::intValue)
            .toArray()
        : shuffled;
  }

  private void attempt(int[] order) {
    Arrays.fill(rows, 0);
    Arrays.fill(groupsOfPart, 0);
    for (int[] ofPart : counts) {
      Arrays.fill(ofPart, 0);
    }
    for (int group : order) {
      put(group, nearest(group));
    }
    for (int part : open) {
      if (groupsOfPart[part] == 0) {
        fill(part, order);
      }
    }
    boolean nearer = true;
    for (int round = 0; round < ROUNDS && nearer; round++) {
      nearer = move(order);
      nearer |= exchange(order);
    }
  }

  private double distance() {
    double sum = 0;
    for (int part : open) {
      double over = rows[part] - rowsWanted[part];
      sum += rowWeight * over * over / rowsWanted[part];
      for (int k = 0; k < counts[part].length; k++) {
        double apart = counts[part][k] - wanted[part][k];
        sum += apart == 0 ? 0 : apart * apart / wanted[part][k];
      }
    }
    return sum;
  }

  private int nearest(int group) {
    int best = open[0];
    for (int part : open) {
      if (change(group, part, 1) < change(group, best, 1) - EPSILON) {
        best = part;
      }
    }
    return best;
  }

  /** How the distance changes when a part gets the group, or with -1 when it loses it. */
  private double change(int group, int part, int sign) {
    int own = rowsOfGroup[group];
    double sum =
        rowWeight * own * (2 * sign * (rows[part] - rowsWanted[part]) + own) / rowsWanted[part];
    for (int i = 0; i < classesOfGroup[group].length; i++) {
      int k = classesOfGroup[group][i];
      double count = countsOfGroup[group][i];
      double over = counts[part][k] - wanted[part][k];
      sum += count * (2 * sign * over + count) / wanted[part][k];
    }
    return sum;
  }

  private void put(int group, int part) {
    partOfGroup[group] = part;
    add(group, part, 1);
  }

  private void add(int group, int part, int sign) {
    rows[part] += sign * rowsOfGroup[group];
    groupsOfPart[part] += sign;
    for (int i = 0; i < classesOfGroup[group].length; i++) {
      counts[part][classesOfGroup[group][i]] += sign * countsOfGroup[group][i];
    }
  }

  private void transfer(int group, int part) {
    add(group, partOfGroup[group], -1);
    put(group, part);
  }

  /** Gives an empty part the group whose move costs least. */
  private void fill(int part, int[] order) {
    int best = -1;
    double least = 0;
    for (int group : order) {
      if (groupsOfPart[partOfGroup[group]] > 1) {
        double change = change(group, partOfGroup[group], -1) + change(group, part, 1);
        if (best < 0 || change < least - EPSILON) {
          best = group;
          least = change;
        }
      }
    }
    transfer(best, part);
  }

  private boolean move(int[] order) {
    boolean moved = false;
    for (int group : order) {
      int from = partOfGroup[group];
      for (int part : open) {
        if (part != partOfGroup[group]
            && groupsOfPart[partOfGroup[group]] > 1
            && change(group, partOfGroup[group], -1) + change(group, part, 1) < -EPSILON) {
          transfer(group, part);
        }
      }
      moved |= partOfGroup[group] != from;
    }
    return moved;
  }

  private boolean exchange(int[] order) {
    boolean exchanged = false;
    for (int i = 0; groups <= FEW && i < groups; i++) {
      for (int j = 0; j < i; j++) {
        exchanged |= exchange(order[i], order[j]);
      }
    }
    return exchanged;
  }

  /** Exchanges two groups, unless the parts are then no nearer. */
  private boolean exchange(int one, int other) {
    int from = partOfGroup[one];
    int to = partOfGroup[other];
    if (from == to) {
      return false;
    }
    double change = change(one, from, -1) + change(other, to, -1);
    add(one, from, -1);
    add(other, to, -1);
    change += change(one, to, 1) + change(other, from, 1);
    boolean nearer = change < -EPSILON;
    put(one, nearer ? to : from);
    put(other, nearer ? from : to);
    return nearer;
  }

  /** Where the first part has no row of a class, it gets the smallest group with one. */
  private void completeFirst(int[] order) {
    for (int k = 0; k < counts[0].length; k++) {
      for (int i = order.length - 1; i >= 0 && counts[0][k] == 0; i--) {
        if (Arrays.binarySearch(classesOfGroup[order[i]], k) >= 0
            && groupsOfPart[partOfGroup[order[i]]] > 1) {
          transfer(order[i], 0);
        }
      }
    }
  }
}
