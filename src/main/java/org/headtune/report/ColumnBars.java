package org.headtune.report;

import java.util.List;
import java.util.Locale;
import org.headtune.Text;

/** The training rows of one column: a bar for each bin, the classes one upon the other. */
final class ColumnBars {
  /** More classes are not told apart. */
  static final int MOST_CLASSES = 12;

  private static final double WIDTH = 360;
  private static final double HEIGHT = 130;
  private static final double LEFT = 130;
  private static final double PITCH = 17;
  private static final double GAP = 3;
  private static final int LONGEST_NAME = 20;
  private static final double GOLDEN = 137.508; // degrees; neighbours in number are far in hue

  private final DataReport.Bars bars;
  private final List<String> classes;
  private final double most;

  private ColumnBars(DataReport.Bars bars, List<String> classes) {
    this.bars = bars;
    this.classes = classes;
    double largest = 1;
    for (int bin = 0; bin < bars.bins().size(); bin++) {
      largest = Math.max(largest, (double) rows(bin));
    }
    most = largest;
  }

  static String svg(String column, DataReport.Bars bars, List<String> classes) {
    ColumnBars drawn = new ColumnBars(bars, classes);
    String description = Svg.escaped("training rows by " + Text.printable(column));
    return bars.numeric() ? drawn.upright(description) : drawn.lying(description);
  }

  /** The colour of a class, as the legend has it. */
  static String colour(int k) {
    return String.format(Locale.ROOT, "hsl(%.0f 55%% 52%%)", (212 + GOLDEN * k) % 360);
  }

  private long rows(int bin) {
    return bars.ofClass().stream().mapToLong(own -> own.get(bin)).sum();
  }

  private String upright(String description) {
    Svg svg = new Svg(WIDTH, HEIGHT + 20, description);
    double pitch = WIDTH / bars.bins().size();
    for (int bin = 0; bin < bars.bins().size(); bin++) {
      begin(svg, bin);
      double top = HEIGHT;
      for (int k = 0; k < layers(); k++) {
        double height = (HEIGHT - 6) * count(k, bin) / most;
        top -= height;
        rectangle(svg, bin * pitch + 0.5, top, pitch - 1, height, k);
      }
      svg.add("</g>");
    }
    svg.line("axis", 0, HEIGHT, WIDTH, HEIGHT);
    svg.text(0, HEIGHT + 15, "start", label(0));
    svg.text(WIDTH, HEIGHT + 15, "end", label(bars.bins().size() - 1));
    return svg.close();
  }

  private String lying(String description) {
    Svg svg = new Svg(WIDTH, PITCH * bars.bins().size() + 4, description);
    for (int bin = 0; bin < bars.bins().size(); bin++) {
      double top = PITCH * bin;
      svg.text(LEFT - 6, top + PITCH - 5, "end", label(bin));
      begin(svg, bin);
      double from = LEFT;
      for (int k = 0; k < layers(); k++) {
        double width = (WIDTH - LEFT) * count(k, bin) / most;
        rectangle(svg, from, top + GAP, width, PITCH - 2 * GAP, k);
        from += width;
      }
      svg.add("</g>");
    }
    return svg.close();
  }

  private String label(int bin) {
    return Svg.escaped(Svg.shortened(Text.printable(bars.bins().get(bin)), LONGEST_NAME));
  }

  private int layers() {
    return bars.ofClass().size() > MOST_CLASSES ? 1 : bars.ofClass().size();
  }

  private long count(int k, int bin) {
    return bars.ofClass().size() > MOST_CLASSES ? rows(bin) : bars.ofClass().get(k).get(bin);
  }

  private void begin(Svg svg, int bin) {
    StringBuilder title = new StringBuilder(Text.printable(bars.bins().get(bin)));
    title.append(": ").append(Numbers.count(rows(bin)));
    for (int k = 0; k < layers() && layers() > 1; k++) {
      title.append("\n").append(classes.get(k)).append(": ").append(Numbers.count(count(k, bin)));
    }
    svg.add("<g><title>%s</title>", Svg.escaped(title.toString()));
  }

  private static void rectangle(Svg svg, double x, double y, double width, double height, int k) {
    if (width > 0 && height > 0) {
      svg.add(
          "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"/>",
          x, y, width, height, colour(k));
    }
  }
}
