package org.headtune.recipe;

/** Where a recipe tells what happens; the command line decides how it looks. */
public interface Story {

  /** A fact worth a line. */
  void note(String line);

  /** Something the user should look at, though the run goes on. */
  void warning(String line);

  /**
   * A step of long work.
   *
   * @param work what is being done, such as {@code epoch 3/30}
   * @param done steps done, 1 to {@code of}
   * @param of steps in all, or -1 when nobody knows
   */
  void progress(String work, long done, long of);

  /** An epoch is over. */
  void epoch(EpochReport epoch);
}
