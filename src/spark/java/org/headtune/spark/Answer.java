package org.headtune.spark;

import java.io.Serializable;
import org.headtune.ExitCode;
import org.headtune.UserError;

/**
 * What a task has come to. A mistake of the user's is an answer like any other: another machine
 * would find the same, so the task is not tried again.
 *
 * @param value of the task; null if there is none
 * @param code of the mistake; null if there is none
 * @param mistake in a sentence
 */
record Answer<T extends Serializable>(T value, ExitCode code, String mistake)
    implements Serializable {

  static <T extends Serializable> Answer<T> of(T value) {
    return new Answer<>(value, null, "");
  }

  static <T extends Serializable> Answer<T> refused(UserError fault) {
    return new Answer<>(null, fault.exitCode(), fault.getMessage());
  }

  /**
   * The value.
   *
   * @throws UserError where there is a mistake in its place
   */
  T get() {
    if (code != null) {
      throw new UserError(code, "a worker says: " + mistake);
    }
    return value;
  }
}
