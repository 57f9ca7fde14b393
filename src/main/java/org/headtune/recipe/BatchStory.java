package org.headtune.recipe;

import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** Where a batch tells what becomes of its runs; the command line decides how it looks. */
public interface BatchStory {

  /** A fact worth a line. */
  void note(String line);

  /**
   * How the runs stand, told several times a second.
   *
   * @param lines one for each run in the order of the batch
   */
  void runs(Supplier<List<Line>> lines);

  /**
   * One run.
   *
   * @param state a word
   * @param detail what else there is to say now; may be empty
   */
  record Line(String name, State state, String detail) {}

  /** What becomes of a run. */
  enum State {
    WAITING,
    RUNNING,
    DONE,
    LEFT,
    STOPPED,
    FAILED;

    /** As messages have it. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
