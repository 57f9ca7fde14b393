package org.headtune.model;

import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * The pixels of some images side by side, as a convolution meets them: one run of numbers for each
 * weight that a filter has in a row of one channel, which are those that the weight meets in a row
 * of outputs. The runs of a row's weights differ by a pixel; what a weight meets in a lower row of
 * outputs are runs of a lower row.
 */
final class PixelRuns implements AutoCloseable {
  private final ConvolutionForm form;

  /** Image after image, as other layers have them. */
  private final float[] images;

  /** {@code padded rows x channels x kernel columns} runs of {@code used columns x images}. */
  private final float[][] runs;

  /** {@code padded columns x images}. */
  private final float[] line;

  private final float[] shifted;
  private final Matrix kept;

  PixelRuns(ConvolutionForm form, int imagesAtOnce) {
    this.form = form;
    this.images = new float[imagesAtOnce * form.inputSize()];
    this.runs = new float[firstOf(form.paddedHeight())][imagesAtOnce * form.usedWidth()];
    this.line = new float[imagesAtOnce * form.paddedWidth()];
    this.shifted = new float[line.length];
    this.kept = new Matrix(form.paddedSize());
  }

  void begin(int batch) {
    kept.rows(batch);
  }

  /** The images of a batch: {@code padded rows x channels x padded columns x images}. */
  Matrix kept() {
    return kept;
  }

  float[][] runs() {
    return runs;
  }

  /** The first run of what the first row of a kernel meets in a row of outputs. */
  int firstOf(int row) {
    return row * form.channels() * form.kernelWidth();
  }

  private int firstOf(int row, int channel) {
    return firstOf(row) + channel * form.kernelWidth();
  }

  /** Takes {@code count} images from number {@code first} on, and keeps them. */
  void read(FloatBuffer x, int first, int count) {
    int size = form.inputSize();
    int run = form.usedWidth() * count;
    int pitch = form.paddedWidth() * count;
    int to = first * form.paddedSize();
    x.get(first * size, images, 0, count * size);
    Arrays.fill(line, 0, pitch, 0);
    for (int padded = 0; padded < form.paddedHeight(); padded++) {
      int row = padded - form.top();
      for (int channel = 0; channel < form.channels(); channel++) {
        if (row >= 0 && row < form.height()) {
          int from = (channel * form.height() + row) * form.width();
          together(images, from, size, form.width(), count, line, form.left() * count);
        } else {
          Arrays.fill(line, 0, pitch, 0);
        }
        kept.numbers().put(to, line, 0, pitch);
        to += pitch;
        for (int column = 0; column < form.kernelWidth(); column++) {
          System.arraycopy(line, column * count, runs[firstOf(padded, channel) + column], 0, run);
        }
      }
    }
  }

  /** Makes the first numbers of each run 0. */
  void clear(int length) {
    for (float[] run : runs) {
      Arrays.fill(run, 0, length, 0);
    }
  }

  /** The other way round: each pixel is the sum of its numbers in all runs. */
  void sum(FloatBuffer dx, int first, int count) {
    int size = form.inputSize();
    int run = form.usedWidth() * count;
    int pitch = form.paddedWidth() * count;
    for (int row = 0; row < form.height(); row++) {
      for (int channel = 0; channel < form.channels(); channel++) {
        Arrays.fill(line, 0, pitch, 0);
        for (int column = 0; column < form.kernelWidth(); column++) {
          Arrays.fill(shifted, 0, pitch, 0);
          int own = firstOf(form.top() + row, channel) + column;
          System.arraycopy(runs[own], 0, shifted, column * count, run);
          WeightedRuns.one(line, shifted, 1, pitch);
        }
        int to = (channel * form.height() + row) * form.width();
        apart(line, form.left() * count, form.width(), count, images, to, size);
      }
    }
    dx.put(first * size, images, 0, count * size);
  }

  /**
   * Puts parts of images side by side.
   *
   * @param from an image's part begins {@code pitch} numbers after that of the one before
   * @param to receives {@code width x count} numbers from {@code at} on
   */
  static void together(
      float[] from, int first, int pitch, int width, int count, float[] to, int at) {
    for (int image = 0; image < count; image++) {
      for (int i = 0; i < width; i++) {
        to[at + i * count + image] = from[first + image * pitch + i];
      }
    }
  }

  /** The reverse of {@link #together}. */
  static void apart(float[] from, int first, int width, int count, float[] to, int at, int pitch) {
    for (int image = 0; image < count; image++) {
      for (int i = 0; i < width; i++) {
        to[at + image * pitch + i] = from[first + i * count + image];
      }
    }
  }

  @Override
  public void close() {
    kept.close();
  }
}
