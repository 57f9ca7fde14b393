package org.headtune.evaluation;

import java.util.Arrays;

/**
 * The softmax of K logits and what follows from it, in double precision. With a temperature T above
 * 0 it is softmax(z / T): 1 leaves the logits as they are, more flattens, less sharpens
 * (Goodfellow, Bengio and Courville, Deep Learning, 2016, sections 4.1 and 6.2.2.3; Hinton, Vinyals
 * and Dean 2015 for the temperature).
 *
 * <p>Logits are finite or minus infinity, which has the probability 0; at least one is finite.
 */
public final class Softmax {
  private Softmax() {}

  /**
   * Probabilities, p_i = exp(z_i / T) / sum_j exp(z_j / T). The largest logit is subtracted first,
   * which changes nothing but keeps exp from overflowing.
   *
   * @return K numbers from 0 to 1 that sum to 1
   */
  public static double[] of(double[] logits, double temperature) {
    double max = Arrays.stream(logits).max().orElseThrow();
    double[] powers = Arrays.stream(logits).map(z -> Math.exp((z - max) / temperature)).toArray();
    double sum = Arrays.stream(powers).sum();
    return Arrays.stream(powers).map(power -> power / sum).toArray();
  }

  /**
   * Logarithms of the probabilities, z_i / T - log sum_j exp(z_j / T): exact where the probability
   * itself is too small for a double.
   *
   * @return K numbers of at most 0, in nats
   */
  public static double[] log(double[] logits, double temperature) {
    double max = Arrays.stream(logits).max().orElseThrow();
    double sum = Arrays.stream(logits).map(z -> Math.exp((z - max) / temperature)).sum();
    double log = Math.log(sum);
    return Arrays.stream(logits).map(z -> (z - max) / temperature - log).toArray();
  }

  /**
   * How each probability answers to each logit, dp_i / dz_j = (p_i [i = j] - p_i p_j) / T: the
   * matrix (diag(p) - p p') / T, symmetric, its rows summing to 0.
   *
   * @param probabilities from {@link #of}
   * @return K x K
   */
  public static double[][] jacobian(double[] probabilities, double temperature) {
    int classes = probabilities.length;
    double[][] jacobian = new double[classes][classes];
    for (int i = 0; i < classes; i++) {
      for (int j = 0; j < classes; j++) {
        double same = i == j ? 1 : 0;
        jacobian[i][j] = probabilities[i] * (same - probabilities[j]) / temperature;
      }
    }
    return jacobian;
  }

  /**
   * The gradient of the cross-entropy -log p_t with respect to the logits, (p - y) / T, where y is
   * 1 for the target and 0 elsewhere.
   *
   * @param probabilities from {@link #of}
   * @param target t, from 0
   * @return K numbers that sum to 0
   */
  public static double[] gradient(double[] probabilities, int target, double temperature) {
    double[] gradient = probabilities.clone();
    gradient[target] -= 1;
    return Arrays.stream(gradient).map(g -> g / temperature).toArray();
  }
}
