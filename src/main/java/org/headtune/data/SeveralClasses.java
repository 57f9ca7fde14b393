package org.headtune.data;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.headtune.Text;

/** Tells labels that are several classes at once, where the config takes each for one class. */
final class SeveralClasses {
  private static final List<String> MARKS = List.of(";", "|", ",");
  private static final String DECIMAL = "\\s*[-+]?[0-9]*,[0-9]+\\s*";

  /** Share of the rows whose label must hold the mark. */
  private static final double FEWEST_ROWS = 0.1;

  /** Share of the parts that must come back: of places such as {@code Salem, OR} most do not. */
  private static final double RECURRING = 0.8;

  private SeveralClasses() {}

  /**
   * What to do about such labels.
   *
   * @param rows of each distinct label
   */
  static Optional<String> note(String column, Map<String, Integer> rows) {
    return MARKS.stream().flatMap(mark -> note(column, rows, mark).stream()).findFirst();
  }

  private static Optional<String> note(String column, Map<String, Integer> rows, String mark) {
    Map<String, Integer> labelsOfPart = new HashMap<>();
    Set<String> parts = new HashSet<>();
    String example = "";
    long all = 0;
    long several = 0;
    for (Map.Entry<String, Integer> label : rows.entrySet()) {
      Set<String> own = Set.copyOf(LabelColumn.parts(label.getKey(), mark));
      own.forEach(part -> labelsOfPart.merge(part, 1, Integer::sum));
      all += label.getValue();
      if (own.size() > 1 && !label.getKey().matches(DECIMAL)) {
        several += label.getValue();
        parts.addAll(own);
        example = example.isEmpty() ? label.getKey() : example;
      }
    }
    long recurring = parts.stream().filter(part -> labelsOfPart.get(part) > 1).count();
    return several < FEWEST_ROWS * all || parts.isEmpty() || recurring < RECURRING * parts.size()
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "column %s: the labels of %,d of %,d rows look like several classes, such as %s; a"
                    + " softmax gives a row exactly one and takes each combination for a class of its"
                    + " own: if they are several, set data.label_separator to '%s' and model.head to"
                    + " {type: sigmoid}",
                Text.quoted(column),
                several,
                all,
                Text.quoted(example),
                mark));
  }
}
