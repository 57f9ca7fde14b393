package org.headtune.data;

import java.util.Optional;
import org.headtune.config.DataConfig;
import org.headtune.config.DataConfig.FileFormat;

/**
 * How a file of rows is to be read.
 *
 * @param format what the bytes are; {@code AUTO} looks at the first ones
 * @param delimiter what stands between two fields, one character; detected if absent
 * @param header whether the first row names the columns; if not they are c1, c2, ...
 * @param spelling how its cells are written
 * @param folder how the columns of a folder of images are called
 */
public record Layout(
    FileFormat format,
    Optional<String> delimiter,
    boolean header,
    Spelling spelling,
    FolderColumns folder) {

  /** One that is no folder. */
  public Layout(FileFormat format, Optional<String> delimiter, boolean header, Spelling spelling) {
    this(format, delimiter, header, spelling, FolderColumns.STANDARD);
  }

  /** A file as most are: detected, with a header. */
  public static final Layout DETECTED =
      new Layout(FileFormat.AUTO, Optional.empty(), true, Spelling.STANDARD);

  /** The layout that a config asks for. */
  public static Layout of(DataConfig data) {
    return new Layout(
        data.format(), data.delimiter(), data.header(), Spelling.of(data), FolderColumns.of(data));
  }
}
