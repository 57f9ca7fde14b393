package org.headtune.training;

import java.io.Serializable;

/**
 * What one worker trains in one round: some batches of an epoch, one after the other.
 *
 * @param epoch counted from 1
 * @param firstBatch its number in the epoch, counted from 1
 * @param factors the learning rate of each batch as a share of the optimiser's; there are as many
 *     batches
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares or prints it
public record Share(int epoch, int firstBatch, double[] factors) implements Serializable {

  /** How many batches there are. */
  public int batches() {
    return factors.length;
  }
}
