package org.headtune.model;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.bytedeco.javacpp.FloatPointer;

/**
 * The layer normalisation of {@link StepNorm} over the rows of a matrix. Sums over a row are those
 * of {@link #LANES} shorter ones, which a processor adds up side by side.
 */
final class StepNormPart implements AutoCloseable {
  private static final int LANES = 8;

  private final int width;
  private final FloatBuffer parameters;
  private final Matrix normal;
  private final RowBlock block;
  private final RowBlock normals;
  private final RowBlock sums;
  private final float[] gain;
  private final float[] bias;
  private final float[] gainGradient;
  private final float[] biasGradient;
  private float[] scales = {};

  /**
   * @param parameters from the gain on, then the bias
   */
  StepNormPart(int width, FloatPointer parameters) {
    this.width = width;
    this.parameters = parameters.asBuffer();
    normal = new Matrix(width);
    block = new RowBlock(width);
    normals = new RowBlock(width);
    sums = new RowBlock(width);
    gain = new float[width];
    bias = new float[width];
    gainGradient = new float[width];
    biasGradient = new float[width];
  }

  private void readParameters() {
    parameters.get(0, gain);
    parameters.get(width, bias);
  }

  /** Normalises the first rows of x to y. */
  void forward(Matrix x, Matrix y, int count) {
    readParameters();
    normal.room(count);
    y.room(count);
    if (scales.length < count) {
      scales = new float[count + count / 8];
    }
    for (int row = 0; row < count; row += block.rows()) {
      float[] numbers = block.read(x.numbers(), row, count);
      for (int from = 0; from < block.length(); from += width) {
        scales[row + from / width] = normalise(numbers, from);
      }
      block.write(normal.numbers(), row);
      stretch(numbers);
      block.write(y.numbers(), row);
    }
  }

  /** Once more what {@link #forward} gave. */
  void again(Matrix y, int count) {
    readParameters();
    y.room(count);
    for (int row = 0; row < count; row += block.rows()) {
      stretch(block.read(normal.numbers(), row, count));
      block.write(y.numbers(), row);
    }
  }

  private void stretch(float[] numbers) {
    for (int from = 0; from < block.length(); from += width) {
      for (int i = 0; i < width; i++) {
        numbers[from + i] = numbers[from + i] * gain[i] + bias[i];
      }
    }
  }

  /** Makes the mean of a row 0 and its variance 1; gives what it was multiplied by. */
  private float normalise(float[] x, int from) {
    float mean = sum(x, from) / width;
    for (int i = from; i < from + width; i++) {
      x[i] -= mean;
    }
    float scale = (float) (1 / Math.sqrt(product(x, x, from) / width + StepNorm.EPSILON));
    for (int i = from; i < from + width; i++) {
      x[i] *= scale;
    }
    return scale;
  }

  private float sum(float[] x, int from) {
    float a = 0;
    float b = 0;
    float c = 0;
    float d = 0;
    float e = 0;
    float f = 0;
    float g = 0;
    float h = 0;
    int end = from + width;
    int i = from;
    for (; i + LANES <= end; i += LANES) {
      a += x[i];
      b += x[i + 1];
      c += x[i + 2];
      d += x[i + 3];
      e += x[i + 4];
      f += x[i + 5];
      g += x[i + 6];
      h += x[i + 7];
    }
    for (; i < end; i++) {
      a += x[i];
    }
    return ((a + b) + (c + d)) + ((e + f) + (g + h));
  }

  private float product(float[] x, float[] y, int from) {
    float a = 0;
    float b = 0;
    float c = 0;
    float d = 0;
    float e = 0;
    float f = 0;
    float g = 0;
    float h = 0;
    int end = from + width;
    int i = from;
    for (; i + LANES <= end; i += LANES) {
      a += x[i] * y[i];
      b += x[i + 1] * y[i + 1];
      c += x[i + 2] * y[i + 2];
      d += x[i + 3] * y[i + 3];
      e += x[i + 4] * y[i + 4];
      f += x[i + 5] * y[i + 5];
      g += x[i + 6] * y[i + 6];
      h += x[i + 7] * y[i + 7];
    }
    for (; i < end; i++) {
      a += x[i] * y[i];
    }
    return ((a + b) + (c + d)) + ((e + f) + (g + h));
  }

  /**
   * After {@link #forward}, adds the gradient with respect to x to the rows of a matrix.
   *
   * @param dy the gradient with respect to y
   */
  void backward(Matrix dy, Matrix dx, int count) {
    readParameters();
    Arrays.fill(gainGradient, 0);
    Arrays.fill(biasGradient, 0);
    for (int row = 0; row < count; row += block.rows()) {
      float[] g = block.read(dy.numbers(), row, count);
      float[] n = normals.read(normal.numbers(), row, count);
      float[] sum = sums.read(dx.numbers(), row, count);
      for (int from = 0; from < block.length(); from += width) {
        backward(g, n, sum, from, scales[row + from / width]);
      }
      sums.write(dx.numbers(), row);
    }
  }

  private void backward(float[] g, float[] n, float[] sum, int from, float scale) {
    for (int i = 0; i < width; i++) {
      gainGradient[i] += g[from + i] * n[from + i];
      biasGradient[i] += g[from + i];
      g[from + i] *= gain[i];
    }
    float mean = sum(g, from) / width;
    float along = product(g, n, from) / width;
    for (int i = from; i < from + width; i++) {
      sum[i] += scale * (g[i] - mean - along * n[i]);
    }
  }

  /** After {@link #backward}, writes the gradients of the gain and of the bias behind it. */
  void writeGradients(FloatPointer gradients) {
    FloatBuffer buffer = gradients.asBuffer();
    buffer.put(0, gainGradient);
    buffer.put(width, biasGradient);
  }

  @Override
  public void close() {
    normal.close();
  }
}
