package org.headtune.recipe;

import java.util.List;
import org.headtune.ExitCode;
import org.headtune.Text;
import org.headtune.UserError;
import org.headtune.backend.Backend;
import org.headtune.backend.GpuProbe;
import org.headtune.backend.Gpus;
import org.headtune.backend.Wanted;

/**
 * Where a command computes.
 *
 * @param choice of the backend
 * @param threads of the native code, or 0 for the environment's choice
 */
public record Computing(Choice choice, int threads) {

  private static final String CPU = Wanted.CPU.toString();

  /** What the user may ask for. */
  public enum Choice {
    AUTO,
    CPU,
    CUDA
  }

  /**
   * Looks whether that can be, without ND4J and before any work.
   *
   * @throws UserError with {@link ExitCode#BACKEND} and the first cause if not
   */
  public Computing checked() {
    wanted().reason();
    return this;
  }

  /**
   * Looks whether runs can compute on cards of this machine.
   *
   * @param gpus by number or UUID, as nvidia-smi has them
   * @throws UserError with {@link ExitCode#BACKEND} and the first cause if not
   */
  public void requireGpus(List<String> gpus) {
    if (!isOnGpu()) {
      throw new UserError(
          ExitCode.BACKEND,
          "--gpus names GPUs, but the runs would compute on the CPU; say --backend cuda as well, or"
              + " --slots in place of --gpus");
    }
    Gpus found = GpuProbe.ofThisMachine().look();
    for (String gpu : gpus) {
      found
          .obstacle(gpu)
          .ifPresent(
              obstacle -> {
                throw new UserError(
                    ExitCode.BACKEND, "--gpus names " + Text.quoted(gpu) + ", but " + obstacle);
              });
    }
  }

  /** Whether it would be on a GPU, if it can be at all. */
  private boolean isOnGpu() {
    return choice != Choice.CPU && Wanted.ofBuild() == Wanted.CUDA;
  }

  /**
   * Starts ND4J; see {@link Backend#start}. On a card a step whose result is known comes first, so
   * that no wrong number is ever trained or predicted with.
   */
  Backend start() {
    Backend backend = startUntried();
    if (!backend.kind().equals(CPU)) {
      TrialStep.fault(backend)
          .ifPresent(
              fault -> {
                throw fault;
              });
    }
    return backend;
  }

  /** Starts ND4J and computes nothing. */
  Backend startUntried() {
    return Backend.start(wanted(), threads);
  }

  private Wanted wanted() {
    return Wanted.valueOf(choice.name());
  }
}
