package org.headtune.backend;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import org.headtune.ExitCode;
import org.headtune.Place;
import org.headtune.UserError;

/** The memory of this machine, or of the container the process runs in; knows no ND4J. */
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
    long there =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
    if (bytes > there) {
      throw new UserError(
          ExitCode.RESOURCES,
          place,
          String.format(
              Locale.ROOT,
              "the network and one batch need about %,d MB of memory, but this machine has %,d MB;"
                  + " use fewer units, filters or layers, or a smaller training.batch_size",
              bytes >> 20,
              there >> 20));
    }
  }
}
