package org.headtune.model;

import java.util.Set;
import org.headtune.data.Shape;

/**
 * What becomes of one layer in fine-tuning.
 *
 * @param name the layer's name in the new network
 * @param kind the word for it in the config
 * @param output the shape it hands on
 * @param parameters how many numbers it stores, running statistics included
 * @param start where its parameters come from
 * @param firstEpoch the epoch from which on it is trained, counted from 1, or {@link
 *     Freezing#NEVER}
 */
public record LayerFate(
    String name, String kind, Shape output, long parameters, Start start, int firstEpoch) {

  /** A normalisation, a learnt slope or what is added to each step. */
  private static final Set<String> WITH_THE_ONE_BELOW =
      Set.of("activation", "batch_norm", "layer_norm", "positions");

  /** Where the first parameters come from. */
  public enum Start {
    COPIED("copied"),
    PARTLY_COPIED("partly copied"),
    INITIALISED("re-initialised");

    private final String word;

    Start(String word) {
      this.word = word;
    }

    /** As it is told to the user. */
    public String word() {
      return word;
    }
  }

  /** A layer of a network that starts from random weights. */
  public static LayerFate fresh(LayerPlan layer) {
    return new LayerFate(
        layer.name(), layer.kind(), layer.output(), layer.parameters(), Start.INITIALISED, 1);
  }

  /** Whether it is no step of its own where rates become smaller from layer to layer. */
  boolean goesWithTheOneBelow() {
    return WITH_THE_ONE_BELOW.contains(kind);
  }

  /** {@code frozen}, {@code trained} or {@code trained from epoch 5}. */
  public String training() {
    return switch (firstEpoch) {
      case 1 -> "trained";
      case Freezing.NEVER -> "frozen";
      default -> "trained from epoch " + firstEpoch;
    };
  }
}
