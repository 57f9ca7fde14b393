package org.headtune.training;

/** The loss or the weights are no longer finite numbers, so no further update can help. */
public final class Diverged extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int epoch;
  private final long iteration;
  private final double learningRate;

  Diverged(int epoch, long iteration, double learningRate) {
    super("epoch " + epoch + ", iteration " + iteration + ", learning rate " + learningRate);
    this.epoch = epoch;
    this.iteration = iteration;
    this.learningRate = learningRate;
  }

  /** Counted from 1. */
  public int epoch() {
    return epoch;
  }

  /** Weight updates tried since the first epoch, counted from 1, the last one being the bad one. */
  public long iteration() {
    return iteration;
  }

  /** Step size of that update. */
  public double learningRate() {
    return learningRate;
  }
}
