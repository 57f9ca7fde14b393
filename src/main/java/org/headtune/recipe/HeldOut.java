package org.headtune.recipe;

import org.headtune.data.ColumnSurvey.Verdict;
import org.headtune.data.Survey;

/**
 * Which rows of a table are best kept from training.
 *
 * @param test whether some of them test the model, if no other file does
 * @param validation whether some of them decide when to stop
 * @param rows about how many are left to train on
 * @param why the reason of {@code validation}
 */
record HeldOut(boolean test, boolean validation, int rows, String why) {
  static final double TEST_SHARE = 0.2;
  private static final int FEWEST_FOR_TEST = 50;
  private static final int FEWEST_FOR_VALIDATION = 5_000;

  /**
   * A tenth of a few rows is both too small to tell a good epoch from a lucky one and too much to
   * lose: there dropout, a penalty and a falling rate end training well by themselves. Learnt
   * vectors and images are the exception, as they know their rows by heart within few epochs.
   *
   * @param tested whether test rows stand in a file of their own
   */
  static HeldOut of(Survey survey, DraftedColumns columns, boolean tested) {
    int rarest = columns.rarest();
    boolean test = !tested && survey.rows() >= FEWEST_FOR_TEST && rarest >= 2;
    int rows = (int) (survey.rows() * (test ? 1 - TEST_SHARE : 1));
    boolean images =
        survey.image().isPresent()
            || columns.pixels().isPresent()
            || columns.used().stream().anyMatch(column -> column.verdict() == Verdict.IMAGE);
    if (rarest < (test ? 3 : 2)) {
      return new HeldOut(test, false, rows, "a class has too few rows to hold some out");
    }
    return images || columns.haveVectors() || rows >= FEWEST_FOR_VALIDATION
        ? new HeldOut(test, true, rows, "decides when to stop")
        : new HeldOut(test, false, rows, "so few rows are all needed to learn from");
  }
}
