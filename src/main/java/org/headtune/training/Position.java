package org.headtune.training;

/**
 * How far a run has come. With the classifier as it was then, this is all that going on needs.
 *
 * @param epoch the one being worked on, counted from 1
 * @param batches of it that are done
 * @param loss sum over the rows of these batches of their batch's loss
 */
public record Position(int epoch, int batches, double loss) {
  /** Before the first weight update. */
  public static final Position START = beginOf(1);

  /** Before the first weight update of an epoch. */
  public static Position beginOf(int epoch) {
    return new Position(epoch, 0, 0);
  }
}
