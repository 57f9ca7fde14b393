package org.headtune.data;

import java.util.List;
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
  interface Writer extends RowSink {

    /**
     * Makes the file whole: from now on it is found by its name, if that has a key.
     *
     * @param cut how many cells of the table held more than there is room for
     */
    FiledRows finish(long cut);
  }

  /**
   * A file of rows that is wanted.
   *
   * @param rows how many there will be
   */
  record Wanted(Name name, int rows) {}

  /** Files of rows that other machines fill, each what it finds in some files of the table. */
  interface Shared {

    /**
     * Has files of the table encoded, all at the same time as far as there are machines.
     *
     * @param table its files; their sinks are the files of rows in the order in which they were
     *     asked for
     * @return what has become of each
     */
    List<EncodedFile> encode(List<TableFile> table);

    /**
     * Makes the files whole: from now on they are found by their names.
     *
     * @param cut how many cells of the table held more than there is room for
     * @return the rows, in the order in which they were asked for
     */
    List<Stored> finish(long cut);
  }

  /**
   * Files of rows that other machines fill; empty if there are none. What is not finished is gone
   * with the storage.
   *
   * @param wanted each with a key
   */
  default Optional<Shared> share(List<Wanted> wanted, FittedColumns columns) {
    return Optional.empty();
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
