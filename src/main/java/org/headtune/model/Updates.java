package org.headtune.model;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.updater.UpdaterBlock;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.learning.regularization.WeightDecay;

/** Applies gradients to parameters, over DL4J's own arrays and in DL4J's layout. */
final class Updates {
  /** A buffer of floats is indexed by an int, and in bytes. */
  private static final int LARGEST_PART = 1 << 28;

  /** Numbers that fit the first-level cache together with the optimiser's. */
  private static final int CHUNK = 2048;

  private final ComputationGraph graph;
  private final List<Part> parts = new ArrayList<>();
  private final float[] gradient = new float[CHUNK];
  private final float[] parameter = new float[CHUNK];
  private final float[][] state = new float[3][CHUNK];

  /** Parameters of one layer that lie together and follow one rule. */
  private record Part(
      String layer,
      IUpdater rule,
      double decay,
      FloatBuffer parameters,
      FloatBuffer gradients,
      List<FloatBuffer> state) {}

  Updates(ComputationGraph graph) {
    this.graph = graph;
    for (UpdaterBlock block : graph.getUpdater().getUpdaterBlocks()) {
      for (UpdaterBlock.ParamState array : block.getLayersAndVariablesInBlock()) {
        add(block, array);
      }
    }
  }

  private void add(UpdaterBlock block, UpdaterBlock.ParamState array) {
    IUpdater rule = array.getLayer().getConfig().getUpdaterByParam(array.getParamName());
    int length = block.getParamOffsetEnd() - block.getParamOffsetStart();
    for (int from = array.getParamOffsetStart();
        from < array.getParamOffsetEnd();
        from += LARGEST_PART) {
      int size = Math.min(LARGEST_PART, array.getParamOffsetEnd() - from);
      List<FloatBuffer> slots = new ArrayList<>();
      for (int slot = 0; slot < UpdateKernel.slots(rule); slot++) {
        long start =
            block.getUpdaterViewOffsetStart()
                + (long) slot * length
                + from
                - block.getParamOffsetStart();
        slots.add(slice(graph.updaterState(), start, size));
      }
      parts.add(
          new Part(
              array.getLayer().getConfig().getLayerName(),
              rule,
              decay(array),
              slice(graph.params(), from, size),
              slice(graph.getFlattenedGradients(), from, size),
              slots));
    }
  }

  private static FloatBuffer slice(INDArray flat, long from, int size) {
    return Native.address(flat).position(from).limit(from + size).asBuffer();
  }

  private static double decay(UpdaterBlock.ParamState array) {
    double decay = 0;
    List<Regularization> all =
        array.getLayer().getConfig().getRegularizationByParam(array.getParamName());
    for (Regularization one : all == null ? List.<Regularization>of() : all) {
      if (!(one instanceof WeightDecay share) || !share.isApplyLR()) {
        throw new IllegalArgumentException("cannot train with " + one);
      }
      decay += share.getCoeff().valueAt(0, 0);
    }
    return decay;
  }

  /**
   * Updates every layer that is not frozen.
   *
   * @param batches updates per epoch: a layer counts its steps from the first epoch of its own
   */
  void apply(Freezing freezing, int epoch, int batches) {
    int iteration = graph.getConfiguration().getIterationCount();
    for (Part part : parts) {
      if (!freezing.isFrozen(part.layer(), epoch)) {
        int before = (freezing.firstEpoch(part.layer()) - 1) * batches;
        if (iteration < before) {
          throw new IllegalStateException(
              part.layer() + " joins after " + before + " updates, but there were " + iteration);
        }
        double rate =
            part.rule().hasLearningRate()
                ? part.rule().getLearningRate(iteration, graph.getConfiguration().getEpochCount())
                : 1;
        UpdateKernel kernel = UpdateKernel.of(part.rule(), iteration - before, rate);
        apply(part, kernel, (float) (part.decay() * rate));
      }
    }
  }

  private void apply(Part part, UpdateKernel kernel, float decay) {
    int length = part.parameters().capacity();
    for (int from = 0; from < length; from += CHUNK) {
      int size = Math.min(CHUNK, length - from);
      part.gradients().get(from, gradient, 0, size);
      part.parameters().get(from, parameter, 0, size);
      for (int slot = 0; slot < part.state().size(); slot++) {
        part.state().get(slot).get(from, state[slot], 0, size);
      }
      kernel.apply(gradient, state, size);
      for (int i = 0; i < size; i++) {
        parameter[i] -= gradient[i] + decay * parameter[i];
      }
      part.parameters().put(from, parameter, 0, size);
      for (int slot = 0; slot < part.state().size(); slot++) {
        part.state().get(slot).put(from, state[slot], 0, size);
      }
    }
  }
}
