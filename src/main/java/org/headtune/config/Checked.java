package org.headtune.config;

import java.util.List;

/** A section whose keys, each right by itself, may not go together. */
interface Checked {

  /**
   * One value that does not go with the others.
   *
   * @param key in snake_case; with points between them, keys that lead to one further in
   * @param message what follows the key's path in the sentence
   */
  record Conflict(String key, String message) {}

  /** Empty if all is well. */
  List<Conflict> conflicts();
}
