package org.headtune.model;

import java.util.List;

/** The end of a chain: the last layer with its loss. */
abstract sealed class HeadLink extends Link permits ClassHead, PretextHead {

  HeadLink(String layer) {
    super(layer);
  }

  /** Begins an epoch. */
  void begin(TrainingRules rules) {}

  /** Parameters of which a step touches only those of some classes. */
  @Override
  List<SparseParameters> sparse() {
    return List.of();
  }

  @Override
  boolean changes() {
    return true;
  }
}
