package org.headtune.recipe;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.headtune.Place;
import org.headtune.artifact.PredictionWriter;
import org.headtune.data.Occlusion;
import org.headtune.evaluation.AdaptiveSets;
import org.headtune.evaluation.Reason;
import org.headtune.model.SoftmaxClassifier;

/** Some rows on their way from a table to their predictions; filled again and again. */
final class Chunk {
  private static final int NUMBERS = 1 << 20;
  private static final int PROBABILITIES = 1 << 22;
  private static final int ROWS = 4096;

  /** The parts of a row, each with its numbers, are many times the row. */
  private static final int EXPLAINED_ROWS = 16;

  private static final int TEXT_BYTES = 64;
  private static final int[] NO_SET = {};

  private final int width;
  private final Optional<AdaptiveSets> sets;
  private final float[] features;
  private final List<List<String>> kept = new ArrayList<>();
  private final List<Place> places = new ArrayList<>();
  private final boolean[] faulty;
  private long characters; // of what is carried through
  private int good;
  private final int classes;
  private float[] probabilities; // once the first rows are predicted
  private final Optional<Reasons> reasons;
  private final List<List<Occlusion>> parts =
      new ArrayList<>(); // of good rows, if reasons are given
  private final List<List<Reason>> given = new ArrayList<>();

  Chunk(int width, int classes, Optional<AdaptiveSets> sets, Optional<Reasons> reasons) {
    this.width = width;
    this.classes = classes;
    this.sets = sets;
    this.reasons = reasons;
    int rows = Math.min(rows(width, classes), reasons.isPresent() ? EXPLAINED_ROWS : ROWS);
    this.faulty = new boolean[rows];
    this.features = new float[rows * width];
  }

  /** How many rows fit: enough to keep matrix products busy, whatever the width. */
  static int rows(int width, int classes) {
    return Math.max(
        1, Math.min(ROWS, Math.min(NUMBERS / width, PROBABILITIES / Math.max(1, classes))));
  }

  /** About how many bytes a chunk holds, with so many texts carried through. */
  static long bytes(int width, int classes, int texts) {
    long row = (long) Float.BYTES * (width + classes) + (long) TEXT_BYTES * texts;
    return rows(width, classes) * row;
  }

  void clear() {
    kept.clear();
    places.clear();
    characters = 0;
    parts.clear();
    given.clear();
    good = 0;
  }

  /** Texts are no longer than usual, or there are fewer rows at a time. */
  boolean isFull() {
    return kept.size() == faulty.length
        || (!kept.isEmpty() && characters > (long) TEXT_BYTES * faulty.length * kept.get(0).size());
  }

  boolean isEmpty() {
    return kept.isEmpty();
  }

  /** The numbers of the good rows, row after row. */
  float[] features() {
    return features;
  }

  /** Where the numbers of the next row begin. */
  int next() {
    return good * width;
  }

  int good() {
    return good;
  }

  /** How many rows there are, the faulty ones too. */
  int size() {
    return kept.size();
  }

  /** Whether a row, counted from 0, has no numbers. */
  boolean isFaulty(int row) {
    return faulty[row];
  }

  /**
   * Adds a row whose numbers stand at {@link #next}.
   *
   * @param place where it stands in its file
   * @param without what it may be predicted without, if reasons are given
   */
  void addGood(Place place, List<String> cells, List<Occlusion> without) {
    parts.add(without);
    add(place, cells, false);
    good++;
  }

  /** Adds a row that has no prediction. */
  void addFaulty(Place place, List<String> cells) {
    add(place, cells, true);
  }

  private void add(Place place, List<String> cells, boolean isFaulty) {
    faulty[kept.size()] = isFaulty;
    kept.add(cells);
    places.add(place);
    cells.forEach(cell -> characters += cell.length());
  }

  /** Predicts the good rows. */
  Chunk predict(SoftmaxClassifier model) {
    if (probabilities == null) {
      probabilities = new float[faulty.length * classes];
    }
    model.predict(features, good, probabilities);
    reasons.ifPresent(
        found -> {
          for (int row = 0; row < good; row++) {
            float[] numbers = Arrays.copyOfRange(features, row * width, (row + 1) * width);
            given.add(found.of(model, numbers, parts.get(row), probabilities, row * classes));
          }
        });
    return this;
  }

  /**
   * Writes all rows in their order.
   *
   * @param unpredicted whether a row that the network gives no numbers for is written, empty
   */
  Chunk write(PredictionWriter writer, Predicate<Place> unpredicted) {
    try {
      int next = 0;
      for (int row = 0; row < kept.size(); row++) {
        int own = faulty[row] ? -1 : next++;
        if (own >= 0 && areNumbers(own)) {
          List<Reason> why = reasons.isPresent() ? given.get(own) : List.of();
          writer.write(probabilities, own * classes, set(own), why, kept.get(row));
        } else if (own < 0 || unpredicted.test(places.get(row))) {
          writer.writeEmpty(kept.get(row));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  /** Whether the network's outputs for a good row are. */
  private boolean areNumbers(int index) {
    for (int i = index * classes; i < (index + 1) * classes; i++) {
      if (Float.isNaN(probabilities[i])) {
        return false;
      }
    }
    return true;
  }

  /** The set of a good row; empty if none are made. */
  private int[] set(int index) {
    return sets.map(
            made ->
                made.of(
                    probabilities,
                    index * classes,
                    AdaptiveSets.uniform(features, index * width, width)))
        .orElse(NO_SET);
  }
}
