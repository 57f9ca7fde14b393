package org.headtune.model;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas;

/**
 * The products of a dense layer. They call the library that ND4J calls, without what ND4J does
 * around each call. Activations are stored row by row; weights, {@code in x out}, column by column,
 * as DL4J stores them.
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
