package org.headtune.model;

import java.nio.FloatBuffer;
import java.util.List;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.NoOp;

/**
 * Parameters of one layer that lie together and follow one rule, with all that belongs to them.
 *
 * @param decay share of each number taken off per unit of step size
 * @param fanIn numbers that lead into one unit or filter and lie together, which divides the
 *     block's length; 0 where the parameters are no weights
 * @param state the optimiser's numbers
 */
record ParameterBlock(
    String layer,
    IUpdater rule,
    double decay,
    int fanIn,
    FloatBuffer parameters,
    FloatBuffer gradients,
    List<FloatBuffer> state) {

  /**
   * Whether these are running statistics, whose "gradient" is their update and none of the loss.
   */
  boolean isStatistic() {
    return rule instanceof NoOp;
  }

  /** Whether these are weights: no biases, scales, shifts or statistics. */
  boolean isWeight() {
    return fanIn > 0;
  }

  int length() {
    return parameters.capacity();
  }
}
