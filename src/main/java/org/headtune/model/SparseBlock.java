package org.headtune.model;

import java.util.List;
import org.nd4j.linalg.learning.config.IUpdater;

/**
 * A block of parameters of which a step touches only those of some classes. The others, and what
 * the optimiser has gathered of them, stay as they are, as in PyTorch's {@code SparseAdam} and
 * TensorFlow's {@code LazyAdam}: their moments do not fade, and nothing is taken off their weights.
 *
 * @param decay share of each number taken off per unit of step size
 * @param weights whether these are weights and no biases
 * @param state the optimiser's numbers
 */
record SparseBlock(
    String layer,
    IUpdater rule,
    double decay,
    boolean weights,
    SparseParameters parameters,
    List<TouchedRows> state) {

  /** What this step touches. */
  ParameterBlock gather() {
    int count = parameters.count();
    state.forEach(slot -> slot.gather(parameters.touched(), count));
    return new ParameterBlock(
        layer,
        rule,
        decay,
        weights ? parameters.width() : 0,
        parameters.values().numbers(count),
        parameters.gradient().numbers().slice(0, count * parameters.width()),
        state.stream().map(slot -> slot.numbers(count)).toList());
  }

  /** Puts it back. */
  void scatter() {
    int count = parameters.count();
    parameters.values().scatter(parameters.touched(), count);
    state.forEach(slot -> slot.scatter(parameters.touched(), count));
  }
}
