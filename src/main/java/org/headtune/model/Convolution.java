package org.headtune.model;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.bytedeco.javacpp.FloatPointer;

/**
 * The products of a convolution, for some images side by side: the numbers of one pixel in all of
 * them follow each other, then those of the next pixel of the row, the next channel, the next row.
 * So what one weight of a kernel meets along a row of outputs is one run of numbers in the images
 * as they stand, and nothing is copied for it. Not for use by two threads at once.
 */
final class Convolution implements AutoCloseable {
  private static final int IMAGES = 64;

  /** What an array of some images side by side may hold, unless one image has more. */
  private static final int NUMBERS = 1 << 20;

  /** Weights of a filter whose pixels, in a row of outputs, fit the first-level cache. */
  private static final int WEIGHTS = 8;

  /** Filters whose slopes, in a row of outputs, fit there. */
  private static final int FILTERS = 8;

  private final ConvolutionForm form;
  private final MaxPool pool;
  private final RowPooling pooling;
  private final int outHeight;
  private final int outWidth;
  private final int imagesAtOnce;
  private final PixelRuns pixels;
  private final WeightGradient ofWeights;

  /** {@code filters x kernel rows x channels x kernel columns}. */
  private final float[] weights;

  /** Image after image, as other layers have them. */
  private final float[] images;

  private final float[] outputs;

  /** A run for each of some rows of sums and filter. */
  private final float[][] sums;

  /** A run for each used row of sums and filter. */
  private final float[][] slopes;

  private final float[] line;
  private final float[] choice;

  Convolution(ConvolutionForm form) {
    this.form = form;
    this.pool = form.pool().orElse(new MaxPool(1, 1, 1, 1));
    this.outHeight = pool.outHeight(form.outHeight());
    this.outWidth = pool.outWidth(form.outWidth());
    int rowOfSums = Math.multiplyExact(form.filters(), form.usedWidth());
    int sizeOfSums = Math.multiplyExact(form.usedHeight(), rowOfSums);
    int sizeOfPixels = Math.multiplyExact(form.paddedSize(), form.kernelWidth());
    this.imagesAtOnce = Math.max(1, Math.min(IMAGES, NUMBERS / Math.max(sizeOfPixels, sizeOfSums)));
    int run = imagesAtOnce * form.usedWidth();
    this.weights = new float[form.filters() * form.taps()];
    this.images = new float[imagesAtOnce * form.outputSize()];
    this.outputs = new float[imagesAtOnce * form.outputSize()];
    this.pixels = new PixelRuns(form, imagesAtOnce);
    this.ofWeights = new WeightGradient(form);
    this.sums = new float[pool.windowHeight() * form.filters()][run];
    this.slopes = new float[form.usedHeight() * form.filters()][run];
    this.line = new float[imagesAtOnce * outWidth];
    this.choice = new float[imagesAtOnce * outWidth];
    this.pooling = new RowPooling(pool, run);
  }

  /** How many images, at most, go through side by side. */
  int imagesAtOnce() {
    return imagesAtOnce;
  }

  /**
   * Begins a batch.
   *
   * @param w {@code filters x taps}
   */
  void begin(int batch, FloatPointer w) {
    pixels.begin(batch);
    float[] given = new float[weights.length];
    w.get(given, 0, given.length);
    int taps = form.taps();
    for (int i = 0; i < given.length; i++) {
      weights[i] = given[i / taps * taps + form.tap(i % taps)];
    }
  }

  /**
   * Weighted sums and biases of some images.
   *
   * @param x images of which those from {@code first} on are meant
   * @param smallest what is below is made this
   * @param y receives what the form gives, for each image at its own place
   * @param choices receives which number of its window each is, in an order of its own
   */
  void forward(
      FloatBuffer x,
      int first,
      int count,
      float[] bias,
      float smallest,
      FloatBuffer y,
      float[] choices) {
    pixels.read(x, first, count);
    int next = 0;
    int place = first * form.outputSize();
    for (int row = 0; row < outHeight; row++) {
      int top = row * pool.stepDown();
      for (next = Math.max(next, top); next < top + pool.windowHeight(); next++) {
        sumRow(next, count, bias);
      }
      for (int filter = 0; filter < form.filters(); filter++) {
        for (int i = 0; i < pool.windowHeight(); i++) {
          pooling.take(i, sums(top + i, filter), outWidth, count, line, choice);
        }
        System.arraycopy(choice, 0, choices, place, outWidth * count);
        atLeast(smallest, line, outWidth * count);
        int to = filter * form.outputPixels() + row * outWidth;
        PixelRuns.apart(line, 0, outWidth, count, images, to, form.outputSize());
        place += outWidth * count;
      }
    }
    y.put(first * form.outputSize(), images, 0, count * form.outputSize());
  }

