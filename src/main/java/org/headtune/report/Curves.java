package org.headtune.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.headtune.report.LineChart.Series;
import org.headtune.report.ReportData.Epoch;

/**
 * The learning curves.
 *
 * @param charts as SVG
 * @param lines the same as a table
 * @param thinned what was left out; empty for nothing
 */
record Curves(List<Chart> charts, List<Line> lines, List<String> thinned) {
  /** More epochs than this are thinned out: a screen has no room for them. */
  static final int MOST_EPOCHS = 200;

  /** One chart with the names of its lines in the order of their colours. */
  record Chart(String title, List<Legend> legend, String svg) {}

  /** What a colour stands for. */
  record Legend(String style, String name) {}

  /** One epoch. */
  record Line(
      int number,
      String trainingLoss,
      String validationLoss,
      String validationAccuracy,
      String learningRate,
      boolean kept) {}

  static Curves of(List<Epoch> all, int best) {
    int stride = (all.size() + MOST_EPOCHS - 1) / MOST_EPOCHS;
    List<Epoch> epochs =
        IntStream.range(0, all.size())
            .filter(i -> i % stride == 0 || i == all.size() - 1 || all.get(i).number() == best)
            .mapToObj(all::get)
            .toList();
    List<Chart> charts = new ArrayList<>();
    add(
        charts,
        "Loss",
        epochs,
        best,
        series("training", epochs, Epoch::trainingLoss),
        series("validation", epochs, Epoch::validationLoss));
    add(
        charts,
        "Validation accuracy",
        epochs,
        best,
        series("accuracy", epochs, Epoch::validationAccuracy));
    add(charts, "Learning rate", epochs, best, series("rate", epochs, Epoch::learningRate));
    List<String> thinned =
        stride > 1
            ? List.of("One epoch of every " + stride + " is shown, " + all.size() + " in all.")
            : List.of();
    return new Curves(charts, epochs.stream().map(epoch -> line(epoch, best)).toList(), thinned);
  }

  boolean present() {
    return !charts.isEmpty();
  }

  private static Series series(String name, List<Epoch> epochs, ToDoubleFunction<Epoch> value) {
    return new Series(name, epochs.stream().mapToDouble(value).toArray());
  }

  private static void add(
      List<Chart> charts, String title, List<Epoch> epochs, int best, Series... candidates) {
    List<Series> series = List.of(candidates).stream().filter(one -> !one.isEmpty()).toList();
    if (!series.isEmpty()) {
      int[] numbers = epochs.stream().mapToInt(Epoch::number).toArray();
      List<Legend> legend =
          IntStream.range(0, series.size() > 1 ? series.size() : 0)
              .mapToObj(i -> new Legend("s" + i, series.get(i).name()))
              .toList();
      charts.add(new Chart(title, legend, LineChart.svg(title, numbers, series, best)));
    }
  }

  private static Line line(Epoch epoch, int best) {
    return new Line(
        epoch.number(),
        Numbers.score(epoch.trainingLoss()),
        Numbers.score(epoch.validationLoss()),
        Numbers.score(epoch.validationAccuracy()),
        Numbers.significant(epoch.learningRate()),
        epoch.number() == best);
  }
}
