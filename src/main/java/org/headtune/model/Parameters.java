package org.headtune.model;

import java.util.Optional;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** All parameters of a network as one vector, and their moving average if one is kept. */
final class Parameters {
  private final ComputationGraph graph;
  private WeightAverage average;

  Parameters(ComputationGraph graph) {
    this.graph = graph;
  }

  float[] copy() {
    return Native.copy(graph.params());
  }

  void set(float[] numbers) {
    graph.params().assign(Nd4j.createFromArray(numbers).reshape(1, numbers.length));
  }

  /** A copy of the average; empty if none is kept, or before the first update. */
  Optional<float[]> average() {
    return Optional.ofNullable(average).map(kept -> kept.numbers().clone());
  }

  /** Goes on with an average. */
  void setAverage(float[] numbers, StepRules rules) {
    average = new WeightAverage(rules.average().orElseThrow().decay(), numbers.clone());
  }

  /** Does an update, which the average follows if the rules have one. */
  double averaging(StepRules rules, DoubleSupplier update) {
    long before = graph.getIterationCount();
    if (average == null && rules.average().isPresent()) {
      setAverage(copy(), rules);
    }
    double loss = update.getAsDouble();
    if (average != null) {
      average.follow(graph.params(), before);
    }
    return loss;
  }

  /** Does something with the average, if there is one, in the place of the parameters. */
  <T> T judged(Supplier<T> work) {
    if (average == null) {
      return work.get();
    }
    float[] trained = copy();
    set(average.numbers());
    try {
      return work.get();
    } finally {
      set(trained);
    }
  }

  /** Whether every parameter, and every number that the optimiser has gathered, is finite. */
  boolean areFinite() {
    INDArray state = graph.getUpdater().getStateViewArray();
    return isFinite(graph.params())
        && (state == null || isFinite(state))
        && (average == null || average.isFinite());
  }

  /** A sum is not finite if one of its terms is not; magnitudes cannot cancel each other. */
  private static boolean isFinite(INDArray numbers) {
    return Double.isFinite(numbers.norm1Number().doubleValue());
  }
}
