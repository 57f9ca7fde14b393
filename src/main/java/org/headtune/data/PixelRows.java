package org.headtune.data;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.Raster;

/**
 * The rows of a decoded image, as the numbers that stand in its file: colour profiles are not
 * applied. What is transparent lies on white; what has 16 bits keeps them until it is resized.
 */
final class PixelRows {
  private static final float WHITE = 255f;

  // The luma of ITU-R BT.601, section 2.5.1.
  private static final float RED = 0.299f;
  private static final float GREEN = 0.587f;
  private static final float BLUE = 0.114f;

  private final BufferedImage image;
  private final Raster raster;
  private final boolean grey;
  private final int bands;
  private final boolean direct;
  private final boolean alpha;
  private final float[] scales;
  private final int[] samples;
  private final int[] packed;

  /**
   * @param grey whether a pixel becomes one number and not three
   */
  PixelRows(BufferedImage image, boolean grey) {
    this.image = image;
    this.grey = grey;
    raster = image.getRaster();
    bands = raster.getNumBands();
    ColorModel model = image.getColorModel();
    int space = model.getColorSpace().getType();
    // The JDK would take grey for linear light and brighten it, so samples are read as they are.
    direct =
        model instanceof ComponentColorModel
            && (space == ColorSpace.TYPE_GRAY || space == ColorSpace.TYPE_RGB);
    alpha = model.hasAlpha();
    scales = new float[bands];
    for (int band = 0; band < bands && direct; band++) {
      scales[band] = WHITE / ((1L << model.getComponentSize(band)) - 1);
    }
    samples = new int[bands * image.getWidth()];
    packed = new int[direct ? 0 : image.getWidth()];
  }

  /** Writes one row: for each pixel one number or three after another, from 0 to 255. */
  void read(int y, float[] out) {
    int width = image.getWidth();
    if (direct) {
      raster.getPixels(0, y, width, 1, samples);
      int colors = bands - (alpha ? 1 : 0);
      for (int x = 0; x < width; x++) {
        int at = x * bands;
        float red = samples[at] * scales[0];
        float green = colors == 3 ? samples[at + 1] * scales[1] : red;
        float blue = colors == 3 ? samples[at + 2] * scales[2] : red;
        float cover = alpha ? samples[at + bands - 1] * scales[bands - 1] / WHITE : 1;
        write(red, green, blue, cover, out, x);
      }
      return;
    }
    image.getRGB(0, y, width, 1, packed, 0, width);
    for (int x = 0; x < width; x++) {
      int pixel = packed[x];
      write(pixel >> 16 & 0xFF, pixel >> 8 & 0xFF, pixel & 0xFF, (pixel >>> 24) / WHITE, out, x);
    }
  }

  private void write(float red, float green, float blue, float cover, float[] out, int x) {
    float under = WHITE * (1 - cover);
    if (grey) {
      float luma = red == green && green == blue ? red : RED * red + GREEN * green + BLUE * blue;
      out[x] = cover * luma + under;
    } else {
      out[3 * x] = cover * red + under;
      out[3 * x + 1] = cover * green + under;
      out[3 * x + 2] = cover * blue + under;
    }
  }
}
