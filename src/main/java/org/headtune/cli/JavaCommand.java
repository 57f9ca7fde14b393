package org.headtune.cli;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How this program starts itself again, without the launcher and on every system. */
final class JavaCommand {
  /** The property of a process that is a {@link RunWorker}. */
  static final String WORKER = "headtune.worker";

  /** Of the machine's memory, for the heaps of all processes together. */
  private static final double HEAP_PERCENT = 50;

  private JavaCommand() {}

  /**
   * The words that start a worker: the same Java with the same flags.
   *
   * @param processes that run at a time and share the memory
   */
  static List<String> ofWorker(int processes) {
    List<String> flags = ManagementFactory.getRuntimeMXBean().getInputArguments();
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    if (flags.stream().noneMatch(flag -> flag.startsWith("-Xmx"))) {
      command.add(
          String.format(Locale.ROOT, "-XX:MaxRAMPercentage=%.3f", HEAP_PERCENT / processes));
    }
    command.add("-Dheadtune.terminal=false");
    command.add("-Dheadtune.threads.reason=its slot of the batch");
    command.add("-D" + WORKER + "=true");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(Main.class.getName());
    return command;
  }
}
