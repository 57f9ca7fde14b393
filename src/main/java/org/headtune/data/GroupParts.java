package org.headtune.data;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.stream.IntStream;
import org.headtune.ExitCode;
import org.headtune.Place;
import org.headtune.Text;
import org.headtune.UserError;
import org.headtune.data.Split.Part;

/** A column of groups, none of which stands in two parts. */
final class GroupParts implements SplitRule {
  private static final List<Part> PARTS = List.of(Part.TRAIN, Part.VALIDATION, Part.TEST);

  private final String file;
  private final String column;
  private final double validationShare;
  private final double testShare;
  private final TextTable groups = new TextTable();
  private int[] groupOfRow = new int[1024];
  private String note;

  /**
   * Shares are from 0, for no such part, to below 1.
   *
   * @param validationShare share of the rows that are not test rows
   */
  GroupParts(String file, String column, double validationShare, double testShare) {
    this.file = file;
    this.column = column;
    this.validationShare = validationShare;
    this.testShare = testShare;
  }

  @Override
  public String take(int number, Row row, int index) {
    if (number >= groupOfRow.length) {
      groupOfRow = Arrays.copyOf(groupOfRow, 2 * number);
    }
    groupOfRow[number] = row.addTo(groups, index);
    return null;
  }

  @Override
  public Part[] parts(RowLabels labels, ClassNames classes, long seed) {
    Part[] parts = parts(labels, classes, validationShare, testShare, seed);
    note = note(labels, parts);
    return parts;
  }

  /** The part of each row that has a label, with other shares. */
  Part[] parts(
      RowLabels labels, ClassNames classes, double validationShare, double testShare, long seed) {
    double rest = 1 - testShare;
    double[] shares = {rest * (1 - validationShare), rest * validationShare, testShare};
    int[] deal = deal(labels, classes, shares, new SplitMix64(seed), true);
    Part[] parts = new Part[deal.length];
    Arrays.setAll(parts, row -> deal[row] < 0 ? Part.LEFT_OUT : PARTS.get(deal[row]));
    return parts;
  }

  /** The fold of each row that has a label, from 0; -1 for the others. */
  int[] folds(RowLabels labels, ClassNames classes, int count, SplitMix64 random) {
    double[] shares = new double[count];
    Arrays.fill(shares, 1.0 / count);
    return deal(labels, classes, shares, random, false);
  }

  private int[] deal(
      RowLabels labels,
      ClassNames classes,
      double[] shares,
      SplitMix64 random,
      boolean trainsFirst) {
    int[] ofRow = labels.ofRow();
    int[] numbers = new int[groups.size()]; // from 1, of groups that have such rows
    int[] numbered = new int[ofRow.length];
    int count = 0;
    for (int row = 0; row < ofRow.length; row++) {
      if (ofRow[row] >= 0) {
        int group = groupOfRow[row];
        numbers[group] = numbers[group] == 0 ? ++count : numbers[group];
        numbered[row] = numbers[group] - 1;
      }
    }
    expectEnough(count, (int) Arrays.stream(shares).filter(share -> share > 0).count());
    int[] deal =
        new GroupDeal(numbered, count, labels, classes.size(), shares).deal(random, trainsFirst);
    Arrays.setAll(numbered, row -> ofRow[row] < 0 ? -1 : deal[numbered[row]]);
    return numbered;
  }

  private void expectEnough(int count, int wanted) {
    if (count < wanted) {
      throw new UserError(
          ExitCode.DATA,
          Place.of(file),
          String.format(
              Locale.ROOT,
              "the column %s of data.split names %d %s, and each of the %d parts needs one; name"
                  + " another column, or hold out fewer parts",
              Text.quoted(column),
              count,
              count == 1 ? "group" : "groups",
              wanted));
    }
  }

  private String note(RowLabels labels, Part[] parts) {
    long rows = Arrays.stream(labels.ofRow()).filter(label -> label >= 0).count();
    double[] shares = {
      (1 - testShare) * (1 - validationShare), (1 - testShare) * validationShare, testShare
    };
    StringJoiner told = new StringJoiner(", ");
    for (int p = 0; p < shares.length; p++) {
      Part part = PARTS.get(p);
      if (shares[p] > 0) {
        int[] own = IntStream.range(0, parts.length).filter(row -> parts[row] == part).toArray();
        told.add(
            String.format(
                Locale.ROOT,
                "%,d for %s (%.1f%% of the rows, %.1f%% asked for)",
                Arrays.stream(own).map(row -> groupOfRow[row]).distinct().count(),
                part == Part.TRAIN ? "training" : part.name().toLowerCase(Locale.ROOT),
                100.0 * own.length / rows,
                100 * shares[p]));
      }
    }
    return "split by the groups of " + Text.quoted(column) + ": " + told;
  }

  @Override
  public Optional<String> note() {
    return Optional.ofNullable(note);
  }
}
