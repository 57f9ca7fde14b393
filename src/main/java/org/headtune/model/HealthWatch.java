package org.headtune.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.updater.UpdaterBlock;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.NoOp;

/**
 * Looks on while a network is trained, and changes nothing. Units are looked at in every batch,
 * gradients and updates in a few of each epoch, and in the first epoch also in the 1st, 2nd, 4th,
 * 8th and so on: what explodes does so at once.
 */
public final class HealthWatch {
  /** A look costs a part of an update, so there are few. */
  private static final int BATCHES_PER_LOOK = 8;

  private static final int MOST_LOOKS = 8;

  private final ComputationGraph graph;
  private final List<WatchedArray> arrays = new ArrayList<>();
  private final LiveUnits units;
  private final Map<String, HealthMemory.Sums> sums = new TreeMap<>();
  private final Map<String, Double> gradientSquares = new LinkedHashMap<>();
  private Freezing freezing = Freezing.NONE;
  private int epoch;
  private int batches = 1;
  private int seen;

  HealthWatch(ComputationGraph graph) {
    this.graph = graph;
    this.units = new LiveUnits(graph);
  }

  /** Begins an epoch, or goes on with the one that was recalled. */
  void begin(Freezing newFreezing, int newEpoch, int batchesPerEpoch) {
    freezing = newFreezing;
    batches = batchesPerEpoch;
    if (epoch != newEpoch) {
      recall(new HealthMemory(newEpoch, 0, Map.of(), Map.of()));
    }
  }

  /** Takes the output of a layer that is trained, as {@link Chain.Onlooker} has it. */
  void see(String layer, INDArray output, int features) {
    units.see(layer, output, features);
  }

  /**
   * To be called with the gradients of a batch, before its update.
   *
   * @param sparse by layer, parameters of which an update touches only a part
   */
  void beforeUpdate(Map<String, List<SparseParameters>> sparse) {
    seen++;
    gradientSquares.clear();
    if (!isLookedAt()) {
      return;
    }
    if (arrays.isEmpty()) {
      findArrays(sparse);
    }
    for (WatchedArray array : arrays) {
      if (!freezing.isFrozen(array.layer(), epoch)) {
        gradientSquares.merge(array.layer(), array.gradientSquares(), Double::sum);
      }
    }
  }

  private boolean isLookedAt() {
    long looks = Math.max(1, Math.min(MOST_LOOKS, batches / BATCHES_PER_LOOK));
    // The middles of equal parts: never the last batch, which may be a small one.
    long part = Math.min(looks - 1, (seen - 1) * looks / batches);
    boolean middle = seen == ((2 * part + 1) * batches - 1) / (2 * looks) + 1;
    return middle || (epoch == 1 && Integer.bitCount(seen) == 1);
  }

  /** A batch normalisation's running statistics are moved, but not by a gradient. */
  private void findArrays(Map<String, List<SparseParameters>> sparse) {
    for (UpdaterBlock block : graph.getUpdater().getUpdaterBlocks()) {
      for (UpdaterBlock.ParamState array : block.getLayersAndVariablesInBlock()) {
        if (!(array.getLayer().getConfig().getUpdaterByParam(array.getParamName())
            instanceof NoOp)) {
          arrays.add(watched(array, sparse));
        }
      }
    }
  }

  private WatchedArray watched(
      UpdaterBlock.ParamState array, Map<String, List<SparseParameters>> sparse) {
    String layer = array.getLayer().getConfig().getLayerName();
    return sparse.getOrDefault(layer, List.of()).stream()
        .filter(one -> one.name().equals(array.getParamName()))
        .findFirst()
        .map(one -> WatchedArray.of(layer, one))
        .orElseGet(() -> WatchedArray.of(graph, array));
  }

  /** To be called after the update. */
  void afterUpdate() {
    Map<String, Double> parameters = new LinkedHashMap<>();
    Map<String, Double> changes = new LinkedHashMap<>();
    for (WatchedArray array : arrays) {
      if (gradientSquares.containsKey(array.layer())) {
        parameters.merge(array.layer(), array.parameterSquares(), Double::sum);
        changes.merge(array.layer(), array.changeSquares(), Double::sum);
      }
    }
    gradientSquares.forEach(
        (layer, squares) -> {
          double norm = Math.sqrt(squares);
          double ratio = Math.sqrt(changes.get(layer) / parameters.get(layer));
          // A network that has diverged gives no number, and the run ends with it.
          if (Double.isFinite(norm) && Double.isFinite(ratio)) {
            sums.merge(layer, new HealthMemory.Sums(1, norm, ratio), HealthMemory.Sums::plus);
          }
        });
  }

  /**
   * How the epoch has gone so far, for each layer that is trained or has units, from the input up;
   * nothing of a layer that is frozen.
   */
  public Map<String, LayerHealth> layers() {
    Map<String, LayerHealth> health = new LinkedHashMap<>();
    for (int index : graph.topologicalSortOrder()) {
      String layer = graph.getVertices()[index].getVertexName();
      double dead = units.dead(layer);
      HealthMemory.Sums sum = sums.get(layer);
      if (sum != null) {
        health.put(
            layer,
            new LayerHealth(
                sum.gradientNorm() / sum.looks(), sum.updateRatio() / sum.looks(), dead));
      } else if (!Double.isNaN(dead)) {
        health.put(layer, new LayerHealth(Double.NaN, Double.NaN, dead));
      }
    }
    return health;
  }

  /** What {@link #layers} needs in a run that is interrupted now. */
  public HealthMemory memory() {
    return new HealthMemory(epoch, seen, Map.copyOf(sums), units.memory());
  }

  /** Goes on from there; to be called before the next epoch is begun. */
  public void recall(HealthMemory memory) {
    epoch = memory.epoch();
    seen = memory.batches();
    sums.clear();
    sums.putAll(memory.sums());
    units.recall(memory.units());
  }
}
