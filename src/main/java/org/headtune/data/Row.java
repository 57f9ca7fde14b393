package org.headtune.data;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One row of cells, as bytes of UTF-8 in an array that may belong to a reader. The object is filled
 * anew for every row; a cell becomes a String only when it is asked for as text.
 */
public final class Row {
  private final boolean decimalComma;
  private byte[] bytes = {};
  private int[] bounds = new int[128]; // cell i is bytes[bounds[2 i]] to bytes[bounds[2 i + 1]]
  private int size;
  private long line;

  Row() {
    this(false);
  }

  /**
   * A row to be filled.
   *
   * @param decimalComma whether its numbers are written as 1.234,5
   */
  Row(boolean decimalComma) {
    this.decimalComma = decimalComma;
  }

  /** An empty row whose numbers are written in the same way. */
  Row another() {
    return new Row(decimalComma);
  }

  void begin(long startingLine) {
    line = startingLine;
    size = 0;
  }

  /** Says which array the cells stand in. */
  void in(byte[] array) {
    bytes = array;
  }

  /** Adds a cell. */
  void add(int from, int to) {
    int at = 2 * size;
    if (at == bounds.length) {
      bounds = Arrays.copyOf(bounds, 2 * at);
    }
    bounds[at] = from;
    bounds[at + 1] = to;
    size++;
  }

  /** Makes the row so many cells long; the new ones are empty. */
  void empty(int cells) {
    while (size < cells) {
      add(0, 0);
    }
  }

  /**
   * Adds a cell.
   *
   * @param trim whether blanks around it are no part of it
   */
  void add(int from, int to, boolean trim) {
    add(from, to);
    if (trim) {
      set(size - 1, from, to, true);
    }
  }

  /**
   * Fills a cell.
   *
   * @param trim whether blanks around it are no part of it
   */
  void set(int column, int from, int to, boolean trim) {
    int first = from;
    int last = to;
    while (trim && first < last && Numbers.blank(bytes[first])) {
      first++;
    }
    while (trim && first < last && Numbers.blank(bytes[last - 1])) {
      last--;
    }
    bounds[2 * column] = first;
    bounds[2 * column + 1] = last;
  }

  /** The 1-based line where the row begins, or the 1-based image of an IDX file. */
  public long line() {
    return line;
  }

  /** How many cells the row has. */
  public int size() {
    return size;
  }

  /** The array in which the cells stand. */
  byte[] bytes() {
    return bytes;
  }

  /** Where the cell begins in {@link #bytes}. */
  int from(int column) {
    return bounds[2 * column];
  }

  /** Where the cell ends. */
  int to(int column) {
    return bounds[2 * column + 1];
  }

  /** Whether the cell has more characters than so many. */
  boolean isLonger(int column, int characters) {
    return isLonger(bytes, from(column), to(column), characters);
  }

  static boolean isLonger(byte[] text, int from, int to, int characters) {
    int count = 0;
    for (int i = from; i < to && to - from > characters; i++) {
      count += (text[i] & 0xC0) == 0x80 ? 0 : 1; // a character has one byte that continues none
    }
    return count > characters;
  }

  /** The cell as it stands in the file, without its quotes. */
  public String text(int column) {
    return new String(bytes, from(column), to(column) - from(column), StandardCharsets.UTF_8);
  }

  /**
   * The cell as a number: an optional sign, digits with an optional point (or comma, if numbers are
   * so written), an optional exponent; blanks around it are allowed.
   *
   * @return NaN if the cell is no such number, an infinity if it is one beyond the range of a float
   */
  public double number(int column) {
    return number(from(column), to(column));
  }

  /** A part of a cell as a number, in the same way. */
  double number(int from, int to) {
    return decimalComma
        ? Numbers.parseDecimalComma(bytes, from, to)
        : Numbers.parse(bytes, from, to);
  }

  /** How numbers are written, for a message. */
  String numberExamples() {
    return decimalComma ? "3, -0,5 or 1.234,5" : "3, -0.5 or 1e-3";
  }

  /** Whether the cell, without the blanks around it, is empty or one of the tokens. */
  boolean missing(int column, TextTable tokens) {
    int from = from(column);
    int to = to(column);
    while (from < to && Numbers.blank(bytes[from])) {
      from++;
    }
    while (from < to && Numbers.blank(bytes[to - 1])) {
      to--;
    }
    return from == to || (tokens.size() > 0 && tokens.indexOf(bytes, from, to) >= 0);
  }

  /** The cell's index in the table, or -1. */
  int indexIn(TextTable table, int column) {
    return table.indexOf(bytes, from(column), to(column));
  }

  /** The cell's index in the table, where it is put if it is new. */
  int addTo(TextTable table, int column) {
    return table.add(bytes, from(column), to(column));
  }

  /** How many line breaks the cells hold. */
  int lineBreaks() {
    int breaks = 0;
    for (int column = 0; column < size; column++) {
      for (int i = from(column); i < to(column); i++) {
        boolean pair = bytes[i] == '\n' && i > from(column) && bytes[i - 1] == '\r';
        breaks += (bytes[i] == '\n' || bytes[i] == '\r') && !pair ? 1 : 0;
      }
    }
    return breaks;
  }
}
