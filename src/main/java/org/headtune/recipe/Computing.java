package org.headtune.recipe;

import org.headtune.ExitCode;
import org.headtune.UserError;
import org.headtune.backend.Backend;
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

  /** Whether it would be on a GPU, if it can be at all. */
  public boolean isOnGpu() {
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
