package org.headtune.model;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.updater.UpdaterBlock;
import org.headtune.ExitCode;
import org.headtune.UserError;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.learning.regularization.WeightDecay;

/**
 * Applies gradients to parameters, over DL4J's own arrays and in DL4J's layout. The gradient of the
 * loss is clipped; l1 and l2 are added to it; the optimiser makes a step of it; the step and the
 * decay are taken off the weights; and weights that are too long are made shorter.
 */
final class Updates {
  /** A buffer of floats is indexed by an int, and in bytes. */
  private static final int LARGEST_BLOCK = 1 << 28;

  /** Numbers that fit the first-level cache together with the optimiser's. */
  private static final int CHUNK = 2048;

  private final ComputationGraph graph;
  private final StepRules rules;
  private final Clipping clipping;
  private final List<ParameterBlock> blocks = new ArrayList<>();
  private final List<SparseBlock> sparseBlocks = new ArrayList<>();
  private List<float[]> gathered;
  private final float[] gradient = new float[CHUNK];
  private final float[] parameter = new float[CHUNK];
  private final float[][] state = new float[3][CHUNK];

  /**
   * @param sparse by layer, parameters of which a step touches only a part; the gradients of
   *     several passes cannot be added up then
   */
  Updates(ComputationGraph graph, StepRules rules, Map<String, List<SparseParameters>> sparse) {
    this.graph = graph;
    this.rules = rules;
    this.clipping = new Clipping(rules.clipping());
    for (UpdaterBlock block : graph.getUpdater().getUpdaterBlocks()) {
      for (UpdaterBlock.ParamState array : block.getLayersAndVariablesInBlock()) {
        sparse.getOrDefault(array.getLayer().getConfig().getLayerName(), List.of()).stream()
            .filter(one -> one.name().equals(array.getParamName()))
            .findFirst()
            .ifPresentOrElse(one -> add(block, array, one), () -> add(block, array));
      }
    }
  }

  private void add(UpdaterBlock block, UpdaterBlock.ParamState array, SparseParameters parameters) {
    IUpdater rule = array.getLayer().getConfig().getUpdaterByParam(array.getParamName());
    List<TouchedRows> slots = new ArrayList<>();
    for (int slot = 0; slot < UpdateKernel.slots(rule); slot++) {
      long start = slotStart(block, array.getParamOffsetStart(), slot);
      slots.add(
          new TouchedRows(
              new ClassVectors(
                  graph.updaterState(), start, parameters.classes(), parameters.width())));
    }
    boolean weights = fanIn(array) > 0;
    sparseBlocks.add(
        new SparseBlock(
            array.getLayer().getConfig().getLayerName(),
            rule,
            decay(array) + (weights ? rules.regularization().weightDecay() : 0),
            weights,
            parameters,
            slots));
  }

  /** Where the optimiser keeps one of its numbers for a parameter. */
  private static long slotStart(UpdaterBlock block, int parameter, int slot) {
    int length = block.getParamOffsetEnd() - block.getParamOffsetStart();
    return block.getUpdaterViewOffsetStart()
        + (long) slot * length
        + parameter
        - block.getParamOffsetStart();
  }

  private void add(UpdaterBlock block, UpdaterBlock.ParamState array) {
    IUpdater rule = array.getLayer().getConfig().getUpdaterByParam(array.getParamName());
    int fanIn = fanIn(array);
    int largest = fanIn == 0 ? LARGEST_BLOCK : LARGEST_BLOCK / fanIn * fanIn;
    for (int from = array.getParamOffsetStart();
        from < array.getParamOffsetEnd();
        from += largest) {
      int size = Math.min(largest, array.getParamOffsetEnd() - from);
      List<FloatBuffer> slots = new ArrayList<>();
      for (int slot = 0; slot < UpdateKernel.slots(rule); slot++) {
        slots.add(slice(graph.updaterState(), slotStart(block, from, slot), size));
      }
      blocks.add(
          new ParameterBlock(
              array.getLayer().getConfig().getLayerName(),
              rule,
              decay(array) + (fanIn > 0 ? rules.regularization().weightDecay() : 0),
              fanIn,
              slice(graph.params(), from, size),
              slice(graph.getFlattenedGradients(), from, size),
              slots));
    }
  }

