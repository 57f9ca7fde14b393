package org.headtune.model;

/** What {@link StepPositions} computes. */
final class PositionsFormula implements StepsFormula {
  private final Numbers numbers;
  private final Numbers.Part vectors;
  private final int width;

  PositionsFormula(Numbers numbers, int width, int steps) {
    this.numbers = numbers;
    this.vectors = numbers.take(width * steps);
    this.width = width;
  }

  @Override
  public double[][] forward(double[][] x, Chance chance) {
    double[][] y = new double[x.length][width];
    for (int t = 0; t < x.length; t++) {
      for (int i = 0; i < width; i++) {
        y[t][i] = x[t][i] + vectors.value(t * width + i);
      }
    }
    return y;
  }

  @Override
  public double[][] backward(double[][] dy) {
    for (int t = 0; t < dy.length; t++) {
      for (int i = 0; i < width; i++) {
        vectors.add(t * width + i, dy[t][i]);
      }
    }
    return dy;
  }

  @Override
  public double[] gradients() {
    return numbers.gradients();
  }
}
