package org.headtune.model;

import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;

/** The gradient of a convolution's weights, as products of matrices over rows of outputs. */
final class WeightGradient implements AutoCloseable {
  /** Products of matrices with fewer columns are slower than copying pixels for more. */
  private static final int COLUMNS = 16;

  private final ConvolutionForm form;

  /** Weights of a filter in one column of its kernel. */
  private final int column;

  /** {@code filters x used columns x images}. */
  private final Matrix above;

  /** What each weight meets in a row of outputs, where a kernel's columns have few weights. */
  private final Matrix met;

  /** {@code filters x kernel columns x kernel rows x channels}. */
  private final Matrix sums;

  WeightGradient(ConvolutionForm form) {
    this.form = form;
    this.column = form.kernelHeight() * form.channels();
    this.above = new Matrix(form.filters() * form.usedWidth());
    this.met = new Matrix(form.taps() * form.usedWidth());
    this.sums = new Matrix(form.filters() * form.taps());
  }

  /**
   * Adds the part of some images; image 0 begins anew.
   *
   * @param pixels as {@link PixelRuns#kept} gives them
   * @param slopes a run for each row of sums and filter
   */
  void add(Matrix pixels, float[][] slopes, int first, int count) {
    int run = form.usedWidth() * count;
    int pitch = form.paddedWidth() * count;
    sums.rows(1);
    above.rows(count);
    for (int row = 0; row < form.usedHeight(); row++) {
      for (int filter = 0; filter < form.filters(); filter++) {
        above.numbers().put(filter * run, slopes[row * form.filters() + filter], 0, run);
      }
      float share = first == 0 && row == 0 ? 0 : 1;
      int from = first * form.paddedSize() + row * form.channels() * pitch;
      if (column < COLUMNS) {
        FloatBuffer target = met.rows(count).numbers();
        for (int weight = 0; weight < form.taps(); weight++) {
          int start = from + weight % column * pitch + weight / column * count;
          target.put(weight * run, pixels.numbers(), start, run);
        }
        product(met.address(), run, form.taps(), run, share, 0);
      } else {
        for (int j = 0; j < form.kernelWidth(); j++) {
          FloatPointer start = Native.from(pixels.address(), from + j * count);
          product(start, pitch, column, run, share, j * column);
        }
      }
    }
  }

  private void product(FloatPointer met, int pitch, int weights, int run, float share, int to) {
    Blas.timesTransposed(
        new Blas.Rows(above.address(), run),
        new Blas.Rows(met, pitch),
        form.filters(),
        weights,
        run,
        share,
        new Blas.Rows(Native.from(sums.address(), to), form.taps()));
  }

  /**
   * Writes it as Deeplearning4j has it.
   *
   * @param dw receives {@code filters x taps}
   */
  void store(FloatPointer dw) {
    float[] own = new float[sums.width()];
    float[] stored = new float[own.length];
    sums.read(0, own);
    for (int i = 0; i < own.length; i++) {
      int weight = i % form.taps();
      int place = weight % column * form.kernelWidth() + weight / column;
      stored[i - weight + form.tap(place)] = own[i];
    }
    dw.put(stored, 0, stored.length);
  }

  @Override
  public void close() {
    above.close();
    met.close();
    sums.close();
  }
}
