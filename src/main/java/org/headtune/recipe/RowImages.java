package org.headtune.recipe;

import java.util.ArrayList;
import java.util.List;
import org.headtune.data.Examples;
import org.headtune.data.FittedColumn;
import org.headtune.data.FittedColumns;
import org.headtune.data.Picture;
import org.headtune.data.Shape;
import org.headtune.report.Raster;

/** The images of encoded rows, as a person sees them. */
final class RowImages {
  private static final int ROWS_FOR_RANGE = 1_000;
  private static final double LIGHTEST = 255;
  private static final int FEW_PIXELS = 1 << 14;

  private final List<Part> parts;

  /**
   * One image of a row; a number x of it is a pixel of {@code x * scale + offset}, from 0 to 255.
   *
   * @param at where it begins
   */
  private record Part(
      String name,
      int at,
      int channels,
      int height,
      int width,
      List<Double> scales,
      List<Double> offsets) {

    Raster raster(float[] row) {
      byte[] pixels = new byte[channels * height * width];
      int plane = height * width;
      for (int i = 0; i < pixels.length; i++) {
        double pixel = row[at + i] * scales.get(i / plane) + offsets.get(i / plane);
        pixels[i] = (byte) Math.round(Math.max(0, Math.min(LIGHTEST, pixel)));
      }
      return new Raster(name, channels, height, width, pixels);
    }
  }

  private RowImages(List<Part> parts) {
    this.parts = parts;
  }

  /**
   * The images that rows of such columns hold; none where there are none that can be shown.
   *
   * @param some rows, whose darkest and lightest pixel are black and white where columns are pixels
   */
  static RowImages of(FittedColumns columns, Examples some) {
    Shape shape = columns.shape();
    boolean pixels = columns.columns().stream().allMatch(FittedColumn.Numeric.class::isInstance);
    if (shape.image() && pixels) {
      boolean shown = shape.channels() == 1 || shape.channels() == 3;
      return new RowImages(shown ? List.of(ranged(shape, some)) : List.of());
    }
    List<Part> parts = new ArrayList<>();
    int at = 0;
    for (FittedColumn column : columns.columns()) {
      if (column instanceof FittedColumn.Image image) {
        Picture size = image.image();
        parts.add(
            new Part(
                image.name(),
                at,
                size.channels(),
                size.height(),
                size.width(),
                image.deviations().stream().map(deviation -> LIGHTEST * deviation).toList(),
                image.means().stream().map(mean -> LIGHTEST * mean).toList()));
      }
      at += column.width();
    }
    return new RowImages(parts);
  }

  private static Part ranged(Shape shape, Examples some) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    float[] row = new float[some.width()];
    for (int i = 0; i < Math.min(some.rows(), ROWS_FOR_RANGE); i++) {
      some.copyRow(i, row);
      for (float value : row) {
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
    }
    double scale = high > low ? LIGHTEST / (high - low) : 0;
    double offset = high > low ? -low * scale : 0;
    return new Part(
        "image",
        0,
        shape.channels(),
        shape.height(),
        shape.width(),
        List.of(scale, scale, scale),
        List.of(offset, offset, offset));
  }

  /** Those of them that make no page heavy. */
  RowImages small() {
    return new RowImages(
        parts.stream().filter(part -> part.height() * part.width() <= FEW_PIXELS).toList());
  }

  /** Whether there is nothing to show. */
  boolean none() {
    return parts.isEmpty();
  }

  /** The images of a row, in their order. */
  List<Raster> of(float[] row) {
    return parts.stream().map(part -> part.raster(row)).toList();
  }

  /** The images of one of some rows. */
  List<Raster> of(Examples rows, int row) {
    float[] numbers = new float[parts.isEmpty() ? 0 : rows.width()];
    if (!parts.isEmpty()) {
      rows.copyRow(row, numbers);
    }
    return of(numbers);
  }
}
