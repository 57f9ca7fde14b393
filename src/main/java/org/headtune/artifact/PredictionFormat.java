package org.headtune.artifact;

import java.util.List;

/**
 * What a table of predictions looks like.
 *
 * @param layout comma-separated values or JSON Lines
 * @param keep names of the input columns that are carried through, in front of the others
 * @param probabilities whether each class has its column {@code p_<class>}
 * @param topK how many of the most probable classes are listed, 0 for none
 * @param decimals of every probability, 1 to 9
 * @param threshold the label is {@code abstain} where the confidence is below it; 0 for never
 * @param abstain the label of such rows
 * @param raw whether texts stay as they are, also those that a spreadsheet takes for a formula
 * @param sets whether each row has a set of classes with its size
 */
public record PredictionFormat(
    Layout layout,
    List<String> keep,
    boolean probabilities,
    int topK,
    int decimals,
    double threshold,
    String abstain,
    boolean raw,
    boolean sets) {

  /** How rows are spelled. */
  public enum Layout {
    /** RFC 4180 with a header, line ends LF. */
    CSV,
    /** One JSON object per line with the same names. */
    JSONL
  }

  /** CSV with every probability to 6 decimals. */
  public static final PredictionFormat STANDARD =
      new PredictionFormat(Layout.CSV, List.of(), true, 0, 6, 0, "abstain", false, false);

  public PredictionFormat {
    keep = List.copyOf(keep);
    if (decimals < 1 || decimals > 9) {
      throw new IllegalArgumentException(decimals + " decimals");
    }
  }
}
