package org.headtune.data;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Whether the cells of a column are paths of images, and what those are like. */
public final class ImageSurvey {
  private static final int MOST_CELLS = 200;
  private static final int MOST_IMAGES = 40;
  private static final double SHARE = 0.9;

  /** An image that is not larger is taken as it is. */
  private static final int SMALL = 64;

  private static final int SAMPLE = 8; // pixels on a side
  private static final int GREY = 4; // two channels of a grey JPEG may differ by so much

  private final Path folder;
  private final List<Integer> heights = new ArrayList<>();
  private final List<Integer> widths = new ArrayList<>();
  private int cells;
  private int paths;
  private int unreadable;
  private boolean grey = true;

  /**
   * @param folder that paths are relative to
   */
  ImageSurvey(Path folder) {
    this.folder = folder;
  }

  void accept(String cell) {
    if (cells == MOST_CELLS) {
      return;
    }
    cells++;
    try {
      Path file = folder.resolve(cell);
      if (!ImageFormat.isNameOfImage(cell) || !Files.isRegularFile(file)) {
        return;
      }
      paths++;
      if (heights.size() < MOST_IMAGES) {
        look(ImageFile.bytes(file));
      }
    } catch (InvalidPathException e) {
      // then it is no path
    } catch (ImageFault e) {
      unreadable++;
    }
  }

  private void look(byte[] file) throws ImageFault {
    int[] size = ImageFile.size(file);
    byte[] pixels = ImageFile.pixels(file, 3, SAMPLE, SAMPLE);
    heights.add(size[0]);
    widths.add(size[1]);
    int plane = SAMPLE * SAMPLE;
    for (int i = 0; i < plane; i++) {
      int red = pixels[i] & 0xFF;
      int green = pixels[plane + i] & 0xFF;
      int blue = pixels[2 * plane + i] & 0xFF;
      grey &= Math.abs(red - green) <= GREY && Math.abs(green - blue) <= GREY;
    }
  }

  /** Whether nearly all cells that were looked at are paths of images, and some can be read. */
  boolean fits() {
    return !heights.isEmpty() && paths >= SHARE * cells;
  }

  /** Whether none of them has a colour. */
  public boolean isGrey() {
    return grey;
  }

  /** Whether some cannot be read. */
  public boolean hasUnreadable() {
    return unreadable > 0 || paths < cells;
  }

  /** Pixels from top to bottom that a network should get. */
  public int height() {
    return side(heights);
  }

  /** Pixels from left to right that a network should get. */
  public int width() {
    return side(widths);
  }

  private int side(List<Integer> sizes) {
    boolean small =
        median(heights) <= SMALL
            && median(widths) <= SMALL
            && heights.equals(constant(heights))
            && widths.equals(constant(widths));
    return small
        ? sizes.get(0)
        : Math.min(SMALL, Math.max(16, Math.min(median(heights), median(widths))));
  }

  private static List<Integer> constant(List<Integer> sizes) {
    return sizes.stream().map(size -> sizes.get(0)).toList();
  }

  private static int median(List<Integer> sizes) {
    return sizes.stream().sorted().toList().get(sizes.size() / 2);
  }

  /** The usual size in words. */
  public String sizes() {
    return median(widths) + " x " + median(heights) + " pixels" + (grey ? ", grey" : "");
  }
}
