package org.headtune.data;

import java.util.Arrays;

/**
 * One row of cells. The object is filled anew for every row; a cell becomes a String only when it
 * is asked for as text.
 */
public final class Row {
  private char[] chars = new char[1024];
  private int[] bounds = new int[64]; // cell i is chars[bounds[i]] to chars[bounds[i + 1]]
  private int size;
  private long line;

  Row() {}

  void begin(long startingLine) {
    line = startingLine;
    size = 0;
  }

  void add(char[] from, int offset, int length) {
    int start = bounds[size];
    int end = start + length;
    if (end > chars.length) {
      chars = Arrays.copyOf(chars, Math.max(end, 2 * chars.length));
    }
    if (size + 2 > bounds.length) {
      bounds = Arrays.copyOf(bounds, 2 * bounds.length);
    }
    if (length < 16) { // most cells: a loop is quicker than a call
      for (int i = 0; i < length; i++) {
        chars[start + i] = from[offset + i];
      }
    } else {
      System.arraycopy(from, offset, chars, start, length);
    }
    bounds[++size] = end;
  }

  /** The 1-based line where the row begins, or the 1-based image of an IDX file. */
  public long line() {
    return line;
  }

  /** How many cells the row has. */
  public int size() {
    return size;
  }

  /** How many characters the cell has. */
  int length(int column) {
    return bounds[column + 1] - bounds[column];
  }

  /** How many characters the cells have together. */
  int length() {
    return bounds[size];
  }

  /** The cell as it stands in the file, without its quotes. */
  public String text(int column) {
    return new String(chars, bounds[column], bounds[column + 1] - bounds[column]);
  }

  /**
   * The cell as a number: an optional sign, digits with an optional point, an optional exponent;
   * blanks around it are allowed.
   *
   * @return NaN if the cell is no such number, an infinity if it is one beyond the range of a float
   */
  public double number(int column) {
    return Numbers.parse(chars, bounds[column], bounds[column + 1]);
  }

  /** Whether the cell, without the blanks around it, is empty or one of the tokens. */
  boolean missing(int column, TextTable tokens) {
    int from = bounds[column];
    int to = bounds[column + 1];
    while (from < to && Numbers.blank(chars[from])) {
      from++;
    }
    while (from < to && Numbers.blank(chars[to - 1])) {
      to--;
    }
    return from == to || (tokens.size() > 0 && tokens.indexOf(chars, from, to) >= 0);
  }

  /** The cell's index in the table, or -1. */
  int indexIn(TextTable table, int column) {
    return table.indexOf(chars, bounds[column], bounds[column + 1]);
  }

  /** The cell's index in the table, where it is put if it is new. */
  int addTo(TextTable table, int column) {
    return table.add(chars, bounds[column], bounds[column + 1]);
  }

  /** How many line breaks the cells hold, so that a message can name the line of a late cell. */
  int lineBreaks() {
    int breaks = 0;
    for (int i = 0; i < bounds[size]; i++) {
      boolean pair = chars[i] == '\n' && i > 0 && chars[i - 1] == '\r';
      if ((chars[i] == '\n' || chars[i] == '\r') && !pair) {
        breaks++;
      }
    }
    return breaks;
  }
}