  /** How many weights lead into one unit or filter, or 0 for what is no weights. */
  private int fanIn(UpdaterBlock.ParamState array) {
    Layer layer = (Layer) array.getLayer().getConfig();
    if (layer instanceof PReLULayer // its slopes are no weights: smaller ones make a ReLU of it
        || !layer.initializer().isWeightParam(layer, array.getParamName())) {
      return 0;
    }
    INDArray weights = array.getLayer().paramTable(false).get(array.getParamName());
    if (weights.rank() == 2 && (weights.stride(0) == 1 || weights.size(0) == 1)) {
      return Math.toIntExact(weights.size(0));
    } else if (weights.rank() > 2 && weights.ordering() == 'c') {
      return Math.toIntExact(weights.length() / weights.size(0));
    } else if (rules.regularization().maxNorm().isPresent()) {
      throw new UserError(
          ExitCode.CONFIG,
          "training.regularization.max_norm cannot be kept in the layer "
              + layer.getLayerName()
              + ", whose weights are not stored unit by unit; remove the key");
    }
    return 1;
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
   * Adds the gradients of a part of a batch to those of the parts before it, with the last part in
   * the place of the gradients.
   *
   * @param share of the batch's rows
   * @param first whether there is no part before it
   */
  void gather(Freezing freezing, int epoch, double share, boolean first) {
    if (gathered == null) {
      gathered = new ArrayList<>();
      blocks.forEach(block -> gathered.add(new float[block.length()]));
    }
    for (int b = 0; b < blocks.size(); b++) {
      ParameterBlock block = blocks.get(b);
      if (freezing.isFrozen(block.layer(), epoch)) {
        continue;
      }
      float[] sum = gathered.get(b);
      for (int from = 0; from < block.length(); from += CHUNK) {
        int size = Math.min(CHUNK, block.length() - from);
        block.gradients().get(from, gradient, 0, size);
        for (int i = 0; i < size; i++) {
          float sumBefore = first ? 0 : sum[from + i];
          sum[from + i] = sumBefore + (float) share * gradient[i];
        }
        block.gradients().put(from, sum, from, size);
      }
    }
  }

  /**
   * Updates every layer that is not frozen.
   *
   * @param batches updates per epoch: a layer counts its steps from the first epoch of its own
   * @param rateFactor share of each layer's step size
   */
  void apply(Freezing freezing, int epoch, int batches, double rateFactor) {
    int iteration = graph.getConfiguration().getIterationCount();
    List<SparseBlock> touched =
        sparseBlocks.stream().filter(block -> !freezing.isFrozen(block.layer(), epoch)).toList();
    List<ParameterBlock> trained = new ArrayList<>(trained(freezing, epoch));
    touched.forEach(block -> trained.add(block.gather()));
    float[] clipFactors = clipping.factors(trained);
    for (int i = 0; i < clipFactors.length; i++) {
      ParameterBlock block = trained.get(i);
      int before = (freezing.firstEpoch(block.layer()) - 1) * batches;
      if (iteration < before) {
        throw new IllegalStateException(
            block.layer() + " joins after " + before + " updates, but there were " + iteration);
      }
      double rate = rateFactor * rate(block.rule(), iteration);
      UpdateKernel kernel = UpdateKernel.of(block.rule(), iteration - before, rate);
      apply(block, kernel, clipFactors[i], (float) (block.decay() * rate));
      if (block.isWeight()) {
        rules.regularization().maxNorm().ifPresent(norm -> shorten(block, norm));
      }
    }
    touched.forEach(SparseBlock::scatter);
  }

  private List<ParameterBlock> trained(Freezing freezing, int epoch) {
    return blocks.stream().filter(block -> !freezing.isFrozen(block.layer(), epoch)).toList();
  }

  private double rate(IUpdater rule, int iteration) {
    return rule.hasLearningRate()
        ? rule.getLearningRate(iteration, graph.getConfiguration().getEpochCount())
        : 1;
  }

  private void apply(ParameterBlock block, UpdateKernel kernel, float clipFactor, float decay) {
    boolean clips = !block.isStatistic() && !clipping.isOff();
    boolean penalised =
        block.isWeight() && (rules.regularization().l1() > 0 || rules.regularization().l2() > 0);
    for (int from = 0; from < block.length(); from += CHUNK) {
      int size = Math.min(CHUNK, block.length() - from);
      block.gradients().get(from, gradient, 0, size);
      block.parameters().get(from, parameter, 0, size);
      for (int slot = 0; slot < block.state().size(); slot++) {
        block.state().get(slot).get(from, state[slot], 0, size);
      }
      if (clips) {
        clipping.apply(gradient, size, clipFactor);
      }
      if (penalised) {
        penalise(size);
      }
      kernel.apply(gradient, state, size);
      for (int i = 0; i < size; i++) {
        parameter[i] -= gradient[i] + decay * parameter[i];
      }
      block.parameters().put(from, parameter, 0, size);
      for (int slot = 0; slot < block.state().size(); slot++) {
        block.state().get(slot).put(from, state[slot], 0, size);
      }
    }
  }

  /** Adds the gradient of l1 times the sum of magnitudes and of l2 / 2 times that of squares. */
  private void penalise(int size) {
    float l1 = (float) rules.regularization().l1();
    float l2 = (float) rules.regularization().l2();
    for (int i = 0; i < size; i++) {
      gradient[i] += l1 * Math.signum(parameter[i]) + l2 * parameter[i];
    }
  }

  /** Srivastava et al. 2014, section 5.1: what leads into one unit is projected onto a ball. */
  private void shorten(ParameterBlock block, double norm) {
    FloatBuffer weights = block.parameters();
    for (int unit = 0; unit < block.length(); unit += block.fanIn()) {
      double square = 0;
      for (int i = unit; i < unit + block.fanIn(); i++) {
        square += (double) weights.get(i) * weights.get(i);
      }
      if (square > norm * norm) {
        float factor = (float) (norm / Math.sqrt(square));
        for (int i = unit; i < unit + block.fanIn(); i++) {
          weights.put(i, weights.get(i) * factor);
        }
      }
    }
  }
}
