package org.headtune.recipe;

import java.util.Optional;
import org.headtune.config.DataConfig.FileFormat;
import org.headtune.data.FittedColumns;
import org.headtune.data.Layout;

/**
 * How a table is laid out, as far as a user of the command line says.
 *
 * @param delimiter one character, or empty to have it detected
 * @param header whether the first row names the columns
 */
public record TableForm(String delimiter, boolean header) {

  /** With what the model knows of its tables. */
  Layout layout(FittedColumns columns) {
    return new Layout(
        FileFormat.AUTO,
        Optional.of(delimiter).filter(text -> !text.isEmpty()),
        header,
        columns.trim());
  }
}
