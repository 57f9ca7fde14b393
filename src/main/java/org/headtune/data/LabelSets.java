package org.headtune.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which classes the labels of rows stand for. A label is a number: the index of the row's one
 * class, or, where a row may have several classes or none, of one of the sets that occur.
 */
public final class LabelSets {
  /** Every row has one class, and its index is the label. */
  public static final LabelSets SINGLE = new LabelSets(List.of());

  private final List<int[]> sets;

  private LabelSets(List<int[]> sets) {
    this.sets = sets;
  }

  /**
   * Sets of classes by their label.
   *
   * @param sets class indexes, rising; at least one set, each once
   */
  public static LabelSets of(List<int[]> sets) {
    if (sets.isEmpty()) {
      throw new IllegalArgumentException("no sets");
    }
    return new LabelSets(List.copyOf(sets));
  }

  /** Whether every row has exactly one class. */
  public boolean areSingle() {
    return sets.isEmpty();
  }

  /**
   * The classes that a label stands for, by rising index; not to be changed where there are sets.
   */
  public int[] classes(int label) {
    return areSingle() ? new int[] {label} : sets.get(label);
  }

  /** Whether a label stands for a class, perhaps among others. */
  public boolean has(int label, int k) {
    return areSingle() ? label == k : Arrays.binarySearch(sets.get(label), k) >= 0;
  }

  /**
   * How many rows have each class.
   *
   * @param labels of the rows; negative ones are left out
   */
  public int[] counts(int[] labels, int classes) {
    int[] counts = new int[classes];
    for (int label : labels) {
      if (label >= 0) {
        for (int k : classes(label)) {
          counts[k]++;
        }
      }
    }
    return counts;
  }

  /** Gathers the sets that occur. */
  static final class Collector {
    private final List<int[]> sets = new ArrayList<>();
    private final Map<List<Integer>, Integer> labels = new HashMap<>();

    /** The label of a set, new or old; class indexes in any order, each any number of times. */
    int label(int[] classes) {
      int[] set = Arrays.stream(classes).sorted().distinct().toArray();
      return labels.computeIfAbsent(
          Arrays.stream(set).boxed().toList(),
          key -> {
            sets.add(set);
            return sets.size() - 1;
          });
    }

    LabelSets sets() {
      return of(sets);
    }
  }
}
