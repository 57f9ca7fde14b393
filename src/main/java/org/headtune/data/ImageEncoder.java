package org.headtune.data;

import org.headtune.Text;

/** Writes the numbers of an image. */
final class ImageEncoder extends CellEncoder {
  private final ImageCell cell;
  private final float[][] values; // by channel and pixel value

  ImageEncoder(
      FittedColumn.Image column, RowSource source, int index, TextTable tokens, Images images) {
    super(column, index, tokens);
    cell = new ImageCell(source, index, column.folder(), column.image(), images);
    values = new float[column.image().channels()][256];
    for (int channel = 0; channel < values.length; channel++) {
      for (int value = 0; value < 256; value++) {
        values[channel][value] =
            (float)
                ((value / 255.0 - column.means().get(channel)) / column.deviations().get(channel));
      }
    }
  }

  @Override
  boolean encode(Row row, float[] out, int at) {
    if (missing(row)) {
      return false;
    }
    try {
      byte[] pixels = cell.pixels(row);
      int plane = pixels.length / values.length;
      for (int i = 0; i < pixels.length; i++) {
        out[at + i] = values[i / plane][pixels[i] & 0xFF];
      }
      return true;
    } catch (ImageFault e) {
      return false;
    }
  }

  @Override
  boolean leavesOut(Row row) {
    return missing(row) || cell.leavesOut(row);
  }

  @Override
  String fault(Row row) {
    if (missing(row)) {
      return super.fault(row);
    }
    try {
      cell.pixels(row);
      return Text.quoted(row.text(index())) + " could not be read a moment ago";
    } catch (ImageFault e) {
      return e.getMessage();
    }
  }

  @Override
  String expected() {
    return "a path of an image";
  }
}
