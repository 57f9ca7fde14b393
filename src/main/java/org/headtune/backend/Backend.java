package org.headtune.backend;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.Properties;
import org.bytedeco.javacpp.Pointer;
import org.headtune.ExitCode;
import org.headtune.Text;
import org.headtune.UserError;
import org.nd4j.linalg.api.environment.Nd4jEnvironment;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * The machine the numbers are computed on.
 *
 * @param kind {@code cpu} or {@code cuda}
 * @param reason why this one, for a person
 * @param threads threads of the native loops and of BLAS
 * @param blas the library that multiplies matrices
 * @param version of ND4J
 */
public record Backend(String kind, String reason, int threads, String blas, String version) {

  /** Written into ND4J's jar by Maven; its manifest names no version. */
  private static final String COORDINATES = "/META-INF/maven/org.nd4j/nd4j-api/pom.properties";

  /** Which backend the user asked for. */
  public enum Wanted {
    AUTO,
    CPU,
    CUDA
  }

  /**
   * Starts ND4J; must be the first use of it in the process, because only the first failure says
   * what is wrong.
   *
   * @param threads of the native loops and of BLAS, or 0 for what the environment says
   * @throws UserError if the native libraries cannot be loaded or are not of the kind wanted
   */
  public static Backend start(Wanted wanted, int threads) {
    Properties facts = environment();
    if (threads > 0) {
      NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(threads);
      facts = environment();
    }
    String kind =
        "CPU".equalsIgnoreCase(facts.getProperty(Nd4jEnvironment.BACKEND_KEY)) ? "cpu" : "cuda";
    if (wanted != Wanted.AUTO && !kind.equals(wanted.name().toLowerCase(Locale.ROOT))) {
      throw new UserError(
          ExitCode.BACKEND,
          "the backend "
              + Text.quoted(wanted.name().toLowerCase(Locale.ROOT))
              + " was asked for, but this build holds only the native libraries for '"
              + kind
              + "'; use --backend "
              + kind
              + " or auto");
    }
    String reason =
        wanted == Wanted.AUTO ? "the native libraries of this build are for it" : "as asked for";
    return new Backend(
        kind,
        reason,
        ((Number) facts.get(Nd4jEnvironment.OMP_THREADS_KEY)).intValue(),
        facts.get(Nd4jEnvironment.BLAS_VENDOR_KEY).toString(),
        nd4jVersion());
  }

  /** Bytes that this process may take: those of the machine or its container, or the limit set. */
  public static long memoryBytes() {
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    long limit = Pointer.maxPhysicalBytes();
    return limit > 0 ? Math.min(limit, system.getTotalMemorySize()) : system.getTotalMemorySize();
  }

  private static String nd4jVersion() {
    Properties coordinates = new Properties();
    try (InputStream in = Nd4j.class.getResourceAsStream(COORDINATES)) {
      coordinates.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return coordinates.getProperty("version");
  }

  private static Properties environment() {
    try {
      return Nd4j.getExecutioner().getEnvironmentInformation();
    } catch (LinkageError | RuntimeException e) {
      throw unusable(e);
    }
  }

  /** The deepest cause says which library or symbol is missing. */
  static UserError unusable(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    return new UserError(
            ExitCode.BACKEND,
            "the native libraries of ND4J cannot be loaded ("
                + Text.printable(message)
                + "); scripts/headtune builds with those for the machine it runs on, and HEADTUNE_HOME"
                + " must name a folder that they can be unpacked to and run from")
        .because(failure);
  }
}