  private float[] sums(int row, int filter) {
    return sums[row % pool.windowHeight() * form.filters() + filter];
  }

  private void sumRow(int row, int count, float[] bias) {
    int run = form.usedWidth() * count;
    int first = pixels.firstOf(row);
    for (int filter = 0; filter < form.filters(); filter++) {
      Arrays.fill(sums(row, filter), 0, run, bias[filter]);
    }
    for (int tap = 0; tap < form.taps(); tap += WEIGHTS) {
      int taps = Math.min(WEIGHTS, form.taps() - tap);
      for (int filter = 0; filter < form.filters(); filter++) {
        int weight = filter * form.taps() + tap;
        WeightedRuns.add(
            sums(row, filter), run, pixels.runs(), first + tap, taps, weights, weight, 1);
      }
    }
  }

  /** Loops are methods of their own: a method that is called often is soon compiled well. */
  private static void atLeast(float smallest, float[] numbers, int count) {
    for (int i = 0; i < count; i++) {
      // Unlike a comparison this lets a number that is not one through.
      numbers[i] = Math.max(numbers[i], smallest);
    }
  }

  /**
   * Takes the gradient with respect to the output of some images.
   *
   * @param gradient of all images of the batch
   * @param output where it is 0 there is no slope; null if there is one everywhere
   * @param choices as {@link #forward} has set them
   * @param ofBias to which the gradients of the biases are added
   */
  void above(
      FloatBuffer gradient,
      FloatBuffer output,
      int first,
      int count,
      float[] choices,
      double[] ofBias) {
    int size = form.outputSize();
    gradient.get(first * size, images, 0, count * size);
    if (output != null) {
      output.get(first * size, outputs, 0, count * size);
      clearWhereZero(outputs, images, count * size);
    }
    int run = form.usedWidth() * count;
    for (float[] own : slopes) {
      Arrays.fill(own, 0, run, 0);
    }
    int pixelsOfFilter = form.outputPixels();
    int place = first * size;
    for (int row = 0; row < outHeight; row++) {
      for (int filter = 0; filter < form.filters(); filter++) {
        int from = filter * pixelsOfFilter + row * outWidth;
        PixelRuns.together(images, from, size, outWidth, count, line, 0);
        System.arraycopy(choices, place, choice, 0, outWidth * count);
        for (int i = 0; i < pool.windowHeight(); i++) {
          float[] to = slopes[(row * pool.stepDown() + i) * form.filters() + filter];
          pooling.back(i, line, choice, outWidth, count, to, run);
        }
        place += outWidth * count;
      }
    }
    for (int i = 0; i < count * form.filters(); i++) {
      ofBias[i % form.filters()] += sum(images, i * pixelsOfFilter, (i + 1) * pixelsOfFilter);
    }
  }

  private static void clearWhereZero(float[] values, float[] slopes, int count) {
    for (int i = 0; i < count; i++) {
      slopes[i] = values[i] > 0 ? slopes[i] : 0;
    }
  }

  /** Four sums, so that no addition waits for the one before. */
  private static double sum(float[] numbers, int from, int end) {
    float a = 0;
    float b = 0;
    float c = 0;
    float d = 0;
    int i = from;
    for (; i + 3 < end; i += 4) {
      a += numbers[i];
      b += numbers[i + 1];
      c += numbers[i + 2];
      d += numbers[i + 3];
    }
    for (; i < end; i++) {
      a += numbers[i];
    }
    return (double) a + b + c + d;
  }

  /** After {@link #above}: adds the part of some images to the gradient of the weights. */
  void weightGradient(int first, int count) {
    ofWeights.add(pixels.kept(), slopes, first, count);
  }

  /**
   * After {@link #weightGradient} of all images.
   *
   * @param dw receives {@code filters x taps}
   */
  void storeWeightGradient(FloatPointer dw) {
    ofWeights.store(dw);
  }

  /**
   * After {@link #above}: the gradient with respect to some images.
   *
   * @param dx receives it, for each image at its own place
   */
  void inputGradient(FloatBuffer dx, int first, int count) {
    int run = form.usedWidth() * count;
    pixels.clear(run);
    for (int row = 0; row < form.usedHeight(); row++) {
      for (int filter = 0; filter < form.filters(); filter += FILTERS) {
        int filters = Math.min(FILTERS, form.filters() - filter);
        for (int tap = 0; tap < form.taps(); tap++) {
          float[] to = pixels.runs()[pixels.firstOf(row) + tap];
          int weight = filter * form.taps() + tap;
          int above = row * form.filters() + filter;
          WeightedRuns.add(to, run, slopes, above, filters, weights, weight, form.taps());
        }
      }
    }
    pixels.sum(dx, first, count);
  }

  @Override
  public void close() {
    pixels.close();
    ofWeights.close();
  }
}
