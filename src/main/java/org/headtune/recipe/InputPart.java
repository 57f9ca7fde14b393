package org.headtune.recipe;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.headtune.data.FittedColumn;
import org.headtune.data.FittedColumns;
import org.headtune.data.Shape;
import org.headtune.report.ImportanceReport.Patch;

/**
 * Numbers of a row that tell one thing together, and are taken from another row together.
 *
 * @param places which numbers of the row
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares or prints it
record InputPart(String name, int[] places) {
  /** A pixel alone tells next to nothing; about so many patches side by side cover an image. */
  private static final int PATCHES_ACROSS = 7;

  /**
   * A part for each column, whatever it becomes: one number, a place per category, or the n-grams
   * of a text, and whether the cell was missing. Of an image square patches, all channels of them.
   */
  static List<InputPart> of(FittedColumns fitted) {
    Shape shape = fitted.shape();
    return shape.image()
        ? patches(shape).stream().map(patch -> of(patch, shape)).toList()
        : columns(fitted.columns());
  }

  private static List<InputPart> columns(List<FittedColumn> columns) {
    Map<String, IntStream> places = new LinkedHashMap<>();
    int at = 0;
    for (FittedColumn column : columns) {
      int end = at + column.width();
      places.merge(column.name(), IntStream.range(at, end), IntStream::concat);
      at = end;
    }
    List<InputPart> parts = new ArrayList<>();
    places.forEach((name, numbers) -> parts.add(new InputPart(name, numbers.toArray())));
    return parts;
  }

  /** The patches of an image by rows; none of anything else. */
  static List<Patch> patches(Shape shape) {
    List<Patch> patches = new ArrayList<>();
    if (shape.image()) {
      int longest = Math.max(shape.height(), shape.width());
      int side = (longest + PATCHES_ACROSS - 1) / PATCHES_ACROSS;
      for (int top = 0; top < shape.height(); top += side) {
        for (int left = 0; left < shape.width(); left += side) {
          int bottom = Math.min(top + side, shape.height());
          int right = Math.min(left + side, shape.width());
          patches.add(new Patch(name(top, bottom, left, right), top, bottom, left, right));
        }
      }
    }
    return patches;
  }

  private static String name(int top, int bottom, int left, int right) {
    return String.format(Locale.ROOT, "y %d-%d x %d-%d", top + 1, bottom, left + 1, right);
  }

  private static InputPart of(Patch patch, Shape image) {
    int[] places =
        IntStream.range(0, image.channels() * image.height())
            .filter(line -> line % image.height() >= patch.top())
            .filter(line -> line % image.height() < patch.bottom())
            .map(line -> line * image.width())
            .flatMap(start -> IntStream.range(start + patch.left(), start + patch.right()))
            .toArray();
    return new InputPart(patch.input(), places);
  }

  /**
   * Puts the part of other rows into rows.
   *
   * @param donors for each row the row to take it from
   */
  void take(float[] from, int[] donors, float[] to) {
    int width = to.length / donors.length;
    for (int row = 0; row < donors.length; row++) {
      for (int place : places) {
        to[row * width + place] = from[donors[row] * width + place];
      }
    }
  }
}
