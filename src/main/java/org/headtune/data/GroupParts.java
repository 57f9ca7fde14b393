package org.headtune.data;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.StringJoiner;
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
  private final double[] shares; // of training, validation and test rows
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
    double rest = 1 - testShare;
    shares = new double[] {rest * (1 - validationShare), rest * validationShare, testShare};
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
    int wanted = (int) Arrays.stream(shares).filter(share -> share > 0).count();
    if (groups.size() < wanted) {
      throw new UserError(
          ExitCode.DATA,
          Place.of(file),
          String.format(
              Locale.ROOT,
              "the column %s of data.split names %d %s, and each of the %d parts needs one; name"
                  + " another column, or hold out fewer parts",
              Text.quoted(column),
              groups.size(),
              groups.size() == 1 ? "group" : "groups",
              wanted));
    }
    GroupDeal deal = new GroupDeal(groupOfRow, groups.size(), labels, classes.size(), shares);
    int[] partOfGroup = deal.deal(new SplitMix64(seed), true);
    int[] ofRow = labels.ofRow();
    Part[] parts = new Part[ofRow.length];
    Arrays.setAll(
        parts, row -> ofRow[row] < 0 ? Part.LEFT_OUT : PARTS.get(partOfGroup[groupOfRow[row]]));
    note = note(partOfGroup, parts);
    return parts;
  }

  private String note(int[] partOfGroup, Part[] parts) {
    long rows = Arrays.stream(parts).filter(part -> part != Part.LEFT_OUT).count();
    StringJoiner told = new StringJoiner(", ");
    for (int p = 0; p < shares.length; p++) {
      if (shares[p] > 0) {
        int part = p;
        long own = Arrays.stream(parts).filter(PARTS.get(p)::equals).count();
        told.add(
            String.format(
                Locale.ROOT,
                "%,d for %s (%.1f%% of the rows, %.1f%% asked for)",
                Arrays.stream(partOfGroup).filter(group -> group == part).count(),
                p == 0 ? "training" : PARTS.get(p).name().toLowerCase(Locale.ROOT),
                100.0 * own / rows,
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
