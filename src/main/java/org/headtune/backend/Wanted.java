package org.headtune.backend;

import java.util.Locale;
import org.headtune.ExitCode;
import org.headtune.UserError;

/** Which backend the user asks for. Nothing here needs ND4J. */
public enum Wanted {
  AUTO,
  CPU,
  CUDA;

  /** A class of ND4J's CUDA backend, which a build holds in place of the CPU's. */
  private static final String CUDA_CLASS = "/org/nd4j/linalg/jcublas/JCublasBackend.class";

  /** What this build can compute on: it holds the natives of one of the two. */
  public static Wanted ofBuild() {
    return Wanted.class.getResource(CUDA_CLASS) == null ? CPU : CUDA;
  }

  /**
   * Why to compute on what this build is for; quick where there is no NVIDIA driver.
   *
   * @throws UserError with {@link ExitCode#BACKEND} if something else is wanted, or if it cannot be
   *     used
   */
  public String reason() {
    return reason(ofBuild(), GpuProbe.ofThisMachine());
  }

  /** As above, in any build. */
  String reason(Wanted build, GpuProbe probe) {
    return build == CPU ? reasonForCpu(probe) : reasonForCuda(probe.look());
  }

  private String reasonForCpu(GpuProbe probe) {
    if (this == CUDA) {
      throw refused(
          probe
              .look()
              .obstacle()
              .orElse(
                  "this build holds only the native libraries for the CPU; start it by"
                      + " scripts/headtune, which makes a build for the GPU with --backend cuda"));
    } else if (this == CPU) {
      return "as asked for";
    }
    return probe.driver().isEmpty()
        ? "no NVIDIA driver here"
        : "this build is for the CPU; --backend cuda is for the GPU";
  }

  private String reasonForCuda(Gpus gpus) {
    if (this == CPU) {
      throw refused(
          "this build holds only the native libraries for CUDA; start it by scripts/headtune, which makes"
              + " a build for the CPU with --backend cpu");
    }
    gpus.obstacle()
        .ifPresent(
            obstacle -> {
              throw refused(obstacle);
            });
    return gpus.visible().get(0).toString();
  }

  private UserError refused(String obstacle) {
    String asked = this == AUTO ? "this build is for CUDA" : "--backend " + this + " was asked for";
    return new UserError(ExitCode.BACKEND, asked + ", but " + obstacle);
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
