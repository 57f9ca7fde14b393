package org.headtune.data;

import java.util.Optional;

/** How the cells of one column say which row serves for what. */
sealed interface SplitRule permits NamedParts, GroupParts, TimeParts {

  /**
   * Takes the cell of a row.
   *
   * @param number of the row, from 0
   * @return what is wrong with the cell, or null
   */
  String take(int number, Row row, int column);

  /**
   * The part of each row.
   *
   * @param labels of the rows; those that are left out have none
   */
  Split.Part[] parts(RowLabels labels, ClassNames classes, long seed);

  /** What came of it, where the shares of rows do not say it. */
  Optional<String> note();
}
