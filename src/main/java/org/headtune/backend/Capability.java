package org.headtune.backend;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The generation of a GPU, as CUDA counts them: 8.0 for an A100, 9.0 for an H100.
 *
 * @param major at least 1
 * @param minor at least 0
 */
public record Capability(int major, int minor) {

  /**
   * The machine code in nd4j-cuda-11.6 1.0.0-M2.1, as {@code cuobjdump} lists it. There is no PTX
   * beside it, from which a driver could make code for other cards.
   */
  private static final List<Capability> MACHINE_CODE =
      List.of(
          new Capability(3, 7),
          new Capability(5, 0),
          new Capability(5, 2),
          new Capability(6, 0),
          new Capability(6, 1),
          new Capability(7, 0),
          new Capability(7, 5),
          new Capability(8, 0),
          new Capability(8, 6));

  private static final Pattern FORM = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})");

  /** Reads {@code 8.9}; empty for any other text. */
  static Optional<Capability> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    return matcher.matches()
        ? Optional.of(
            new Capability(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2))))
        : Optional.empty();
  }

  /**
   * Whether ND4J's CUDA build holds code for it: that of the same major number and a minor one that
   * is not greater (CUDA C++ Programming Guide, "Binary Compatibility").
   */
  public boolean isSupported() {
    return MACHINE_CODE.stream().anyMatch(code -> code.major == major && code.minor <= minor);
  }

  @Override
  public String toString() {
    return major + "." + minor;
  }
}
