package org.headtune.data;

/**
 * The columns of a table that are the time steps of one sequence: the numbers of the first step,
 * those of the second, and so on. A row whose last cells are missing has fewer steps.
 */
final class StepColumns {
  private final int[] indexes;
  private final int features;
  private final TextTable tokens;

  /**
   * @param indexes where the cells stand in a row, step after step
   * @param features cells per step
   */
  StepColumns(int[] indexes, int features, TextTable tokens) {
    this.indexes = indexes.clone();
    this.features = features;
    this.tokens = tokens;
  }

  /** How many cells the steps of a row have; 0 if all are missing. */
  int cells(Row row) {
    int end = indexes.length;
    while (end > 0 && row.missing(indexes[end - 1], tokens)) {
      end--;
    }
    return (end + features - 1) / features * features;
  }

  /** What is wrong with a row of missing cells alone. */
  static String noSteps() {
    return "the sequence has no steps: all its cells are missing; give it at least one, or leave the"
        + " row out";
  }
}
