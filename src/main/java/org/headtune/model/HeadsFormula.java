package org.headtune.model;

/**
 * Attention of several heads side by side (Vaswani et al. 2017, section 3.2), of steps that are
 * queries, keys and values, one after the other: each head gives {@code softmax(Q K^T / sqrt(size))
 * V}.
 */
final class HeadsFormula {
  private final int width;
  private final int size;
  private final boolean causal;
  private double[][] input;
  private double[][][] weights; // head, step that looks, step that is looked at

  HeadsFormula(int width, int heads, boolean causal) {
    this.width = width;
    this.size = width / heads;
    this.causal = causal;
  }

  private int last(int step) {
    return causal ? step : input.length - 1;
  }

  double[][] forward(double[][] x) {
    input = x;
    weights = new double[width / size][x.length][x.length];
    double[][] y = new double[x.length][width];
    for (int head = 0; head < weights.length; head++) {
      for (int i = 0; i < x.length; i++) {
        double[] w = weights[head][i];
        double largest = Double.NEGATIVE_INFINITY;
        for (int j = 0; j <= last(i); j++) {
          for (int k = head * size; k < (head + 1) * size; k++) {
            w[j] += x[i][k] * x[j][width + k] / Math.sqrt(size);
          }
          largest = Math.max(largest, w[j]);
        }
        double sum = 0;
        for (int j = 0; j <= last(i); j++) {
          w[j] = Math.exp(w[j] - largest);
          sum += w[j];
        }
        for (int j = 0; j <= last(i); j++) {
          w[j] /= sum;
          for (int k = head * size; k < (head + 1) * size; k++) {
            y[i][k] += w[j] * x[j][2 * width + k];
          }
        }
      }
    }
    return y;
  }

  double[][] backward(double[][] dy) {
    double[][] dx = new double[dy.length][3 * width];
    for (int head = 0; head < weights.length; head++) {
      for (int i = 0; i < dy.length; i++) {
        double[] w = weights[head][i];
        double[] dw = new double[dy.length];
        double mean = 0;
        for (int j = 0; j <= last(i); j++) {
          for (int k = head * size; k < (head + 1) * size; k++) {
            dw[j] += dy[i][k] * input[j][2 * width + k];
            dx[j][2 * width + k] += w[j] * dy[i][k];
          }
          mean += w[j] * dw[j];
        }
        for (int j = 0; j <= last(i); j++) {
          double slope = w[j] * (dw[j] - mean) / Math.sqrt(size);
          for (int k = head * size; k < (head + 1) * size; k++) {
            dx[i][k] += slope * input[j][width + k];
            dx[j][width + k] += slope * input[i][k];
          }
        }
      }
    }
    return dx;
  }
}
