package org.headtune.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.headtune.ExitCode;
import org.headtune.Place;
import org.headtune.UserError;
import org.headtune.data.Split.Part;

/**
 * Deals rows out to the folds of a cross-validation, and splits the rows of the other folds for
 * each of them into training and validation rows: by a {@link StratifiedDeal}, or with groups by
 * whole groups.
 */
final class Folds {
  private static final long DEALING = 1; // what random numbers are for
  private static final long VALIDATING = 2;

  private final String file;
  private final RowLabels labels;
  private final ClassNames classes;
  private final double validationShare;
  private final long seed;
  private final Optional<GroupParts> groups;
  private final int[] foldOfRow; // from 0; -1 where a row is in none
  private final int count;

  /**
   * @param labels of the rows to be dealt out; the others have none
   * @param validationShare of the rows outside a fold
   */
  Folds(
      String file,
      int count,
      RowLabels labels,
      ClassNames classes,
      double validationShare,
      long seed,
      Optional<GroupParts> groups) {
    this.file = file;
    this.count = count;
    this.labels = labels;
    this.classes = classes;
    this.validationShare = validationShare;
    this.seed = seed;
    this.groups = groups;
    SplitMix64 random = SplitMix64.of(seed, DEALING);
    foldOfRow =
        groups
            .map(by -> by.folds(labels, classes, count, random))
            .orElseGet(() -> stratified(random));
  }

  private int[] stratified(SplitMix64 random) {
    int[] counts = labels.sets().counts(labels.ofRow(), classes.size());
    expectEnough(counts);
    return StratifiedDeal.of(labels.ofRow(), classes.size(), count, random);
  }

  /** Whatever fold is held out, each class has a training row left, and a validation row. */
  private void expectEnough(int[] counts) {
    int rows = Arrays.stream(counts).sum();
    if (rows < count) {
      throw new UserError(
          ExitCode.DATA,
          Place.of(file),
          String.format(
              Locale.ROOT,
              "%,d rows are too few for a cross-validation of %d folds, each of which needs one; set"
                  + " data.cross_validation to %d or less",
              rows,
              count,
              rows));
    }
    int needed = validationShare > 0 ? 2 : 1;
    List<String> few = new ArrayList<>();
    for (int k = 0; k < counts.length; k++) {
      if (counts[k] > 0 && counts[k] - (counts[k] + count - 1) / count < needed) {
        few.add(classes.names().get(k));
      }
    }
    if (!few.isEmpty()) {
      throw new UserError(
          ExitCode.DATA,
          Place.of(file),
          String.format(
              Locale.ROOT,
              "%s %s too few rows for a cross-validation of %d folds: beside those of any fold, %s"
                  + " must be left; rows per class: %s; add rows, leave the class out, or remove"
                  + " data.cross_validation",
              Names.of("class", few),
              few.size() == 1 ? "has" : "have",
              count,
              needed == 2 ? "a training and a validation row" : "a training row",
              ClassCounts.sentence(counts, classes)));
    }
  }

  /** The fold of a row from 1, or 0 where it is in none. */
  int of(int row) {
    return foldOfRow[row] + 1;
  }

  /** The part of each row when a fold is held out: its own rows are the test rows. */
  Part[] parts(int number) {
    int[] outside = labels.ofRow().clone();
    for (int row = 0; row < outside.length; row++) {
      outside[row] = foldOfRow[row] == number - 1 ? Profiling.LEFT_OUT : outside[row];
    }
    RowLabels rest = new RowLabels(outside, labels.sets());
    long own = SplitMix64.of(seed, VALIDATING, number).next();
    Part[] parts =
        groups
            .map(by -> by.parts(rest, classes, validationShare, 0, own))
            .orElseGet(() -> new Split(validationShare, 0).parts(file, rest, classes, own));
    for (int row = 0; row < parts.length; row++) {
      parts[row] = foldOfRow[row] == number - 1 ? Part.TEST : parts[row];
    }
    return parts;
  }

  /** How many rows the folds have. */
  String note() {
    long[] rows = new long[count];
    for (int fold : foldOfRow) {
      if (fold >= 0) {
        rows[fold]++;
      }
    }
    long fewest = Arrays.stream(rows).min().orElseThrow();
    long most = Arrays.stream(rows).max().orElseThrow();
    return String.format(
        Locale.ROOT,
        "cross-validation: %d folds of %s rows",
        count,
        fewest == most
            ? String.format(Locale.ROOT, "%,d", most)
            : String.format(Locale.ROOT, "%,d to %,d", fewest, most));
  }
}
