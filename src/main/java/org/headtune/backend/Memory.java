package org.headtune.backend;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Pointer;
import org.headtune.ExitCode;
import org.headtune.Place;
import org.headtune.UserError;

/** The memory that this process may take. */
public final class Memory {
  private Memory() {}

  /**
   * Refuses work that cannot fit, before anything is allocated for it.
   *
   * @param bytes estimate of the native memory that is needed
   * @param place of what asks for so much
   * @throws UserError with {@link ExitCode#RESOURCES} if the machine has less
   */
  public static void require(long bytes, Place place) {
    long there = available();
    if (bytes > there) {
      throw new UserError(
          ExitCode.RESOURCES,
          place,
          String.format(
              Locale.ROOT,
              "training takes about %,d MB of memory, but there are %,d MB; use smaller layers or a"
                  + " smaller training.batch_size",
              bytes >> 20,
              there >> 20));
    }
  }

  /**
   * The most bytes of memory that this process has taken so far; where the system does not say, as
   * many as it takes now.
   */
  public static long peak() {
    try (Stream<String> facts = Files.lines(Path.of("/proc/self/status"))) {
      return facts
          .filter(fact -> fact.startsWith("VmHWM:"))
          .mapToLong(fact -> Long.parseLong(fact.replaceAll("[^0-9]", "")) << 10)
          .findFirst()
          .orElseGet(Pointer::physicalBytes);
    } catch (IOException | UncheckedIOException e) {
      return Pointer.physicalBytes();
    }
  }

  /** Bytes this process may take: those of the machine or its container, or the limit set. */
  public static long available() {
    long machine =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
    long limit = Pointer.maxPhysicalBytes();
    return limit > 0 ? Math.min(limit, machine) : machine;
  }
}
