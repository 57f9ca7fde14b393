package org.headtune.report;

import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/**
 * One number per layer and epoch as the strength of a colour: a line for each layer from the input
 * down to the head, a column for each epoch. Each cell tells its value when pointed at.
 */
final class HeatMap {
  private static final double WIDTH = 360;
  private static final double LEFT = 84;
  private static final double RIGHT = 352;
  private static final double TOP = 4;
  private static final double CELL = 14;
  private static final int LONGEST_NAME = 12;

  /** Weaker than this a cell cannot be told from an empty one. */
  private static final double WEAKEST = 0.07;

  /**
   * A line of the map.
   *
   * @param values by column; one that is not finite leaves a gap
   */
  record Row(String layer, List<Double> values) {}

  /**
   * From number to strength.
   *
   * @param low strength 0, a power of ten where the scale is logarithmic
   * @param high strength 1
   */
  private record Scale(boolean logarithmic, double low, double high) {
    /** Powers of ten that a scale has at least, lest small differences look large. */
    private static final int DECADES = 4;

    static Scale share() {
      return new Scale(false, 0, 1);
    }

    static Scale logarithmic(DoubleStream values) {
      double[] positive = values.filter(v -> Double.isFinite(v) && v > 0).toArray();
      double largest = DoubleStream.of(positive).max().orElse(1);
      double smallest = DoubleStream.of(positive).min().orElse(1);
      int top = (int) Math.ceil(Math.log10(largest));
      int bottom = Math.min((int) Math.floor(Math.log10(smallest)), top - DECADES);
      return new Scale(true, Math.pow(10, bottom), Math.pow(10, top));
    }

    double strength(double value) {
      double share =
          logarithmic ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
      return WEAKEST + (1 - WEAKEST) * Math.min(1, Math.max(0, share));
    }

    String word(double value) {
      return logarithmic ? Numbers.significant(value) : Numbers.percent(value);
    }
  }

  private final String style;
  private final int[] epochs;
  private final List<Row> rows;
  private final Scale scale;
  private final double bottom;
  private final Svg svg;

  private HeatMap(String title, String style, int[] epochs, List<Row> rows, Scale scale) {
    this.style = style;
    this.epochs = epochs;
    this.rows = rows;
    this.scale = scale;
    this.bottom = TOP + rows.size() * CELL;
    this.svg = new Svg(WIDTH, bottom + 50, title + " by layer and epoch");
  }

  /** Draws shares from 0 to 1 as SVG. */
  static String shares(String title, int[] epochs, List<Row> rows) {
    return new HeatMap(title, "s1", epochs, rows, Scale.share()).drawn();
  }

  /** Draws numbers from 0 up as SVG, by their powers of ten. */
  static String magnitudes(String title, int[] epochs, List<Row> rows) {
    DoubleStream all =
        rows.stream().flatMapToDouble(row -> row.values.stream().mapToDouble(v -> v));
    return new HeatMap(title, "s0", epochs, rows, Scale.logarithmic(all)).drawn();
  }

  private String drawn() {
    for (int i = 0; i < rows.size(); i++) {
      drawRow(rows.get(i), TOP + i * CELL);
    }
    drawEpochs();
    drawScale();
    return svg.close();
  }

  private void drawRow(Row row, double y) {
    svg.text(LEFT - 6, y + 11, "end", Svg.escaped(Svg.shortened(row.layer, LONGEST_NAME)));
    for (int i = 0; i < epochs.length; i++) {
      double value = row.values.get(i);
      if (Double.isFinite(value)) {
        String title = Svg.escaped(row.layer) + ", epoch " + epochs[i] + ": " + scale.word(value);
        cell(x(i), y, x(i + 1) - x(i), scale.strength(value), title);
      }
    }
  }

  private void cell(double x, double y, double width, double strength, String title) {
    svg.add(
        "<rect class=\"heat %s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\""
            + " fill-opacity=\"%.2f\" fill=\"#2f6db5\"><title>%s</title></rect>",
        style, x, y, Math.max(width - 0.5, 0.5), CELL - 0.5, strength, title);
  }

  private double x(int column) {
    return LEFT + column * (RIGHT - LEFT) / epochs.length;
  }

  private void drawEpochs() {
    int labels = Math.min(epochs.length, 6);
    for (int i = 0; i < labels; i++) {
      int column = labels == 1 ? 0 : i * (epochs.length - 1) / (labels - 1);
      double middle = (x(column) + x(column + 1)) / 2;
      svg.text(middle, bottom + 14, "middle", Integer.toString(epochs[column]));
    }
    svg.text(LEFT - 6, bottom + 14, "end", "epoch");
  }

  private void drawScale() {
    int steps = 9;
    double width = 10;
    double y = bottom + 26;
    double left = (LEFT + RIGHT - steps * width) / 2;
    for (int i = 0; i < steps; i++) {
      double share = (double) i / (steps - 1);
      double value =
          scale.logarithmic
              ? scale.low * Math.pow(scale.high / scale.low, share)
              : scale.low + share * (scale.high - scale.low);
      String title = String.format(Locale.ROOT, "about %s", scale.word(value));
      cell(left + i * width, y, width + 0.5, scale.strength(value), title);
    }
    svg.text(left - 6, y + 11, "end", scale.word(scale.low));
    svg.text(left + steps * width + 6, y + 11, "start", scale.word(scale.high));
  }
}
