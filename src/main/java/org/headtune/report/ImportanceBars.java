package org.headtune.report;

import java.util.List;
import java.util.stream.DoubleStream;
import org.headtune.Text;
import org.headtune.evaluation.Importance;

/** A bar for each input, from 0 to its importance, with the interval as a line across its end. */
final class ImportanceBars {
  private static final double WIDTH = 720;
  private static final double LEFT = 190;
  private static final double RIGHT = 700;
  private static final double TOP = 8;
  private static final double PITCH = 20;
  private static final double BAR = 12;
  private static final int LONGEST_NAME = 28;

  private final Svg svg;
  private final Axis axis;
  private final double bottom;

  private ImportanceBars(String effect, List<Importance> importances) {
    this.bottom = TOP + PITCH * importances.size();
    this.svg = new Svg(WIDTH, bottom + 40, effect + ", by input");
    double[] ends =
        importances.stream()
            .flatMapToDouble(one -> DoubleStream.of(one.importance(), one.low(), one.high()))
            .filter(Double::isFinite)
            .toArray();
    this.axis =
        Axis.over(
            Math.min(0, DoubleStream.of(ends).min().orElse(0)),
            Math.max(0, DoubleStream.of(ends).max().orElse(0)),
            8,
            1e-12);
  }

  static String svg(String effect, List<Importance> importances) {
    ImportanceBars bars = new ImportanceBars(effect, importances);
    for (double tick : bars.axis.ticks()) {
      bars.svg.line("grid", bars.x(tick), TOP, bars.x(tick), bars.bottom);
      bars.svg.text(bars.x(tick), bars.bottom + 15, "middle", Numbers.significant(tick));
    }
    for (int i = 0; i < importances.size(); i++) {
      bars.bar(importances.get(i), TOP + PITCH * i);
    }
    bars.svg.line("ideal", bars.x(0), TOP, bars.x(0), bars.bottom);
    bars.svg.text((LEFT + RIGHT) / 2, bars.bottom + 31, "middle", effect);
    return bars.svg.close();
  }

  private void bar(Importance one, double top) {
    String name = Text.printable(one.input());
    double middle = top + PITCH / 2;
    double from = x(Math.min(0, one.importance()));
    double to = x(Math.max(0, one.importance()));
    svg.text(LEFT - 8, middle + 4, "end", Svg.escaped(Svg.shortened(name, LONGEST_NAME)));
    svg.add(
        "<g class=\"bin\"><title>%s\n%s, %s to %s</title>",
        Svg.escaped(name),
        Numbers.score(one.importance()),
        Numbers.score(one.low()),
        Numbers.score(one.high()));
    svg.add(
        "<rect class=\"accuracy\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\""
            + " fill=\"#8db4e0\"/>",
        from, middle - BAR / 2, Math.max(to - from, 0.5), BAR);
    if (Double.isFinite(one.low()) && Double.isFinite(one.high())) {
      svg.add(
          "<path class=\"interval\" d=\"M%1$.1f %3$.1fv6m0-3H%2$.1fm0-3v6\" stroke=\"#333\""
              + " fill=\"none\"/>",
          x(one.low()), x(one.high()), middle - 3);
    }
    svg.add("</g>");
  }

  private double x(double value) {
    return LEFT + axis.position(value) * (RIGHT - LEFT);
  }
}
