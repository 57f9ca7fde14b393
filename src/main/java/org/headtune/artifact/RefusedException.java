package org.headtune.artifact;

/** Why a model file is not read. */
final class RefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String entry;

  /**
   * A finding.
   *
   * @param entry the part of the zip at fault, or null for the whole file
   * @param message what is wrong, what was expected, how to mend it
   */
  RefusedException(String entry, String message) {
    super(message);
    this.entry = entry;
  }

  /** The part of the zip at fault, or null for the whole file. */
  String entry() {
    return entry;
  }
}
