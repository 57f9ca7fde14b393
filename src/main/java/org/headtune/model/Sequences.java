package org.headtune.model;

import java.util.Optional;
import org.headtune.data.Shape;

/** Which layers take sequences, and what is said of those that do not. */
final class Sequences {
  private static final String CURE =
      "; let the recurrent layer below hand on its last output alone (output: last), or put a"
          + " global_pool between";

  private Sequences() {}

  /** Why a layer that needs a sequence cannot take the input. */
  static Optional<String> needed(String kind, Shape input) {
    return input.sequence()
        ? Optional.empty()
        : Optional.of(
            kind
                + " needs a sequence but its input is "
                + (input.image() ? "an image of " + input : "a row of " + input + " numbers")
                + "; set data.sequence or a column's type to sequence, and output: steps on a"
                + " recurrent layer below another");
  }

  /** Why a layer that needs a plain row or an image cannot take the input. */
  static Optional<String> notOver(String kind, Shape input) {
    return input.sequence()
        ? Optional.of(kind + " does not work on a sequence, here of " + input + CURE)
        : Optional.empty();
  }
}
