package org.headtune.model;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.bytedeco.javacpp.FloatPointer;

/**
 * The products of a convolution, image by image: what each weight meets is copied into a row of a
 * matrix (Chellapilla, Puri and Simard 2006), so that the sums of all filters are one product of
 * matrices. Of a large image that is done for some rows of the output at a time. Not for use by two
 * threads at once.
 */
final class Convolution implements AutoCloseable {
  /** Numbers that fit the second-level cache together with what they are multiplied by. */
  private static final int NUMBERS = 1 << 16;

  private final ConvolutionForm form;
  private final int rowsAtOnce;
  private final int span;

  /** The input with its border; only for forms that have one. */
  private final Matrix padded;

  private final Matrix columns;

  /** Sums or their gradients: a row for each filter, as wide as {@link #span}. */
  private final Matrix sums;

  /** A channel with its border, which stays zeros. */
  private final float[] bordered;

  private final float[] line;
  private final float[] compact;
  private final float[] values;
  private final float[] below;

  Convolution(ConvolutionForm form) {
    this.form = form;
    this.rowsAtOnce =
        Math.max(
            1,
            Math.min(
                form.outHeight(), NUMBERS / Math.multiplyExact(form.taps(), form.paddedWidth())));
    this.span = form.span(form.outHeight());
    this.padded = new Matrix(form.paddedPixels());
    this.columns = new Matrix(form.span(rowsAtOnce));
    this.sums = new Matrix(span);
    this.bordered = new float[form.isPadded() ? form.paddedPixels() : 0];
    this.line = new float[span];
    this.compact = new float[Math.max(form.outPixels(), form.height() * form.width())];
    this.values = new float[form.outPixels()];
    this.below = new float[form.channels() * form.paddedPixels()];
  }

  /**
   * Weighted sums and biases of one image, in place of a part of {@code y}.
   *
   * @param x images; this one begins at {@code from}
   * @param w {@code filters x taps}
   * @param smallest what is below is made this
   * @param y receives {@code filters x height x width} numbers from {@code to} on
   */
  void forward(
      FloatBuffer x,
      int from,
      FloatPointer w,
      float[] bias,
      float smallest,
      FloatBuffer y,
      int to) {
    FloatBuffer image = withBorder(x, from);
    int first = form.isPadded() ? 0 : from;
    sums.rows(form.filters());
    for (int row = 0; row < form.outHeight(); row += rowsAtOnce) {
      int width = fill(image, first, row);
      Blas.times(
          new Blas.Rows(w, form.taps()),
          new Blas.Rows(columns.address(), columns.width()),
          form.filters(),
          width,
          form.taps(),
          0,
          new Blas.Rows(Native.from(sums.address(), (long) row * form.paddedWidth()), span));
    }
    for (int filter = 0; filter < form.filters(); filter++) {
      sums.numbers().get(filter * span, line, 0, span);
      for (int i = 0; i < span; i++) {
        // Unlike a comparison this lets a number that is not one through.
        line[i] = Math.max(line[i] + bias[filter], smallest);
      }
      for (int row = 0; row < form.outHeight(); row++) {
        System.arraycopy(
            line, row * form.paddedWidth(), compact, row * form.outWidth(), form.outWidth());
      }
      y.put(to + filter * form.outPixels(), compact, 0, form.outPixels());
    }
  }

  /** The image that begins at {@code from}, or a copy of it with a border that begins at 0. */
  private FloatBuffer withBorder(FloatBuffer x, int from) {
    if (!form.isPadded()) {
      return x;
    }
    padded.rows(form.channels());
    for (int channel = 0; channel < form.channels(); channel++) {
      x.get(
          from + channel * form.height() * form.width(), compact, 0, form.height() * form.width());
      for (int row = 0; row < form.height(); row++) {
        int to = (form.top() + row) * form.paddedWidth() + form.left();
        System.arraycopy(compact, row * form.width(), bordered, to, form.width());
      }
      padded.write(channel, bordered);
    }
    return padded.numbers();
  }

  /** What each weight meets in some rows of outputs; gives how many numbers these are. */
  private int fill(FloatBuffer image, int first, int row) {
    int width = form.span(Math.min(rowsAtOnce, form.outHeight() - row));
    FloatBuffer target = columns.rows(form.taps()).numbers();
    int start = first + row * form.paddedWidth();
    for (int tap = 0; tap < form.taps(); tap++) {
      target.put(tap * columns.width(), image, start + form.start(tap), width);
    }
    return width;
  }

