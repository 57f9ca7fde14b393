package org.headtune.recipe;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.headtune.backend.Cores;

/**
 * A place where one run of a batch computes at a time.
 *
 * @param name for messages, such as {@code cpu 0}
 * @param threads of the native code
 * @param under words of another program that starts the run's own; empty for none
 * @param environment beside that of this process
 */
public record Slot(String name, int threads, List<String> under, Map<String, String> environment) {

  /** One slot for each GPU, by its number or its UUID. */
  public static List<Slot> ofGpus(List<String> gpus, int threads) {
    return gpus.stream()
        .map(
            gpu ->
                new Slot(
                    "gpu " + gpu,
                    threads,
                    List.of(),
                    Map.of(
                        "CUDA_VISIBLE_DEVICES",
                        gpu,
                        // The order that nvidia-smi counts them in.
                        "CUDA_DEVICE_ORDER",
                        "PCI_BUS_ID",
                        "OMP_NUM_THREADS",
                        Integer.toString(threads))))
        .toList();
  }

  /**
   * Slots on the processor, each with cores of its own where the system can pin a process and there
   * are enough.
   *
   * @param path where programs are looked for
   */
  public static List<Slot> ofCores(int count, int threads, String path) {
    List<Integer> cores = Cores.allowed();
    boolean pinned = (long) count * threads <= cores.size() && Cores.canPin(path);
    List<Slot> slots = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      List<String> under =
          pinned ? List.of("taskset", "-c", own(cores, i * threads, threads)) : List.of();
      slots.add(
          new Slot(
              "cpu " + i, threads, under, Map.of("OMP_NUM_THREADS", Integer.toString(threads))));
    }
    return slots;
  }

  private static String own(List<Integer> cores, int from, int count) {
    return IntStream.range(from, from + count)
        .mapToObj(index -> cores.get(index).toString())
        .collect(Collectors.joining(","));
  }

  /** Whether its run has cores to itself. */
  public boolean isPinned() {
    return !under.isEmpty();
  }
}
