package org.headtune.data;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.headtune.Text;

/** The image that a cell names. */
final class ImageCell {
  private final RowSource source;
  private final int index;
  private final String folder;
  private final Picture size;
  private final Images images;

  /**
   * @param index of the column
   * @param folder that paths are relative to; that of the source if it is empty
   */
  ImageCell(RowSource source, int index, String folder, Picture size, Images images) {
    this.source = source;
    this.index = index;
    this.folder = folder;
    this.size = size;
    this.images = images;
  }

  /**
   * The pixels, not to be changed.
   *
   * @throws ImageFault naming the image, or what the cell holds in its place
   */
  byte[] pixels(Row row) throws ImageFault {
    String cell = row.text(index).strip();
    Path file;
    try {
      file = (folder.isEmpty() ? source.folder() : Path.of(folder)).resolve(cell);
    } catch (InvalidPathException e) {
      throw new ImageFault(Text.quoted(cell) + " is no path of an image");
    }
    try {
      return images.pixels(file, size);
    } catch (ImageFault e) {
      throw new ImageFault("image " + Text.printable(file.toString()) + ": " + e.getMessage());
    }
  }

  /** Whether the row is left out for its image, which is then noted. */
  boolean leavesOut(Row row) {
    try {
      pixels(row);
      return false;
    } catch (ImageFault e) {
      images.leaveOut(source.file() + ":" + row.line() + ": " + e.getMessage());
      return true;
    }
  }
}
