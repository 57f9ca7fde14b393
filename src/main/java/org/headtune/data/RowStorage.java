package org.headtune.data;

import java.util.Optional;

/** Where encoded rows are kept: in memory as long as there is room, else in files. */
public interface RowStorage {

  /** All of them in memory; nothing is told. */
  RowStorage MEMORY =
      new RowStorage() {
        @Override
        public boolean takeMemory(long bytes) {
          return true;
        }

        @Override
        public Optional<Stored> find(Name name, int rows, int width) {
          return Optional.empty();
        }

        @Override
        public Writer write(Name name, int rows, int width) {
          throw new IllegalStateException("memory has no files");
        }

        @Override
        public void encoded(long rows, long of) {}
      };

  /**
   * What a file of rows is found by.
   *
   * @param key SHA-256 of all that decides what stands in it, in lower-case hexadecimal; empty for
   *     rows of which a later run cannot know whether they are the same
   * @param part which rows of the table they are, such as {@code train}
   * @param table the table that they come from, for a person
   */
  record Name(Optional<String> key, String part, String table) {}

  /**
   * Rows in a file.
   *
   * @param cut as {@link Writer#finish} was told
   */
  record Stored(FiledRows rows, long cut) {}

  /** Takes rows for a file, in their order. What is not finished is gone with the storage. */
  interface Writer {

    /**
     * Adds a row.
     *
     * @param numbers hold those of the row from {@code from} on
     * @throws org.headtune.UserError if the disk is full or not writable
     */
    void add(float[] numbers, int from, long line);

    /**
     * Makes the file whole: from now on it is found by its name, if that has a key.
     *
     * @param cut how many cells of the table held more than there is room for
     */
    FiledRows finish(long cut);
  }

  /** Takes memory for rows; false if there is too little left, and none is taken. */
  boolean takeMemory(long bytes);

  /**
   * Rows that stand in a file already, whole and undamaged.
   *
   * @param rows how many there must be
   */
  Optional<Stored> find(Name name, int rows, int width);

  /**
   * A new file. It is gone with the storage unless its name has a key.
   *
   * @param rows how many there will be, or -1 if nobody knows
   */
  Writer write(Name name, int rows, int width);

  /** Is told how many rows of a table are encoded. */
  void encoded(long rows, long of);
}
