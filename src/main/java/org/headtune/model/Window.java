package org.headtune.model;

import java.util.Optional;
import org.headtune.data.Shape;

/** Square windows that slide over an image. */
final class Window {
  private Window() {}

  /** How many positions a window has along a side of the image. */
  static int steps(int pixels, int size, int stride) {
    return (pixels - size) / stride + 1;
  }

  /** Why a window of this size cannot slide over the input. */
  static Optional<String> misfit(String kind, String key, int size, Shape input) {
    if (input.image() && size > Math.min(input.height(), input.width())) {
      return Optional.of(
          kind
              + " has "
              + key
              + " "
              + size
              + " but its input is only "
              + input.height()
              + " pixels high and "
              + input.width()
              + " wide; choose a smaller "
              + key
              + " or fewer pooling layers before it");
    }
    return noImage(kind, input);
  }

  /** Why a layer that works on images cannot take the input. */
  static Optional<String> noImage(String kind, Shape input) {
    if (input.sequence()) {
      return Optional.of(
          kind
              + " needs an image but its input is a sequence of "
              + input
              + "; for sequences there are lstm, simple_rnn and global_pool");
    }
    return input.image()
        ? Optional.empty()
        : Optional.of(
            kind
                + " needs an image but its input is a row of "
                + input.channels()
                + " numbers; use it before any dense, flatten or global_pool layer, on image data");
  }
}
