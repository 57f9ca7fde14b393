package org.headtune.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.headtune.config.FinetuneConfig;
import org.headtune.config.KeyPath;

/**
 * Which layers are trained in which epoch. It follows from the epoch alone, so that a run can go on
 * from any of them.
 */
public final class Freezing {
  /** The epoch of a layer that is never trained. */
  public static final int NEVER = Integer.MAX_VALUE;

  /** Every layer is trained from the first epoch on. */
  public static final Freezing NONE = new Freezing(Map.of());

  private final Map<String, Integer> firstEpochs;

  /**
   * @param firstEpochs by layer, the epoch from which on it is trained, counted from 1, or {@link
   *     #NEVER}; a layer that is not named is trained from the first on
   */
  Freezing(Map<String, Integer> firstEpochs) {
    this.firstEpochs = new LinkedHashMap<>(firstEpochs);
  }

  /** The schedule that a table of layers tells, for a run that begins or goes on. */
  public static Freezing of(List<LayerFate> layers) {
    Map<String, Integer> firstEpochs = new LinkedHashMap<>();
    layers.stream()
        .filter(layer -> layer.firstEpoch() > 1)
        .forEach(layer -> firstEpochs.put(layer.name(), layer.firstEpoch()));
    return new Freezing(firstEpochs);
  }

  /** The schedule of a config; words that fit no layer become faults of the names. */
  static Freezing of(FinetuneConfig config, LayerNames names) {
    Map<String, Integer> firstEpochs = new LinkedHashMap<>();
    for (int i = 0; i < config.freeze().size(); i++) {
      String word = config.freeze().get(i);
      if (!word.equals(FinetuneConfig.NONE)) {
        names
            .meantBy(word, KeyPath.item("finetune.freeze", i))
            .forEach(name -> firstEpochs.put(name, NEVER));
      }
    }
    for (int i = 0; i < config.unfreeze().size(); i++) {
      FinetuneConfig.Unfreeze step = config.unfreeze().get(i);
      String key = KeyPath.item("finetune.unfreeze", i) + ".layers";
      for (int j = 0; j < step.layers().size(); j++) {
        for (String name : names.meantBy(step.layers().get(j), KeyPath.item(key, j))) {
          firstEpochs.computeIfPresent(name, (n, epoch) -> Math.min(epoch, step.epoch()));
        }
      }
    }
    return new Freezing(firstEpochs);
  }

  /** The epoch from which on a layer is trained, counted from 1, or {@link #NEVER}. */
  public int firstEpoch(String layer) {
    return firstEpochs.getOrDefault(layer, 1);
  }

  /** Whether a layer keeps its weights in an epoch, counted from 1. */
  public boolean isFrozen(String layer, int epoch) {
    return epoch < firstEpoch(layer);
  }
}
