package org.headtune;

/**
 * Where in a file a fault was found.
 *
 * @param file the file as the user named it
 * @param line 1-based line, or 0 when the whole file is meant
 * @param column 1-based column (of a table: the field's number), or 0 when the whole line is meant
 */
public record Place(String file, long line, int column) {

  /** The whole file. */
  public static Place of(String file) {
    return new Place(file, 0, 0);
  }

  /** A whole line of a file. */
  public static Place of(String file, long line) {
    return new Place(file, line, 0);
  }

  /** {@code file}, {@code file:line} or {@code file:line:column}, as editors and compilers do. */
  @Override
  public String toString() {
    return Text.printable(file)
        + (line > 0 ? ":" + line : "")
        + (line > 0 && column > 0 ? ":" + column : "");
  }
}
