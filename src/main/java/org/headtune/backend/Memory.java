package org.headtune.backend;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Locale;
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

  /** Bytes this process may take: those of the machine or its container, or the limit set. */
  private static long available() {
    long machine =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
    long limit = Pointer.maxPhysicalBytes();
    return limit > 0 ? Math.min(limit, machine) : machine;
  }
}
