package org.headtune.evaluation;

/**
 * Class probabilities beside the truth, read row after row and as often as they are needed. Where
 * rows times classes are too many numbers to be held, reading them computes them anew.
 */
public interface ProbabilityRows {

  /** Number of classes, K. */
  int classes();

  /** True class index of each row, 0 to K - 1. */
  int[] truth();

  /** How many rows there are. */
  default int rows() {
    return truth().length;
  }

  /** Hands on every row in its order, the same numbers each time. */
  void forEach(Reader reader);

  /** Takes rows. */
  @FunctionalInterface
  interface Reader {
    /**
     * One row.
     *
     * @param probabilities the row's K numbers from index {@code from} on, each in [0, 1] or NaN;
     *     of no further use after the call
     */
    void read(int row, float[] probabilities, int from);
  }
}
