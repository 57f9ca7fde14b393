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

  /** Null where there is none. */
  private final MaxPool pool;

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
    this.pool = form.pool().orElse(null);
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
    this.compact = new float[Math.max(form.outputPixels(), form.height() * form.width())];
    this.values = new float[form.outputPixels()];
    this.below = new float[form.channels() * form.paddedPixels()];
  }

  /**
   * Weighted sums and biases of one image.
   *
   * @param x images; this one begins at {@code from}
   * @param w {@code filters x taps}
   * @param smallest what is below is made this
   * @param y receives what the form gives, from {@code to} on
   * @param places receives where the largest of each window stood, from {@code to} on; of no use
   *     without pooling
   */
  void forward(
      FloatBuffer x,
      int from,
      FloatPointer w,
      float[] bias,
      float smallest,
      FloatBuffer y,
      int to,
      int[] places) {
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
          rowsOfSums(row));
    }
    int outputs = form.outputPixels();
    for (int filter = 0; filter < form.filters(); filter++) {
      int at = to + filter * outputs;
      sums.numbers().get(filter * span, line, 0, span);
      if (pool == null) {
        copyRows(
            line, form.paddedWidth(), compact, form.outWidth(), form.outWidth(), form.outHeight());
      } else {
        int rows = pool.outHeight(form.outHeight());
        pool.of(line, form.paddedWidth(), rows, outputs / rows, compact, places, at);
      }
      addAndBound(compact, outputs, bias[filter], smallest);
      y.put(at, compact, 0, outputs);
    }
  }

  /** Loops are methods of their own: a method that is called often is soon compiled well. */
  private static void addAndBound(float[] numbers, int count, float bias, float smallest) {
    for (int i = 0; i < count; i++) {
      // Unlike a comparison this lets a number that is not one through.
      numbers[i] = Math.max(numbers[i] + bias, smallest);
    }
  }

  private static void copyRows(
      float[] from, int pitchFrom, float[] to, int pitchTo, int width, int rows) {
    for (int row = 0; row < rows; row++) {
      System.arraycopy(from, row * pitchFrom, to, row * pitchTo, width);
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
   * Takes the gradient with respect to the output of one image.
   *
   * @param gradient begins at {@code from}
   * @param output where it is 0 there is no slope; null if there is one everywhere
   * @param places as {@link #forward} has set them
   * @param ofBias to which the gradients of the biases are added
   */
  void above(FloatBuffer gradient, FloatBuffer output, int from, int[] places, double[] ofBias) {
    FloatBuffer target = sums.rows(form.filters()).numbers();
    int outputs = form.outputPixels();
    Arrays.fill(line, 0);
    for (int filter = 0; filter < form.filters(); filter++) {
      int at = from + filter * outputs;
      gradient.get(at, compact, 0, outputs);
      if (output != null) {
        output.get(at, values, 0, outputs);
        clearWhereZero(values, compact, outputs);
      }
      ofBias[filter] += sum(compact, outputs);
      if (pool == null) {
        copyRows(
            compact, form.outWidth(), line, form.paddedWidth(), form.outWidth(), form.outHeight());
      } else {
        Arrays.fill(line, 0);
        MaxPool.back(compact, outputs, places, at, line);
      }
      target.put(filter * span, line, 0, span);
    }
  }

  private static void clearWhereZero(float[] values, float[] slopes, int count) {
    for (int i = 0; i < count; i++) {
      slopes[i] = values[i] > 0 ? slopes[i] : 0;
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
