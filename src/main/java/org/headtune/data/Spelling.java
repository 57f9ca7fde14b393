package org.headtune.data;

import org.headtune.config.DataConfig;
import org.headtune.config.QuoteMark;
import org.headtune.config.TextEncoding;

/**
 * How the cells of a table of text, or the rows of plain text, are written; a model keeps it, for
 * tables like those it was trained on.
 *
 * @param encoding of the bytes
 * @param quote what stands around a field of CSV that holds delimiters or line breaks
 * @param trim whether blanks around a cell are no part of it
 * @param decimalComma whether numbers of CSV are written as 1.234,5
 * @param documents what the rows of plain text are
 */
public record Spelling(
    TextEncoding encoding,
    QuoteMark quote,
    boolean trim,
    boolean decimalComma,
    Documents documents) {

  /** The spelling of tables. */
  public Spelling(TextEncoding encoding, QuoteMark quote, boolean trim, boolean decimalComma) {
    this(encoding, quote, trim, decimalComma, Documents.NONE);
  }

  /** As RFC 4180 has it. */
  public static final Spelling STANDARD =
      new Spelling(TextEncoding.UTF_8, QuoteMark.DOUBLE, false, false);

  /** The spelling that a config asks for. */
  static Spelling of(DataConfig data) {
    return new Spelling(
        data.encoding(), data.quote(), data.trim(), data.decimalComma(), Documents.of(data));
  }
}
