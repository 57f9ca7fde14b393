package org.headtune.model;

/** {@code y = W x + b} of each step. */
final class LinearFormula implements StepsFormula {
  private final Numbers numbers;
  private final Numbers.Part weights;
  private final Numbers.Part bias;
  private final int in;
  private final int out;
  private double[][] input;

  LinearFormula(Numbers numbers, int in, int out) {
    this.numbers = numbers;
    this.weights = numbers.take(in * out);
    this.bias = numbers.take(out);
    this.in = in;
    this.out = out;
  }

  @Override
  public double[][] forward(double[][] x, Chance chance) {
    input = x;
    double[][] y = new double[x.length][out];
    for (int t = 0; t < x.length; t++) {
      for (int o = 0; o < out; o++) {
        y[t][o] = bias.value(o);
        for (int i = 0; i < in; i++) {
          y[t][o] += weights.value(o * in + i) * x[t][i];
        }
      }
    }
    return y;
  }

  @Override
  public double[][] backward(double[][] dy) {
    double[][] dx = new double[dy.length][in];
    for (int t = 0; t < dy.length; t++) {
      for (int o = 0; o < out; o++) {
        bias.add(o, dy[t][o]);
        for (int i = 0; i < in; i++) {
          weights.add(o * in + i, dy[t][o] * input[t][i]);
          dx[t][i] += dy[t][o] * weights.value(o * in + i);
        }
      }
    }
    return dx;
  }

  @Override
  public double[] gradients() {
    return numbers.gradients();
  }
}
