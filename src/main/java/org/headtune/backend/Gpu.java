package org.headtune.backend;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * A card that the driver knows.
 *
 * @param index from 0, in the order of the PCI bus
 * @param uuid by which CUDA_VISIBLE_DEVICES may name it
 * @param capability empty where the driver is too old to be asked for it
 * @param totalMegabytes memory of the card, in MiB; empty where it has none of its own
 * @param freeMegabytes what other processes leave of it, in MiB
 */
public record Gpu(
    int index,
    String uuid,
    String name,
    Optional<Capability> capability,
    OptionalLong totalMegabytes,
    OptionalLong freeMegabytes) {

  /** Why ND4J's CUDA build cannot run on it, if that is known; a clause. */
  public Optional<String> obstacle() {
    return capability
        .filter(one -> !one.isSupported())
        .map(
            one ->
                "GPU "
                    + index
                    + ", "
                    + name
                    + ", has compute capability "
                    + one
                    + ", and nd4j-cuda-11.6 holds machine code for 3.7 to 8.9 and no PTX that a driver"
                    + " could make code for other cards from");
  }

  @Override
  public String toString() {
    return name + capability.map(one -> ", compute capability " + one).orElse("");
  }
}
