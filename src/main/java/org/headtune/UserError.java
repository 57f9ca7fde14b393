package org.headtune;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A fault that the user can mend. Each of its messages is one sentence that says what is wrong,
 * what was expected and how to mend it; anything else that is thrown is a bug of this tool.
 */
public final class UserError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ExitCode exitCode;
  private final transient List<Fault> faults;

  /**
   * One finding.
   *
   * @param place where, or null when no file is at fault
   * @param message what is wrong, what was expected, how to mend it
   */
  public record Fault(Place place, String message) {
    @Override
    public String toString() {
      return place == null ? message : place + ": " + message;
    }
  }

  public UserError(ExitCode exitCode, List<Fault> faults) {
    super(faults.stream().map(Fault::toString).collect(Collectors.joining("\n")));
    this.exitCode = exitCode;
    this.faults = List.copyOf(faults);
  }

  public UserError(ExitCode exitCode, Place place, String message) {
    this(exitCode, List.of(new Fault(place, message)));
  }

  public UserError(ExitCode exitCode, String message) {
    this(exitCode, null, message);
  }

  /** The same fault with what caused it, for {@code run.log}. */
  public UserError because(Throwable cause) {
    initCause(cause);
    return this;
  }

  public ExitCode exitCode() {
    return exitCode;
  }

  /** At least one. */
  public List<Fault> faults() {
    return faults;
  }
}
