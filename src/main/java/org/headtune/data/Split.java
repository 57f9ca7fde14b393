package org.headtune.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.headtune.ExitCode;
import org.headtune.Place;
import org.headtune.UserError;

/**
 * Which row serves for what. Stratified: every class gives its share of rows to each part, rounded,
 * but at least one; where rows may have several classes or none, by {@link IterativeSplit}. It
 * depends on the labels, the shares and the seed alone.
 */
final class Split {

  /** What a row serves for. */
  enum Part {
    TRAIN,
    VALIDATION,
    TEST,
    LEFT_OUT;

    /** What stands for it in sums: always the same number. */
    byte code() {
      return switch (this) {
        case TRAIN -> 0;
        case VALIDATION -> 1;
        case TEST -> 2;
        case LEFT_OUT -> 3;
      };
    }

    /** Its name in lower case. */
    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final double validationShare;
  private final double testShare;

  /**
   * Shares are from 0, for no such part, to below 1.
   *
   * @param validationShare share of the rows that are not test rows
   */
  Split(double validationShare, double testShare) {
    this.validationShare = validationShare;
    this.testShare = testShare;
  }

  /**
   * The part of each row.
   *
   * @param labels class index of each row, or {@link Profiling#LEFT_OUT}
   * @throws UserError if there are fewer than two classes, or rows of a class are too few
   */
  Part[] parts(String file, int[] labels, ClassNames classes, long seed) {
    int[] counts = new int[classes.size()];
    for (int label : labels) {
      if (label >= 0) {
        counts[label]++;
      }
    }
    expectEnough(file, counts, classes);
    int[][] rows = rowsOfClasses(labels, counts);
    Part[] parts = new Part[labels.length];
    Arrays.fill(parts, Part.LEFT_OUT);
    SplitMix64 random = new SplitMix64(seed);
    for (int[] row : rows) {
      random.shuffle(row);
      int test = taken(row.length, testShare, validationShare > 0 ? 2 : 1);
      int validation = taken(row.length - test, validationShare, 1);
      for (int i = 0; i < row.length; i++) {
        parts[row[i]] = i < test ? Part.TEST : i < test + validation ? Part.VALIDATION : Part.TRAIN;
      }
    }
    return parts;
  }

  /**
   * The part of each row.
   *
   * @throws UserError if there are fewer than two classes, or rows of a class or of a part are too
   *     few
   */
  Part[] parts(String file, RowLabels labels, ClassNames classes, long seed) {
    if (labels.sets().areSingle()) {
      return parts(file, labels.ofRow(), classes, seed);
    }
    expectTwo(file, labels.sets().counts(labels.ofRow(), classes.size()), classes);
    double rest = 1 - testShare;
    double[] shares = {rest * (1 - validationShare), rest * validationShare, testShare};
    Part[] parts = new IterativeSplit(labels, classes.size(), shares, new SplitMix64(seed)).parts();
    expectRows(file, parts, Part.TRAIN, 1, "training");
    expectRows(file, parts, Part.VALIDATION, validationShare, "validation");
    expectRows(file, parts, Part.TEST, testShare, "test");
    return parts;
  }

  private static void expectRows(String file, Part[] parts, Part part, double share, String name) {
    if (share > 0 && Arrays.stream(parts).noneMatch(part::equals)) {
      throw new UserError(
          ExitCode.DATA,
          Place.of(file),
          "has too few rows to hold out some: none would be left for the "
              + name
              + " part; add rows, or set the split to 0");
    }
  }

  private static int taken(int rows, double share, int left) {
    return share == 0 ? 0 : (int) Math.max(1, Math.min(Math.round(rows * share), rows - left));
  }

  static int[][] rowsOfClasses(int[] labels, int[] counts) {
    int[][] rows = new int[counts.length][];
    for (int k = 0; k < counts.length; k++) {
      rows[k] = new int[counts[k]];
    }
    int[] filled = new int[counts.length];
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] >= 0) {
        rows[labels[i]][filled[labels[i]]++] = i;
      }
    }
    return rows;
  }

  static void expectTwo(String file, int[] counts, ClassNames classes) {
    if (classes.size() < 2 && !classes.equals(ClassNames.NONE)) {
      throw new UserError(
          ExitCode.DATA,
          Place.of(file),
          String.format(
              Locale.ROOT,
              "at least two classes are needed, found %d: %s",
              classes.size(),
              ClassCounts.sentence(counts, classes)));
    }
  }

  private void expectEnough(String file, int[] counts, ClassNames classes) {
    int needed = 1 + (validationShare > 0 ? 1 : 0) + (testShare > 0 ? 1 : 0);
    List<String> few = new ArrayList<>();
    for (int k = 0; k < counts.length; k++) {
      // A class of the model that training starts from may have no rows at all.
      if (counts[k] > 0 && counts[k] < needed) {
        few.add(classes.names().get(k));
      }
    }
    expectTwo(file, counts, classes);
    if (!few.isEmpty() && classes.equals(ClassNames.NONE)) {
      throw new UserError(
          ExitCode.DATA,
          Place.of(file),
          String.format(
              Locale.ROOT,
              "%,d row%s cannot be split: each of the %d parts needs one; add rows, or set the split to 0",
              counts[0],
              counts[0] == 1 ? "" : "s",
              needed));
    }
    if (!few.isEmpty()) {
      throw new UserError(
          ExitCode.DATA,
          Place.of(file),
          String.format(
                  Locale.ROOT,
                  "%s %s too few rows: a class needs %d, one for each part; rows per class: %s",
                  Names.of("class", few),
                  few.size() == 1 ? "has" : "have",
                  needed,
                  ClassCounts.sentence(counts, classes))
              + "; add rows, leave the class out, or set the split to 0");
    }
  }
}