  /**
   * Takes the gradient with respect to the sums of one image.
   *
   * @param gradient begins at {@code from}
   * @param output where it is 0 there is no slope; null if there is one everywhere
   * @param ofBias to which the gradients of the biases are added
   */
  void above(FloatBuffer gradient, FloatBuffer output, int from, double[] ofBias) {
    FloatBuffer target = sums.rows(form.filters()).numbers();
    Arrays.fill(line, 0, span, 0);
    for (int filter = 0; filter < form.filters(); filter++) {
      gradient.get(from + filter * form.outPixels(), compact, 0, form.outPixels());
      if (output != null) {
        output.get(from + filter * form.outPixels(), values, 0, form.outPixels());
        for (int i = 0; i < form.outPixels(); i++) {
          compact[i] = values[i] > 0 ? compact[i] : 0;
        }
      }
      ofBias[filter] += sum(compact, form.outPixels());
      for (int row = 0; row < form.outHeight(); row++) {
        System.arraycopy(
            compact, row * form.outWidth(), line, row * form.paddedWidth(), form.outWidth());
      }
      target.put(filter * span, line, 0, span);
    }
  }

  /** Four sums, so that no addition waits for the one before. */
  private static double sum(float[] numbers, int count) {
    float a = 0;
    float b = 0;
    float c = 0;
    float d = 0;
    int i = 0;
    for (; i + 3 < count; i += 4) {
      a += numbers[i];
      b += numbers[i + 1];
      c += numbers[i + 2];
      d += numbers[i + 3];
    }
    for (; i < count; i++) {
      a += numbers[i];
    }
    return (double) a + b + c + d;
  }

  /**
   * After {@link #above}: adds one image's part to the gradient of the weights.
   *
   * @param share of what stands there already: 0 for the first image
   * @param dw {@code filters x taps}
   */
  void weightGradient(FloatBuffer x, int from, float share, FloatPointer dw) {
    FloatBuffer image = withBorder(x, from);
    int first = form.isPadded() ? 0 : from;
    for (int row = 0; row < form.outHeight(); row += rowsAtOnce) {
      int width = fill(image, first, row);
      Blas.timesTransposed(
          rowsOfSums(row),
          new Blas.Rows(columns.address(), columns.width()),
          form.filters(),
          form.taps(),
          width,
          row == 0 ? share : 1,
          new Blas.Rows(dw, form.taps()));
    }
  }

  private Blas.Rows rowsOfSums(int row) {
    return new Blas.Rows(Native.from(sums.address(), (long) row * form.paddedWidth()), span);
  }

  /**
   * After {@link #above}: the gradient with respect to one image.
   *
   * @param dx receives it from {@code to} on
   */
  void inputGradient(FloatPointer w, FloatBuffer dx, int to) {
    columns.rows(form.taps());
    Arrays.fill(below, 0);
    for (int row = 0; row < form.outHeight(); row += rowsAtOnce) {
      int width = form.span(Math.min(rowsAtOnce, form.outHeight() - row));
      Blas.transposedTimes(
          new Blas.Rows(w, form.taps()),
          rowsOfSums(row),
          form.taps(),
          width,
          form.filters(),
          0,
          new Blas.Rows(columns.address(), columns.width()));
      for (int tap = 0; tap < form.taps(); tap++) {
        columns.numbers().get(tap * columns.width(), line, 0, width);
        add(line, below, form.start(tap) + row * form.paddedWidth(), width);
      }
    }
    crop(dx, to);
  }

  private static void add(float[] numbers, float[] to, int from, int count) {
    for (int i = 0; i < count; i++) {
      to[from + i] += numbers[i];
    }
  }

  /** Leaves the border out. */
  private void crop(FloatBuffer dx, int to) {
    if (!form.isPadded()) {
      dx.put(to, below, 0, below.length);
      return;
    }
    int at = to;
    for (int channel = 0; channel < form.channels(); channel++) {
      for (int row = 0; row < form.height(); row++) {
        int from =
            channel * form.paddedPixels() + (form.top() + row) * form.paddedWidth() + form.left();
        System.arraycopy(below, from, compact, row * form.width(), form.width());
      }
      dx.put(at, compact, 0, form.height() * form.width());
      at += form.height() * form.width();
    }
  }

  @Override
  public void close() {
    padded.close();
    columns.close();
    sums.close();
  }
}
