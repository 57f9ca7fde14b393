package org.headtune.model;

import java.io.Serializable;
import java.util.Optional;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * All that training changes in a network, for another copy of it to go on from.
 *
 * @param parameters in DL4J's order
 * @param optimizer its state in DL4J's order; empty if it has none
 * @param average the moving average of the parameters; empty if none is kept
 * @param updates of the weights so far
 * @param epochs that are over
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares or prints it
public record NetworkState(
    float[] parameters, float[] optimizer, float[] average, int updates, int epochs)
    implements Serializable {

  private static final float[] NONE = {};

  /** A copy of a network's. */
  public static NetworkState of(SoftmaxClassifier network) {
    ComputationGraph graph = network.graph();
    INDArray state = graph.getUpdater().getStateViewArray();
    return new NetworkState(
        network.parameters(),
        state == null ? NONE : Native.copy(state),
        network.average().orElse(NONE),
        graph.getConfiguration().getIterationCount(),
        graph.getConfiguration().getEpochCount());
  }

  /** Lets a network of the same configuration and rules go on from here. */
  public void restore(SoftmaxClassifier network) {
    ComputationGraph graph = network.graph();
    network.setParameters(parameters);
    Optional.ofNullable(graph.getUpdater().getStateViewArray())
        .ifPresent(state -> state.assign(Nd4j.createFromArray(optimizer).reshape(state.shape())));
    if (average.length > 0) {
      network.setAverage(average);
    }
    graph.getConfiguration().setIterationCount(updates);
    graph.getConfiguration().setEpochCount(epochs);
  }

  /** The vectors of which the mean is taken, one after the other. */
  public float[][] vectors() {
    return new float[][] {parameters, optimizer, average};
  }
}
