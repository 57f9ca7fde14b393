package org.headtune.data;

/** Learns from the training rows how one column becomes numbers. */
sealed interface ColumnFit
    permits DateFit, ImageFit, NGramFit, NumericFit, SequenceFit, TextFit, TokensFit, WordsFit {

  /** What is wrong with a cell that is not missing, or null. */
  String fault(Row row);

  /** Learns from a cell of a training row that is not missing, right after it was found sound. */
  void learn(Row row);

  /** Whether there was nothing to learn from. */
  boolean empty();

  /** The result. */
  FittedColumn fitted();
}
