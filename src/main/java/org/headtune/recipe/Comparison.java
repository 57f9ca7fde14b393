package org.headtune.recipe;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.headtune.Text;
import org.headtune.artifact.AtomicFile;
import org.headtune.artifact.ComparisonTable;
import org.headtune.artifact.FinishedRun;
import org.headtune.evaluation.Metric;
import org.headtune.report.ComparisonReport;
import org.headtune.report.HtmlReport;

/**
 * Runs side by side: what their configs do not have in common, how long they took, what they came
 * to.
 *
 * @param runs one line each, in this order
 */
record Comparison(List<ComparedRun> runs) {
  /** The metrics that a person looks at first, those of rows with several classes among them. */
  private static final Set<String> FIRST = Set.of("loss", "accuracy", "macro_f1", "micro_f1");

  private static final String NONE = "-";

  /**
   * A column.
   *
   * @param cells one for each run
   * @param best the lines whose value no other run betters
   */
  private record Column(String name, List<String> cells, Set<Integer> best) {}

  /** The table for a person. */
  String text() {
    return text(columns(false));
  }

  /** Of runs that are still to be done. */
  String settingsText() {
    return text(differing().stream().map(path -> setting(path, false)).toList());
  }

  private String text(List<Column> columns) {
    TextColumns table = new TextColumns(names(columns).toArray(String[]::new));
    rows(columns).forEach(row -> table.row(row.toArray(String[]::new)));
    return table.text();
  }

  /** The table for a program, with every metric. */
  AtomicFile.Content csv() {
    List<Column> columns = columns(true);
    return ComparisonTable.of(names(columns), rows(columns));
  }

  /** The table as a page. */
  String html(String title) {
    List<Column> columns = columns(false);
    List<ComparisonReport.Line> lines = new ArrayList<>();
    for (int i = 0; i < runs.size(); i++) {
      int line = i;
      lines.add(
          new ComparisonReport.Line(
              Text.printable(runs.get(i).name()),
              columns.stream()
                  .map(
                      column ->
                          new ComparisonReport.Cell(
                              column.cells().get(line), column.best().contains(line)))
                  .toList()));
    }
    return HtmlReport.of(
        new ComparisonReport(
            title,
            "Settings that all runs share are left out; the best value of each metric is marked.",
            columns.stream().map(Column::name).toList(),
            lines));
  }

  /** The table as JSON has it, with every metric. */
  List<Map<String, Object>> json() {
    return runs.stream()
        .map(
            run -> {
              Map<String, Object> json = new LinkedHashMap<>();
              json.put("run", run.name());
              run.state().ifPresent(state -> json.put("state", state.word()));
              Map<String, String> settings = new LinkedHashMap<>();
              differing().forEach(path -> settings.put(path, run.settings().get(path)));
              json.put("settings", settings);
              json.put("seconds", run.seconds());
              run.result()
                  .ifPresent(
                      result -> {
                        json.put("epochs", result.epochs());
                        json.put("best_epoch", result.bestEpoch());
                        json.putAll(result.metrics());
                      });
              return json;
            })
        .toList();
  }

  private static List<String> names(List<Column> columns) {
    return Stream.concat(Stream.of("run"), columns.stream().map(Column::name)).toList();
  }

  private List<List<String>> rows(List<Column> columns) {
    return IntStream.range(0, runs.size())
        .mapToObj(
            i ->
                Stream.concat(
                        Stream.of(Text.printable(runs.get(i).name())),
                        columns.stream().map(column -> column.cells().get(i)))
                    .toList())
        .toList();
  }

  private List<Column> columns(boolean all) {
    List<Column> columns = new ArrayList<>();
    if (runs.stream().anyMatch(run -> run.state().isPresent())) {
      columns.add(plain("state", run -> run.state().map(BatchStory.State::word).orElse(NONE)));
    }
    for (String path : differing()) {
      columns.add(setting(path, all));
    }
    columns.add(
        plain(
            "epochs",
            run -> run.result().map(FinishedRun::epochs).map(Object::toString).orElse(NONE)));
    columns.add(
        plain(
            "best_epoch",
            run -> run.result().map(FinishedRun::bestEpoch).map(Object::toString).orElse(NONE)));
    columns.add(plain("seconds", run -> String.format(Locale.ROOT, "%.1f", run.seconds())));
    for (String part : List.of("validation", "test")) {
      for (String word : words(part)) {
        if (all || FIRST.contains(word)) {
          columns.add(metric(part, word, all));
        }
      }
    }
    return columns;
  }

  private Column setting(String path, boolean whole) {
    return plain(
        whole ? path : path.replaceFirst("^(training|model|data)\\.", ""),
        run -> Text.printable(run.settings().getOrDefault(path, NONE)));
  }

  private Column plain(String name, Function<ComparedRun, String> cell) {
    return new Column(name, runs.stream().map(cell).toList(), Set.of());
  }

  private Column metric(String part, String word, boolean exact) {
    List<Double> values = runs.stream().map(run -> run.metric(part, word)).toList();
    boolean higher = Metric.named(word).map(Metric::higherIsBetter).orElse(true);
    double best =
        values.stream()
            .filter(value -> !value.isNaN())
            .reduce((a, b) -> higher ? Math.max(a, b) : Math.min(a, b))
            .orElse(Double.NaN);
    return new Column(
        part + "_" + word,
        values.stream().map(value -> number(value, exact)).toList(),
        IntStream.range(0, values.size())
            .filter(i -> values.get(i) == best)
            .boxed()
            .collect(Collectors.toSet()));
  }

  private static String number(double value, boolean exact) {
    if (Double.isNaN(value)) {
      return exact ? "" : NONE;
    }
    return exact ? Double.toString(value) : String.format(Locale.ROOT, "%.4f", value);
  }

  /** The metrics that any run has, in the order of their definition. */
  private List<String> words(String part) {
    Set<String> found = new LinkedHashSet<>();
    runs.forEach(
        run ->
            run.result()
                .ifPresent(
                    result ->
                        found.addAll(result.metrics().getOrDefault(part, Map.of()).keySet())));
    return Stream.of(Metric.values()).map(Metric::word).filter(found::contains).toList();
  }

  /** The paths of settings that not all runs have, or not with the same value. */
  private List<String> differing() {
    Set<String> paths = new TreeSet<>();
    runs.forEach(run -> paths.addAll(run.settings().keySet()));
    return paths.stream()
        .filter(
            path ->
                runs.stream().map(run -> run.settings().getOrDefault(path, NONE)).distinct().count()
                    > 1)
        .toList();
  }
}
