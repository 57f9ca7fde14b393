package org.headtune.model;

/** What {@link StepNorm} computes. */
final class NormFormula implements StepsFormula {
  private final Numbers numbers;
  private final Numbers.Part gain;
  private final Numbers.Part bias;
  private final int width;
  private double[][] normal;
  private double[] scale;

  NormFormula(Numbers numbers, int width) {
    this.numbers = numbers;
    this.gain = numbers.take(width);
    this.bias = numbers.take(width);
    this.width = width;
  }

  @Override
  public double[][] forward(double[][] x, Chance chance) {
    normal = new double[x.length][width];
    scale = new double[x.length];
    double[][] y = new double[x.length][width];
    for (int t = 0; t < x.length; t++) {
      double mean = 0;
      double variance = 0;
      for (double value : x[t]) {
        mean += value / width;
      }
      for (double value : x[t]) {
        variance += (value - mean) * (value - mean) / width;
      }
      scale[t] = 1 / Math.sqrt(variance + StepNorm.EPSILON);
      for (int i = 0; i < width; i++) {
        normal[t][i] = scale[t] * (x[t][i] - mean);
        y[t][i] = gain.value(i) * normal[t][i] + bias.value(i);
      }
    }
    return y;
  }

  @Override
  public double[][] backward(double[][] dy) {
    double[][] dx = new double[dy.length][width];
    for (int t = 0; t < dy.length; t++) {
      double mean = 0;
      double along = 0;
      for (int i = 0; i < width; i++) {
        gain.add(i, dy[t][i] * normal[t][i]);
        bias.add(i, dy[t][i]);
        mean += gain.value(i) * dy[t][i] / width;
        along += gain.value(i) * dy[t][i] * normal[t][i] / width;
      }
      for (int i = 0; i < width; i++) {
        dx[t][i] = scale[t] * (gain.value(i) * dy[t][i] - mean - along * normal[t][i]);
      }
    }
    return dx;
  }

  @Override
  public double[] gradients() {
    return numbers.gradients();
  }
}
