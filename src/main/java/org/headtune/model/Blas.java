package org.headtune.model;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas;

/**
 * The products of layers with weights. They call the library that ND4J calls, without what ND4J
 * does around each call. Activations are stored row by row; weights, {@code in x out}, column by
 * column, as DL4J stores them.
 */
final class Blas {
  private Blas() {}

  /** {@code y = x w}: rows x out. */
  static void forward(FloatPointer x, FloatPointer w, FloatPointer y, int rows, int in, int out) {
    product(openblas.CblasNoTrans, openblas.CblasTrans, rows, out, in, x, in, w, in, 0, y, out);
  }

  /** {@code y = y + x w}: rows x out. */
  static void addForward(
      FloatPointer x, FloatPointer w, FloatPointer y, int rows, int in, int out) {
    product(openblas.CblasNoTrans, openblas.CblasTrans, rows, out, in, x, in, w, in, 1, y, out);
  }

  /** {@code dw = transposed x times dy}: in x out, column by column. */
  static void weightGradient(
      FloatPointer x, FloatPointer dy, FloatPointer dw, int rows, int in, int out) {
    product(openblas.CblasTrans, openblas.CblasNoTrans, out, in, rows, dy, out, x, in, 0, dw, in);
  }

  /** {@code dw = dw + transposed x times dy}: in x out, column by column. */
  static void addWeightGradient(
      FloatPointer x, FloatPointer dy, FloatPointer dw, int rows, int in, int out) {
    product(openblas.CblasTrans, openblas.CblasNoTrans, out, in, rows, dy, out, x, in, 1, dw, in);
  }

  /** {@code dx = dy times transposed w}: rows x in. */
  static void inputGradient(
      FloatPointer dy, FloatPointer w, FloatPointer dx, int rows, int in, int out) {
    product(openblas.CblasNoTrans, openblas.CblasNoTrans, rows, in, out, dy, out, w, in, 0, dx, in);
  }

  /** {@code dx = dx + dy times transposed w}: rows x in. */
  static void addInputGradient(
      FloatPointer dy, FloatPointer w, FloatPointer dx, int rows, int in, int out) {
    product(openblas.CblasNoTrans, openblas.CblasNoTrans, rows, in, out, dy, out, w, in, 1, dx, in);
  }

  /**
   * Rows of numbers in a larger matrix.
   *
   * @param stride how far the next row is from one
   */
  record Rows(FloatPointer first, int stride) {}

  /** {@code c = a b + share c}: m x n, summed over k. */
  static void times(Rows a, Rows b, int m, int n, int k, float share, Rows c) {
    product(openblas.CblasNoTrans, openblas.CblasNoTrans, m, n, k, a, b, share, c);
  }

  /** {@code c = a times transposed b}: m x n, summed over k. */
  static void timesTransposed(Rows a, Rows b, int m, int n, int k, Rows c) {
    timesTransposed(a, b, m, n, k, 0, c);
  }

  /** {@code c = a times transposed b + share c}: m x n, summed over k. */
  static void timesTransposed(Rows a, Rows b, int m, int n, int k, float share, Rows c) {
    product(openblas.CblasNoTrans, openblas.CblasTrans, m, n, k, a, b, share, c);
  }

  /** {@code c = transposed a times b + share c}: m x n, summed over k. */
  static void transposedTimes(Rows a, Rows b, int m, int n, int k, float share, Rows c) {
    product(openblas.CblasTrans, openblas.CblasNoTrans, m, n, k, a, b, share, c);
  }

  private static void product(
      int turnA, int turnB, int m, int n, int k, Rows a, Rows b, float ofC, Rows c) {
    product(turnA, turnB, m, n, k, a.first, a.stride, b.first, b.stride, ofC, c.first, c.stride);
  }

  private static void product(
      int turnA,
      int turnB,
      int m,
      int n,
      int k,
      FloatPointer a,
      int strideA,
      FloatPointer b,
      int strideB,
      float ofC,
      FloatPointer c,
      int strideC) {
    openblas.cblas_sgemm(
        openblas.CblasRowMajor, turnA, turnB, m, n, k, 1, a, strideA, b, strideB, ofC, c, strideC);
  }
}
