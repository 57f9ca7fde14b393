package org.headtune.data;

import org.headtune.config.DataConfig;
import org.headtune.config.DataConfig.FileFormat;
import org.headtune.config.DocumentsConfig;
import org.headtune.config.DocumentsConfig.From;

/**
 * What the rows of plain text are.
 *
 * @param named whether files that are called like plain text are plain text, and no tables
 * @param from what a document is
 * @param split most characters of a row; 0 for any
 */
public record Documents(boolean named, From from, int split) {
  private static final int MOST_CHARACTERS = 1_000_000;

  /** Where files are tables. */
  public static final Documents NONE = of(false, DocumentsConfig.STANDARD);

  public Documents {
    if (split < 0 || split > MOST_CHARACTERS) {
      throw new IllegalArgumentException("rows of " + split + " characters");
    }
  }

  private static Documents of(boolean named, DocumentsConfig config) {
    return new Documents(named, config.from(), config.split());
  }

  /** Tables with labels may be called like plain text, which has none. */
  static Documents of(DataConfig data) {
    boolean named =
        data.documents().isPresent() || data.label().isEmpty() || data.format() == FileFormat.TEXT;
    return of(named, data.documents().orElse(DocumentsConfig.STANDARD));
  }
}
