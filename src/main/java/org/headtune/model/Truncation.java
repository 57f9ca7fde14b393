package org.headtune.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.headtune.config.LayerConfig.Directions;
import org.headtune.config.TrainingConfig;
import org.headtune.data.Series;
import org.headtune.data.Shape;

/**
 * Truncated back-propagation through time (Williams and Peng 1990): gradients flow back through the
 * last steps of each sequence alone. The state that these begin with is computed from all steps
 * before, and taken as given.
 *
 * @param lastSteps at least 1; {@link Integer#MAX_VALUE} for all of them
 */
public record Truncation(int lastSteps) {
  /** Gradients flow back through every step. */
  public static final Truncation NONE = new Truncation(Integer.MAX_VALUE);

  static final String KEY = "training.truncated_backpropagation";

  /** Layers whose output depends on every step directly. */
  private static final Set<String> OF_EVERY_STEP =
      Set.of("global_pool", "self_attention", "transformer_block");

  /**
   * What matters of a layer.
   *
   * @param readings how it reads a sequence, if it is recurrent
   * @param trained whether it is trained in some epoch
   */
  record Part(String name, String kind, Optional<Directions> readings, boolean trained) {
    static Part of(Placed placed) {
      return of(placed.name(), placed.layer(), true);
    }

    static Part of(String name, HiddenLayer layer, boolean trained) {
      return new Part(
          name,
          layer.kind(),
          layer instanceof RecurrentLayer recurrent
              ? Optional.of(recurrent.directions())
              : Optional.empty(),
          trained);
    }
  }

  /** That of a config. */
  public static Truncation of(TrainingConfig config) {
    return config.truncatedBackpropagation().map(Truncation::new).orElse(NONE);
  }

  private boolean isOff() {
    return lastSteps == NONE.lastSteps;
  }

  /** Why it does not go with the layers of a network; empty if it does. */
  Optional<String> misfit(List<Part> layers) {
    if (isOff()) {
      return Optional.empty();
    }
    Optional<Part> bothWays =
        first(layers, layer -> layer.readings().filter(way -> way != Directions.NONE).isPresent());
    Optional<Part> every = first(layers, layer -> OF_EVERY_STEP.contains(layer.kind()));
    String problem;
    if (first(layers, layer -> layer.readings().isPresent()).isEmpty()) {
      problem = "has no effect, since no layer is recurrent; expected an lstm or a simple_rnn";
    } else if (bothWays.isPresent()) {
      problem =
          "stands beside %s, which also reads from the last step back, so that what it makes of the"
                  .formatted(bothWays.get().name())
              + " last steps it has not made of those before; expected layers that read one way:"
              + " set its key bidirectional to none";
    } else if (every.isPresent()) {
      problem =
          "stands beside %s, which takes every step, and of these only the last ones would be learnt"
                  .formatted(every.get().name())
              + " from; expected recurrent layers of which the topmost hands on its last output";
    } else {
      return Optional.empty();
    }
    return Optional.of(KEY + " " + problem + ", or remove the key");
  }

  private static Optional<Part> first(List<Part> layers, Predicate<Part> wanted) {
    return layers.stream().filter(wanted).findFirst();
  }

  /** The part of a sequence that has to be kept for the way back; any other shape as it is. */
  Shape kept(Shape shape) {
    return shape.sequence()
        ? Shape.sequence(Math.min(shape.steps(), lastSteps), shape.channels())
        : shape;
  }

  /** Sentences for the user, and one more where nothing is cut off. */
  List<String> remarks(List<String> sentences, Shape input, List<Part> layers) {
    List<String> all = new ArrayList<>(sentences);
    if (isOff()) {
      return all;
    }
    if (first(layers, layer -> layer.readings().isPresent() && layer.trained()).isEmpty()) {
      all.add(KEY + " has no effect: every recurrent layer is frozen");
      return all;
    }
    int longest =
        Stream.concat(Stream.of(input), input.series().stream().map(Series::steps))
            .filter(Shape::sequence)
            .mapToInt(Shape::steps)
            .max()
            .orElse(Integer.MAX_VALUE);
    if (lastSteps >= longest) {
      all.add(
          "%s of %d cuts nothing off: the longest sequence has %d steps"
              .formatted(KEY, lastSteps, longest));
    }
    return all;
  }
}
