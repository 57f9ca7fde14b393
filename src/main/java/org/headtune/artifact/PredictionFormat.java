package org.headtune.artifact;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.headtune.data.ClassNames;

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
 * @param reasons whether each row has what its prediction rests on
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
    boolean sets,
    boolean reasons) {

  /** How rows are spelled. */
  public enum Layout {
    /** RFC 4180 with a header, line ends LF. */
    CSV,
    /** One JSON object per line with the same names. */
    JSONL
  }

  /** CSV with every probability to 6 decimals. */
  public static final PredictionFormat STANDARD =
      new PredictionFormat(Layout.CSV, List.of(), true, 0, 6, 0, "abstain", false, false, false);

  public PredictionFormat {
    keep = List.copyOf(keep);
    if (decimals < 1 || decimals > 9) {
      throw new IllegalArgumentException(decimals + " decimals");
    }
  }

  /**
   * The names of what is written: columns carried through, renamed where they would clash, and
   * ours.
   */
  List<String> columns(ClassNames classes) {
    List<String> made = new ArrayList<>(List.of("label", "confidence"));
    if (probabilities()) {
      classes.names().forEach(name -> made.add("p_" + name));
    }
    for (int k = 1; k <= Math.min(topK, classes.size()); k++) {
      made.add("top" + k + "_label");
      made.add("top" + k + "_confidence");
    }
    if (sets()) {
      made.addAll(List.of("set", "set_size"));
    }
    if (reasons()) {
      made.add("reasons");
    }
    Set<String> taken = new HashSet<>(made);
    taken.addAll(keep());
    Set<String> ownNames = new HashSet<>(made);
    List<String> columns = new ArrayList<>();
    for (String name : keep()) {
      String free = name;
      while (ownNames.contains(free) || (!free.equals(name) && taken.contains(free))) {
        free = "input_" + free;
      }
      taken.add(free);
      columns.add(free);
    }
    columns.addAll(made);
    return columns;
  }
}
