package org.headtune.data;

import java.io.Closeable;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.headtune.config.DataConfig.FileFormat;

/**
 * One pass over the rows of a file. Faults of the file are thrown as {@link org.headtune.UserError}
 * with the line where they stand.
 */
public interface RowSource extends Closeable {

  /** The file as the user named it; of several, the one of the current row. */
  String file();

  /** The folder that paths in its cells are relative to. */
  default Path folder() {
    Path parent = Path.of(file()).getParent();
    return parent == null ? Path.of("") : parent;
  }

  /** What the bytes of the file are; never {@code AUTO}. */
  FileFormat format();

  /** Column names in the file's order, all distinct. */
  List<String> columns();

  /** The shape of the images, where the format knows it. */
  Optional<Shape> shape();

  /** What a user may want to know of the source, beside its rows. */
  default List<String> notes() {
    return List.of();
  }

  /** How many documents of plain text have been left out so far, as they are blank. */
  default long blankDocuments() {
    return 0;
  }

  /** Goes on to the next row; false after the last one. */
  boolean next();

  /** Whether only the current row was at fault, so that {@link #next} can go on behind it. */
  boolean canGoOn();

  /** The current row: the same object every time, of one file. */
  Row row();

  /** Closes the file; faults in doing so are of no interest to a reader. */
  @Override
  void close();
}
