package org.headtune.report;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** The models of a cross-validation, a column for each. */
record FoldTable(String remark, List<String> names, List<Line> lines) {

  /** One metric. */
  record Line(String word, String mean, String deviation, List<String> values) {}

  static FoldTable of(ReportData.Folds data) {
    int count = data.metrics().stream().mapToInt(one -> one.values().size()).max().orElse(0);
    return new FoldTable(
        data.remark().substring(0, 1).toUpperCase(Locale.ROOT) + data.remark().substring(1),
        IntStream.rangeClosed(1, count).mapToObj(i -> "fold " + i).toList(),
        data.metrics().stream()
            .map(
                one ->
                    new Line(
                        one.word(),
                        Numbers.score(one.mean()),
                        Numbers.score(one.deviation()),
                        one.values().stream().map(Numbers::score).toList()))
            .toList());
  }
}
