package org.headtune.report;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/** Functions of one number as a drawing that stands in a file of its own. */
public final class FunctionPlot {
  private static final double LEFT = 46;
  private static final double RIGHT = 350;
  private static final double TOP = 14;
  private static final double BOTTOM = 196;
  private static final List<String> COLOURS =
      List.of(
          "#2f6db5", "#c2570c", "#3a8a3f", "#8a4fb0", "#b0303a", "#6b6b6b", "#b8860b", "#1f8a8a",
          "#d0679d", "#7a5230");

  private final Axis across;
  private final Axis up;
  private final boolean logarithmic;
  private final Svg svg;

  /**
   * One line.
   *
   * @param name what it is, in words of our own
   * @param dashed whether it is drawn with gaps
   * @param values one for each x, all finite
   */
  @SuppressWarnings("ArrayRecordComponent") // a plain carrier
  public record Line(String name, boolean dashed, double... values) {}

  private FunctionPlot(String title, boolean logarithmic, double[] x, List<Line> lines) {
    this.logarithmic = logarithmic;
    double[] places = Arrays.stream(x).map(this::place).toArray();
    this.across = Axis.over(places[0], places[places.length - 1], 8, logarithmic ? 1 : 1e-12);
    double[] values =
        lines.stream().flatMapToDouble(line -> DoubleStream.of(line.values)).sorted().toArray();
    this.up = Axis.over(values[0], values[values.length - 1], 6, 1e-12);
    this.svg = new Svg(360, 236 + 16 * ((Math.min(lines.size(), COLOURS.size()) + 1) / 2), title);
  }

  /**
   * Draws lines over a linear axis, or over a logarithmic one whose ticks are powers of ten.
   *
   * @param across what x is, in words of our own
   * @param x rising; above 0 if the axis is logarithmic
   * @param lines one or more; beyond ten of them the colours begin again and have no legend
   */
  public static String svg(
      String title, String across, boolean logarithmic, double[] x, List<Line> lines) {
    FunctionPlot plot = new FunctionPlot(title, logarithmic, x, lines);
    plot.svg.add("<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>");
    plot.axes(across);
    for (int i = 0; i < lines.size(); i++) {
      plot.line(x, lines.get(i), COLOURS.get(i % COLOURS.size()));
      if (i < COLOURS.size()) {
        plot.legend(i, lines.get(i));
      }
    }
    return plot.svg.standalone();
  }

  private double place(double x) {
    return logarithmic ? Math.log10(x) : x;
  }

  private void axes(String words) {
    for (double tick : up.ticks()) {
      svg.line("grid", LEFT, y(tick), RIGHT, y(tick));
      svg.text(LEFT - 7, y(tick) + 4, "end", Numbers.significant(tick));
    }
    for (double tick : across.ticks()) {
      svg.line("grid", x(tick), TOP, x(tick), BOTTOM);
      svg.text(
          x(tick),
          BOTTOM + 15,
          "middle",
          Numbers.significant(logarithmic ? Math.pow(10, tick) : tick));
    }
    svg.text((LEFT + RIGHT) / 2, BOTTOM + 30, "middle", words);
  }

  private void line(double[] x, Line line, String colour) {
    StringBuilder path = new StringBuilder();
    for (int i = 0; i < x.length; i++) {
      path.append(
          String.format(
              Locale.ROOT, "%s%.1f %.1f", i == 0 ? "M" : "L", x(place(x[i])), y(line.values[i])));
    }
    svg.add(
        "<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"1.8\"%s/>",
        path, colour, dashes(line));
  }

  private static String dashes(Line line) {
    return line.dashed ? " stroke-dasharray=\"5 4\"" : "";
  }

  private void legend(int index, Line line) {
    double x = LEFT + (index % 2) * (RIGHT - LEFT) / 2;
    int row = index / 2;
    double y = BOTTOM + 46 + 16.0 * row;
    svg.add(
        "<path d=\"M%.1f %.1fh18\" stroke=\"%s\" stroke-width=\"1.8\"%s/>",
        x, y - 4, COLOURS.get(index), dashes(line));
    svg.text(x + 24, y, "start", line.name);
  }

  private double x(double place) {
    return LEFT + across.position(place) * (RIGHT - LEFT);
  }

  private double y(double value) {
    return BOTTOM - up.position(value) * (BOTTOM - TOP);
  }
}
