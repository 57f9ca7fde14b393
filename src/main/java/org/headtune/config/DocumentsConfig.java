package org.headtune.config;

import java.util.ArrayList;
import java.util.List;
import org.headtune.config.DataConfig.FileFormat;

/** What a row is of a file of plain text. */
@Meaning("what the rows of plain text are: documents, blank ones left out")
public record DocumentsConfig(
    @Key(value = "what a document is", standard = "paragraph") From from,
    @Key(
            value =
                "most characters of a row; longer documents become several rows, cut before white"
                    + " space where there is some; 0 for never",
            standard = "400",
            min = 0,
            max = 1_000_000)
        int split) {
  /** What a config has that says nothing else. */
  public static final DocumentsConfig STANDARD = new DocumentsConfig(From.PARAGRAPH, 400);

  /** Where a document ends. */
  public enum From {
    @Meaning("each line is one")
    LINE,
    @Meaning("lines up to the next blank one")
    PARAGRAPH,
    @Meaning("a whole file")
    FILE
  }

  /** Settings that have no use together with plain text, or without it. */
  static List<Checked.Conflict> conflicts(DataConfig data) {
    List<Checked.Conflict> conflicts = new ArrayList<>();
    boolean text = data.format() == FileFormat.TEXT;
    boolean other = !text && data.format() != FileFormat.AUTO;
    if (data.documents().isPresent() && other) {
      conflicts.add(
          new Checked.Conflict(
              "documents",
              "stands beside `format: %s`; expected `format: text`, or no such key: remove it"
                  .formatted(Declaration.word(data.format()))));
    }
    if ((text || data.documents().isPresent()) && !other && data.label().isPresent()) {
      conflicts.add(
          new Checked.Conflict(
              "label",
              "stands beside %s, but plain text has no label column; expected one of them: remove one"
                  .formatted(text ? "`format: text`" : "`documents`")));
    }
    return conflicts;
  }
}
