package org.headtune.report;

import java.util.List;
import org.headtune.evaluation.ReliabilityBin;

/**
 * Accuracy over confidence with the rows of each bin below, as SVG (DeGroot and Fienberg 1983). A
 * bar that ends under the diagonal is too confident. Where rows may have several classes, how often
 * a row has a class over the class's probability.
 */
final class ReliabilityDiagram {
  private static final double LEFT = 46;
  private static final double RIGHT = 350;
  private static final double TOP = 10;
  private static final double BOTTOM = 196;
  private static final double COUNTS_TOP = 206;
  private static final double COUNTS_BOTTOM = 246;

  private ReliabilityDiagram() {}

  /** What the numbers of a bin are called. */
  enum Of {
    ROWS("rows", "confidence", "accuracy"),
    ANSWERS("answers", "probability", "share");

    private final String counted;
    private final String across;
    private final String up;

    Of(String counted, String across, String up) {
      this.counted = counted;
      this.across = across;
      this.up = up;
    }
  }

  static String svg(List<ReliabilityBin> bins, Of of) {
    Svg svg = new Svg(360, 280, of.up + " by " + of.across + ", with the number of " + of.counted);
    for (double tick : Axis.over(0, 1, 5, 0.2).ticks()) {
      double x = x(tick);
      double y = y(tick);
      svg.line("grid", LEFT, y, RIGHT, y);
      svg.text(LEFT - 7, y + 4, "end", Numbers.significant(tick));
      svg.text(x, COUNTS_BOTTOM + 15, "middle", Numbers.significant(tick));
    }
    long most = bins.stream().mapToLong(ReliabilityBin::count).max().orElse(1);
    for (ReliabilityBin bin : bins) {
      if (bin.count() > 0) {
        draw(svg, bin, (double) bin.count() / most, of);
      }
    }
    svg.line("ideal", x(0), y(0), x(1), y(1));
    svg.line("axis", LEFT, COUNTS_BOTTOM, RIGHT, COUNTS_BOTTOM);
    svg.text(LEFT - 7, COUNTS_BOTTOM - 14, "end", of.counted);
    svg.text((LEFT + RIGHT) / 2, COUNTS_BOTTOM + 29, "middle", of.across);
    return svg.close();
  }

  private static void draw(Svg svg, ReliabilityBin bin, double share, Of of) {
    double left = x(bin.lower()) + 1;
    double width = x(bin.upper()) - 1 - left;
    double top = y(bin.accuracy());
    double height = Math.max(share * (COUNTS_BOTTOM - COUNTS_TOP), 1);
    svg.add(
        "<g class=\"bin\"><title>%s %s with %s %.3f to %.3f\nmean %s %.4f\n%s %.4f</title>",
        Numbers.count(bin.count()),
        of.counted,
        of.across,
        bin.lower(),
        bin.upper(),
        of.across,
        bin.confidence(),
        of.up,
        bin.accuracy());
    svg.add(
        "<rect class=\"accuracy\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\""
            + " fill=\"#8db4e0\"/>",
        left, top, width, BOTTOM - top);
    svg.add(
        "<rect class=\"count\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\""
            + " fill=\"#aaa\"/>",
        left, COUNTS_BOTTOM - height, width, height);
    svg.add(
        "<circle class=\"mark s1\" cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"#c2570c\"/></g>",
        x(bin.confidence()), top);
  }

  private static double x(double confidence) {
    return LEFT + confidence * (RIGHT - LEFT);
  }

  private static double y(double accuracy) {
    return BOTTOM - accuracy * (BOTTOM - TOP);
  }
}
