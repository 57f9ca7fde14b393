package org.headtune.data;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.headtune.ExitCode;
import org.headtune.Place;
import org.headtune.Text;
import org.headtune.UserError;
import org.headtune.data.Split.Part;

/** A column that names the part of each row. */
final class NamedParts implements SplitRule {
  private static final Map<String, Part> WORDS =
      Map.of(
          "train", Part.TRAIN,
          "training", Part.TRAIN,
          "validation", Part.VALIDATION,
          "valid", Part.VALIDATION,
          "val", Part.VALIDATION,
          "dev", Part.VALIDATION,
          "test", Part.TEST);

  private final String file;
  private final String column;
  private final double validationShare;
  private Part[] named = new Part[1024];

  /**
   * @param validationShare of the training rows, if the column names no validation rows
   */
  NamedParts(String file, String column, double validationShare) {
    this.file = file;
    this.column = column;
    this.validationShare = validationShare;
  }

  @Override
  public String take(int number, Row row, int index) {
    String text = row.text(index);
    Part part = WORDS.get(text.strip().toLowerCase(Locale.ROOT));
    if (number >= named.length) {
      named = Arrays.copyOf(named, 2 * number);
    }
    named[number] = part;
    return part != null
        ? null
        : Text.quoted(text)
            + " is none of train, validation (or valid, val, dev) and test,"
            + " as data.split needs it";
  }

  @Override
  public Part[] parts(RowLabels labels, ClassNames classes, long seed) {
    int[] ofRow = labels.ofRow();
    Part[] parts = new Part[ofRow.length];
    Arrays.setAll(parts, row -> ofRow[row] < 0 ? Part.LEFT_OUT : named[row]);
    if (!holds(parts, Part.TRAIN)) {
      throw fault("names no training rows; call some of them train");
    } else if (validationShare > 0 && !holds(parts, Part.VALIDATION)) {
      return with(new Split(validationShare, 0), parts, labels, classes, seed);
    }
    return parts;
  }

  /** Training rows split again, the others as they are. */
  private Part[] with(Split split, Part[] parts, RowLabels labels, ClassNames classes, long seed) {
    int[] ofTraining = labels.ofRow().clone();
    for (int row = 0; row < ofTraining.length; row++) {
      ofTraining[row] = parts[row] == Part.TRAIN ? ofTraining[row] : Profiling.LEFT_OUT;
    }
    Part[] again = split.parts(file, new RowLabels(ofTraining, labels.sets()), classes, seed);
    Arrays.setAll(again, row -> again[row] == Part.LEFT_OUT ? parts[row] : again[row]);
    return again;
  }

  private static boolean holds(Part[] parts, Part part) {
    return Arrays.asList(parts).contains(part);
  }

  private UserError fault(String message) {
    return new UserError(
        ExitCode.DATA,
        Place.of(file),
        "the column " + Text.quoted(column) + " of data.split " + message);
  }

  @Override
  public Optional<String> note() {
    return Optional.empty();
  }
}
