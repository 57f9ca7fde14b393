package org.headtune.config;

/** Thrown by a section's constructor when the value of one key does not go with the others. */
final class KeyConflict extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String key;

  /**
   * @param key the key to blame, in snake_case
   * @param message what follows the key's name in the sentence
   */
  KeyConflict(String key, String message) {
    super(message);
    this.key = key;
  }

  String key() {
    return key;
  }
}
