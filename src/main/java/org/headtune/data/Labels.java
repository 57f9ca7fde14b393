package org.headtune.data;

import java.util.List;
import org.headtune.ExitCode;
import org.headtune.Place;
import org.headtune.Text;
import org.headtune.UserError;
import org.headtune.config.DataConfig;
import org.headtune.config.DataConfig.FileFormat;

/** Where the label of a row stands. */
final class Labels {
  private Labels() {}

  /** The 0-based index of the label column that a config names, by name first, then by number. */
  static int index(DataConfig data, RowSource source) {
    List<String> columns = source.columns();
    if (source.shape().isPresent() && data.labelSeparator().isPresent()) {
      throw new UserError(
          ExitCode.DATA,
          Place.of(source.file()),
          "is an IDX file, whose labels are one class per image; remove data.label_separator");
    }
    if (data.label().isEmpty()) {
      if (source.shape().isPresent()) {
        return columns.indexOf(IdxSource.LABEL);
      } else if (source.format() == FileFormat.FOLDER) {
        return columns.size() - 1;
      }
      if (source.format() == FileFormat.TEXT) {
        throw new UserError(
            ExitCode.DATA,
            Place.of(source.file()),
            "this is plain text, which has no labels to learn; set training.objective to next_token or"
                + " masked_tokens, or give a table with a column of labels and its name in data.label");
      }
      throw fault(source, "the config names no label column; set data.label to one of the ");
    }
    String label = data.label().get();
    int index = columns.indexOf(label);
    if (index < 0 && label.matches("[0-9]{1,9}")) {
      int number = Integer.parseInt(label);
      index = number <= columns.size() ? number - 1 : -1;
    }
    if (index < 0) {
      throw fault(source, "no label column " + Text.quoted(label) + "; the file has the ");
    }
    return index;
  }

  /**
   * The 0-based index of the column that is no input of a model without classes, or -1: the label
   * that the config names, or the folders of images.
   */
  static int unused(DataConfig data, RowSource source) {
    if (data.label().isPresent()) {
      return index(data, source);
    }
    boolean folders = source.format() == FileFormat.FOLDER && source.columns().size() > 1;
    return folders ? source.columns().size() - 1 : -1;
  }

  /** The 0-based index of a label column by its name. */
  static int index(String label, RowSource source) {
    int index = source.columns().indexOf(label);
    if (index < 0) {
      throw fault(source, "no label column " + Text.quoted(label) + "; the file has the ");
    }
    return index;
  }

  static String missing(String label) {
    return "the label in column "
        + Text.quoted(label)
        + " is missing; name the class, or remove the row";
  }

  private static UserError fault(RowSource source, String message) {
    return new UserError(
        ExitCode.DATA,
        Place.of(source.file(), source.shape().isPresent() ? 0 : 1),
        message
            + Names.of("column", source.columns())
            + (source.columns().size() == 1 ? "; one column found: another separator?" : ""));
  }
}
