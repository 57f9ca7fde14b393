package org.headtune.backend;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import java.util.ServiceLoader;
import org.headtune.ExitCode;
import org.headtune.Text;
import org.headtune.UserError;
import org.nd4j.linalg.api.environment.Nd4jEnvironment;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.factory.Nd4jBackend;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * The machine the numbers are computed on.
 *
 * @param kind {@code cpu} or {@code cuda}
 * @param reason why this kind, for a person
 * @param threads of the native loops and of BLAS on the CPU
 * @param threadsReason why so many, for a person
 * @param blas the library that multiplies matrices
 * @param version of ND4J
 */
public record Backend(
    String kind, String reason, int threads, String threadsReason, String blas, String version) {

  /** Written into ND4J's jar by Maven; its manifest names no version. */
  private static final String COORDINATES = "/META-INF/maven/org.nd4j/nd4j-api/pom.properties";

  /** Set by the launcher, which chooses the number of threads. */
  private static final String THREADS_REASON = "headtune.threads.reason";

  /**
   * Starts ND4J; must be the first use of it in the process, because only the first failure says
   * what is wrong.
   *
   * @param threads of the native loops and of BLAS, or 0 for what the environment says
   * @throws UserError if the native libraries cannot be loaded or are not of the kind wanted
   */
  public static Backend start(Wanted wanted, int threads) {
    String reason = wanted.reason();
    if (Wanted.ofBuild() == Wanted.CUDA) {
      firstCause();
    }
    Properties facts = environment();
    if (threads > 0) {
      NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(threads);
      facts = environment();
    }
    Wanted kind =
        "CPU".equalsIgnoreCase(facts.getProperty(Nd4jEnvironment.BACKEND_KEY))
            ? Wanted.CPU
            : Wanted.CUDA;
    if (kind != Wanted.ofBuild()) {
      throw new UserError(
          ExitCode.BACKEND,
          "ND4J computes on "
              + kind
              + " in a build for "
              + Wanted.ofBuild()
              + ", so that two of its backends are on the class path; leave one of them out");
    }
    return new Backend(
        kind.toString(),
        reason,
        // ND4J's CUDA backend knows no such number.
        ((Number) facts.getOrDefault(Nd4jEnvironment.OMP_THREADS_KEY, 1)).intValue(),
        System.getProperty(THREADS_REASON, threads > 0 ? "as asked for" : "OpenMP's choice"),
        facts.get(Nd4jEnvironment.BLAS_VENDOR_KEY).toString(),
        nd4jVersion());
  }

  /** Without this ND4J would print a stack trace, and then say only that there is no backend. */
  private static void firstCause() {
    try {
      for (Nd4jBackend backend : ServiceLoader.load(Nd4jBackend.class)) {
        backend.canRun();
      }
    } catch (LinkageError | RuntimeException e) {
      throw unusable(e);
    }
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
    String cure =
        message.contains("libcuda.")
            ? "that library comes with the NVIDIA driver, and into a container with"
                + " NVIDIA_DRIVER_CAPABILITIES=compute,utility"
            : "scripts/headtune builds with those for the machine it runs on, and HEADTUNE_HOME"
                + " must name a folder that they can be unpacked to and run from";
    return new UserError(
            ExitCode.BACKEND,
            "the native libraries of ND4J cannot be loaded ("
                + Text.printable(message)
                + "); "
                + cure)
        .because(failure);
  }
}
