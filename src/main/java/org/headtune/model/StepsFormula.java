package org.headtune.model;

/** The way of one sequence, steps by numbers, through a {@link StepsLayer}, there and back. */
interface StepsFormula {
  /** Draws a number from 0 to 1 for each value that dropout may set to zero. */
  interface Chance {
    double next();
  }

  /**
   * The output.
   *
   * @param chance null for no dropout
   */
  double[][] forward(double[][] input, Chance chance);

  /** After it, the gradient with respect to the input; adds those of the parameters. */
  double[][] backward(double[][] gradient);

  /** Gradients of the parameters so far, in their order. */
  double[] gradients();
}
