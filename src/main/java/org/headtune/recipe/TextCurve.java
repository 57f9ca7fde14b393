package org.headtune.recipe;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** A curve drawn with characters, over an axis that begins at 0. */
final class TextCurve {
  /** Columns, which is as many values as a curve shows. */
  static final int WIDTH = 60;

  private static final int HEIGHT = 8;

  private TextCurve() {}

  /**
   * Whole lines.
   *
   * @param values {@link #WIDTH} numbers, 0 or more, not all 0
   * @param first what stands below the first column
   * @param last what stands below the last column
   */
  static String of(double[] values, String first, String last) {
    double top = Arrays.stream(values).max().orElseThrow();
    List<String> labels = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    for (int line = HEIGHT; line >= 0; line--) {
      StringBuilder dots = new StringBuilder();
      for (double value : values) {
        dots.append(Math.round(value / top * HEIGHT) == line ? '*' : ' ');
      }
      labels.add(line % (HEIGHT / 2) == 0 ? number(top * line / HEIGHT) : "");
      lines.add(dots.toString().stripTrailing());
    }
    int margin = labels.stream().mapToInt(String::length).max().orElseThrow();
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < lines.size(); i++) {
      text.append(" ".repeat(margin - labels.get(i).length())).append(labels.get(i));
      text.append(" |").append(lines.get(i)).append('\n');
    }
    text.append(" ".repeat(margin)).append(" +").append("-".repeat(WIDTH)).append('\n');
    return text.append(" ".repeat(margin + 2))
        .append(first)
        .append(" ".repeat(Math.max(1, WIDTH - first.length() - last.length())))
        .append(last)
        .append('\n')
        .toString();
  }

  /** Three digits at most. */
  static String number(double value) {
    String text = String.format(Locale.ROOT, "%.3g", value);
    return text.contains("e") || !text.contains(".")
        ? text
        : text.replaceFirst("0+$", "").replaceFirst("\\.$", "");
  }
}
