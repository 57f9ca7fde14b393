package org.headtune.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

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

  /** What a table of layers says of them. */
  public static Freezing of(List<LayerFate> layers) {
    Map<String, Integer> firstEpochs = new LinkedHashMap<>();
    layers.stream()
        .filter(layer -> layer.firstEpoch() > 1)
        .forEach(layer -> firstEpochs.put(layer.name(), layer.firstEpoch()));
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

  /** The layers that keep their weights in an epoch, from the input up. */
  public Set<String> frozenIn(int epoch) {
    return firstEpochs.keySet().stream()
        .filter(layer -> isFrozen(layer, epoch))
        .collect(Collectors.toUnmodifiableSet());
  }
}
