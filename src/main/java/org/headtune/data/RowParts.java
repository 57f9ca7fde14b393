package org.headtune.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;
import org.headtune.Place;

/** Which row of which file serves for what: what a split has come to. */
public final class RowParts {
  private static final Map<Byte, String> WORDS =
      Arrays.stream(Split.Part.values())
          .collect(Collectors.toMap(Split.Part::code, Split.Part::word));

  private final Optional<String> column;
  private final List<Listed> files = new ArrayList<>();
  private boolean folded;

  /** Takes a row. */
  public interface Reader {
    /**
     * One row.
     *
     * @param line where it begins in its file, 1-based; the image of an IDX file
     * @param part {@code train}, {@code validation}, {@code test} or {@code left_out}
     * @param fold that holds the row out, from 1; 0 for a row of none
     */
    void read(String file, long line, String part, int fold);
  }

  @SuppressWarnings("ArrayRecordComponent") // a plain carrier; nobody compares or prints it
  private record Listed(RowPlaces places, byte[] parts, byte[] folds) {}

  /**
   * No rows so far.
   *
   * @param column by which they are split, if it is not by chance
   */
  RowParts(Optional<String> column) {
    this.column = column;
  }

  void add(RowPlaces places, IntFunction<Split.Part> partOfRow) {
    add(places, partOfRow, row -> 0);
  }

  void add(RowPlaces places, IntFunction<Split.Part> partOfRow, IntUnaryOperator foldOfRow) {
    byte[] folds = new byte[places.rows()];
    byte[] parts = new byte[places.rows()];
    for (int row = 0; row < parts.length; row++) {
      parts[row] = partOfRow.apply(row).code();
      folds[row] = (byte) foldOfRow.applyAsInt(row);
      folded |= folds[row] > 0;
    }
    files.add(new Listed(places, parts, folds));
  }

  /** The column by which rows are split; empty if it is by chance or by file. */
  Optional<String> column() {
    return column;
  }

  /** Whether some rows are held out by a fold of a cross-validation. */
  public boolean areFolded() {
    return folded;
  }

  /**
   * Where rows of a part stand.
   *
   * @param part {@code train}, {@code validation} or {@code test}
   * @param rows their numbers among the rows of the part
   */
  public Map<Integer, Place> places(String part, Set<Integer> rows) {
    Map<Integer, Place> places = new HashMap<>();
    AtomicInteger next = new AtomicInteger();
    forEach(
        (file, line, own, fold) -> {
          if (own.equals(part)) {
            int row = next.getAndIncrement();
            if (rows.contains(row)) {
              places.put(row, Place.of(file, line));
            }
          }
        });
    return places;
  }

  /**
   * Where rows stand that folds hold out.
   *
   * @param rows their numbers among all of these, fold after fold
   */
  public Map<Integer, Place> placesInFolds(Set<Integer> rows) {
    int[] next = new int[Byte.MAX_VALUE + 2]; // by fold
    forEach((file, line, part, fold) -> next[fold + 1] += fold > 0 ? 1 : 0);
    Arrays.parallelPrefix(next, Integer::sum);
    Map<Integer, Place> places = new HashMap<>();
    forEach(
        (file, line, part, fold) -> {
          int row = fold > 0 ? next[fold]++ : -1;
          if (rows.contains(row)) {
            places.put(row, Place.of(file, line));
          }
        });
    return places;
  }

  /** The files that hold rows of a part. */
  public Set<String> files(String part) {
    Set<String> files = new HashSet<>();
    forEach(
        (file, line, own, fold) -> {
          if (own.equals(part)) {
            files.add(file);
          }
        });
    return files;
  }

  /** Reads all rows, the files of training first, in the order of their lines. */
  public void forEach(Reader reader) {
    for (Listed listed : files) {
      listed.places.forEach(
          (row, file, line) ->
              reader.read(file, line, WORDS.get(listed.parts[row]), listed.folds[row]));
    }
  }
}
