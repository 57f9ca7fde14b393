package org.headtune.report;

import java.util.Locale;
import org.headtune.Text;

/**
 * A drawing as SVG text. Colours stand in the page's style sheet; the attributes are what a viewer
 * shows that drops style sheets.
 */
final class Svg {
  private final StringBuilder out = new StringBuilder();

  Svg(double width, double height, String description) {
    add(
        "<svg class=\"chart\" viewBox=\"0 0 %1$.0f %2$.0f\" width=\"%1$.0f\" height=\"%2$.0f\""
            + " role=\"img\" aria-label=\"%3$s\">",
        width, height, description);
  }

  /** Appends markup; the values are numbers and words of our own, never of a file. */
  void add(String format, Object... values) {
    out.append(String.format(Locale.ROOT, format, values));
  }

  void line(String style, double x1, double y1, double x2, double y2) {
    add(
        "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"#bbb\"/>",
        style, x1, y1, x2, y2);
  }

  /** Words at a point, their {@code start}, {@code middle} or {@code end} there. */
  void text(double x, double y, String anchor, String words) {
    add(
        "<text x=\"%.1f\" y=\"%.1f\" font-size=\"11\" text-anchor=\"%s\">%s</text>",
        x, y, anchor, words);
  }

  /** A name of no more than so many characters. */
  static String shortened(String name, int most) {
    return name.length() > most ? Text.first(name, most - 1) + "…" : name;
  }

  /** Words from a file, as markup. */
  static String escaped(String words) {
    return words
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  /** The whole drawing, to stand in a file of its own. */
  String standalone() {
    return close()
            .replaceFirst(
                "<svg ", "<svg xmlns=\"http://www.w3.org/2000/svg\" font-family=\"sans-serif\" ")
        + "\n";
  }

  /** The whole drawing, as a part of a page. */
  String close() {
    return out.append("</svg>").toString();
  }
}
