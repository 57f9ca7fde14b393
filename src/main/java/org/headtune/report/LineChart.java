package org.headtune.report;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A static line chart over epochs. It needs no script and no fonts of the JDK; each epoch tells its
 * values when pointed at.
 */
final class LineChart {
  private static final double LEFT = 46;
  private static final double RIGHT = 350;
  private static final double TOP = 14;
  private static final double BOTTOM = 176;
  private static final int MOST_MARKS = 40;
  private static final List<String> COLOURS = List.of("#2f6db5", "#c2570c");

  /**
   * One line.
   *
   * @param values by epoch; one that is not finite leaves a gap
   */
  @SuppressWarnings("ArrayRecordComponent") // a plain carrier
  record Series(String name, double... values) {
    boolean isEmpty() {
      return Arrays.stream(values).noneMatch(Double::isFinite);
    }
  }

  private final int[] epochs;
  private final List<Series> lines;
  private final Axis across;
  private final Axis up;
  private final Svg svg;

  private LineChart(String title, int[] epochs, List<Series> lines) {
    this.epochs = epochs;
    this.lines = lines;
    this.across = Axis.over(epochs[0], epochs[epochs.length - 1], 6, 1);
    double[] finite =
        lines.stream()
            .flatMapToDouble(line -> Arrays.stream(line.values))
            .filter(Double::isFinite)
            .sorted()
            .toArray();
    this.up = Axis.over(finite[0], finite[finite.length - 1], 5, 1e-12);
    this.svg = new Svg(360, 208, title + " by epoch");
  }

  /**
   * Draws it as SVG.
   *
   * @param epochs one or more, rising
   * @param lines one or two, each with a finite value
   * @param best the epoch to mark, or 0
   */
  static String svg(String title, int[] epochs, List<Series> lines, int best) {
    LineChart chart = new LineChart(title, epochs, lines);
    chart.drawAxes();
    if (best >= epochs[0] && best <= epochs[epochs.length - 1]) {
      chart.drawBest(chart.x(best));
    }
    for (int i = 0; i < lines.size(); i++) {
      chart.drawLine(i);
    }
    for (int i = 0; i < epochs.length; i++) {
      chart.drawHover(i);
    }
    return chart.svg.close();
  }

  private void drawAxes() {
    for (double tick : up.ticks()) {
      svg.line("grid", LEFT, y(tick), RIGHT, y(tick));
      svg.text(LEFT - 7, y(tick) + 4, "end", Numbers.significant(tick));
    }
    for (double tick : across.ticks()) {
      svg.text(x(tick), BOTTOM + 15, "middle", Numbers.significant(tick));
    }
    svg.text((LEFT + RIGHT) / 2, BOTTOM + 29, "middle", "epoch");
  }

  private void drawBest(double x) {
    svg.line("best", x, TOP - 4, x, BOTTOM);
    boolean room = x < RIGHT - 34;
    svg.text(room ? x + 5 : x - 5, TOP + 4, room ? "start" : "end", "kept");
  }

  private void drawLine(int index) {
    double[] values = lines.get(index).values;
    String colour = COLOURS.get(index);
    StringBuilder path = new StringBuilder();
    boolean drawing = false;
    for (int i = 0; i < values.length; i++) {
      boolean finite = Double.isFinite(values[i]);
      if (finite) {
        path.append(
            String.format(
                Locale.ROOT, "%s%.1f %.1f", drawing ? "L" : "M", x(epochs[i]), y(values[i])));
      }
      drawing = finite;
    }
    svg.add("<path class=\"line s%d\" d=\"%s\" fill=\"none\" stroke=\"%s\"/>", index, path, colour);
    for (int i = 0; i < values.length && values.length <= MOST_MARKS; i++) {
      if (Double.isFinite(values[i])) {
        svg.add(
            "<circle class=\"mark s%d\" cx=\"%.1f\" cy=\"%.1f\" r=\"2.4\" fill=\"%s\"/>",
            index, x(epochs[i]), y(values[i]), colour);
      }
    }
  }

  /** An unseen strip around the epoch that shows a line and its values when pointed at. */
  private void drawHover(int i) {
    double x = x(epochs[i]);
    double left = i == 0 ? LEFT : (x(epochs[i - 1]) + x) / 2;
    double right = i == epochs.length - 1 ? RIGHT : (x + x(epochs[i + 1])) / 2;
    String values =
        lines.stream()
            .map(line -> "\n" + line.name + " " + Numbers.significant(line.values[i]))
            .collect(Collectors.joining());
    svg.add(
        "<g class=\"point\"><title>epoch %d%s</title><rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\""
            + " height=\"%.1f\" fill-opacity=\"0\"/><path d=\"M%.1f %.1fV%.1f\"/></g>",
        epochs[i], values, left, TOP, right - left, BOTTOM - TOP, x, TOP, BOTTOM);
  }

  private double x(double epoch) {
    return LEFT + across.position(epoch) * (RIGHT - LEFT);
  }

  private double y(double value) {
    return BOTTOM - up.position(value) * (BOTTOM - TOP);
  }
}
