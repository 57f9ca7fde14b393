package org.headtune;

/** What the process tells its scheduler; the numbers are an API and never change. */
public enum ExitCode {
  DONE(0),
  BUG(1),
  USAGE(2),
  CONFIG(3),
  DATA(4),
  MODEL_FILE(5),
  DIVERGED(6),
  BACKEND(7),
  RESOURCES(8),
  STOPPED_BY_HANGUP(129),
  STOPPED_BY_INTERRUPT(130),
  STOPPED_BY_TERMINATE(143);

  private final int number;

  ExitCode(int number) {
    this.number = number;
  }

  /** The number given to the operating system, 0 to 255. */
  public int number() {
    return number;
  }
}
