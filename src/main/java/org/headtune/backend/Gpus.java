package org.headtune.backend;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What the driver says of this machine's NVIDIA cards, and whether ND4J's CUDA build runs on them.
 *
 * @param driver version, if there is a driver
 * @param all every card
 * @param visible those that CUDA_VISIBLE_DEVICES leaves to this process, as CUDA orders them
 * @param obstacle the first cause why CUDA cannot be used, a clause, with how to mend it behind a
 *     semicolon where there is a way; empty if it can
 */
public record Gpus(
    Optional<String> driver, List<Gpu> all, List<Gpu> visible, Optional<String> obstacle) {

  static final String VISIBLE = "CUDA_VISIBLE_DEVICES";

  /** Begins the name of a part of a card, which does not say of which. */
  private static final String PART = "MIG-";

  /** By NVIDIA's table of minor version compatibility, the oldest that runs code of CUDA 11.x. */
  private static final int OLDEST_DRIVER = 450;

  private static final Pattern MAJOR = Pattern.compile("(\\d{1,6})\\..*");

  /** Nothing can be used. */
  static Gpus none(Optional<String> driver, String obstacle) {
    return new Gpus(driver, List.of(), List.of(), Optional.of(obstacle));
  }

  /**
   * The cards there are, as far as this process may use them.
   *
   * @param all every card, at least one
   */
  static Gpus of(Optional<String> driver, List<Gpu> all, Map<String, String> environment) {
    String wanted = environment.get(VISIBLE);
    List<Gpu> visible = wanted == null ? all : visible(all, wanted);
    return new Gpus(driver, all, visible, obstacle(driver, all, visible, wanted));
  }

  /** As the CUDA runtime reads the list: it ends before the first entry that names no card. */
  private static List<Gpu> visible(List<Gpu> all, String wanted) {
    List<Gpu> visible = new ArrayList<>();
    for (String entry : wanted.split(",", -1)) {
      String name = entry.strip();
      if (name.startsWith(PART)) {
        return all;
      }
      Optional<Gpu> named = named(all, name);
      if (named.isEmpty()) {
        break;
      }
      visible.add(named.get());
    }
    return List.copyOf(visible);
  }

  private static Optional<Gpu> named(List<Gpu> all, String name) {
    return all.stream()
        .filter(
            gpu ->
                name.equals(String.valueOf(gpu.index()))
                    || (name.startsWith("GPU-") && gpu.uuid().startsWith(name)))
        .findFirst();
  }

  /**
   * Why a card of this machine cannot be used, if that is known; a clause. Of a part of a card it
   * is not.
   *
   * @param name as CUDA_VISIBLE_DEVICES would have it
   */
  public Optional<String> obstacle(String name) {
    if (name.startsWith(PART)) {
      return Optional.empty();
    }
    Optional<Gpu> named = named(all, name);
    return named.isEmpty()
        ? Optional.of("there is no such GPU; expected some of " + indices(all))
        : named.get().obstacle();
  }

  private static Optional<String> obstacle(
      Optional<String> driver, List<Gpu> all, List<Gpu> visible, String wanted) {
    if (visible.isEmpty()) {
      return Optional.of(
          VISIBLE
              + " is \""
              + wanted
              + "\" and hides "
              + (all.size() == 1 ? "the GPU" : "all " + all.size() + " GPUs")
              + " of this machine; unset it, or name one of "
              + indices(all));
    }
    Matcher major = MAJOR.matcher(driver.orElse(""));
    if (major.matches() && Integer.parseInt(major.group(1)) < OLDEST_DRIVER) {
      return Optional.of(
          "the NVIDIA driver "
              + driver.get()
              + " is older than CUDA 11.6 can work with; install 450.80.02 or newer");
    }
    List<Gpu> usable = visible.stream().filter(gpu -> gpu.obstacle().isEmpty()).toList();
    if (usable.size() == visible.size()) {
      return Optional.empty();
    }
    String cause = visible.stream().flatMap(gpu -> gpu.obstacle().stream()).findFirst().get();
    return Optional.of(
        usable.isEmpty()
            ? cause + "; use --backend cpu, or a card of compute capability 3.7 to 8.9"
            : cause
                + "; hide it with CUDA_DEVICE_ORDER=PCI_BUS_ID "
                + VISIBLE
                + "="
                + indices(usable));
  }

  private static String indices(List<Gpu> gpus) {
    return gpus.stream().map(gpu -> String.valueOf(gpu.index())).collect(Collectors.joining(","));
  }
}
