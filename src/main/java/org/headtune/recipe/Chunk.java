package org.headtune.recipe;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.headtune.artifact.PredictionWriter;

/** Some rows on their way from a table to their predictions; filled again and again. */
final class Chunk {
  /** Enough to keep matrix products busy, few enough to stay in the cache. */
  static final int ROWS = 1024;

  private final int width;
  private final float[] features;
  private final List<List<String>> kept = new ArrayList<>();
  private final boolean[] faulty = new boolean[ROWS];
  private int good;

  Chunk(int width) {
    this.width = width;
    this.features = new float[Math.multiplyExact(ROWS, width)];
  }

  void clear() {
    kept.clear();
    good = 0;
  }

  boolean isFull() {
    return kept.size() == ROWS;
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

  /** Adds a row whose numbers stand at {@link #next}. */
  void addGood(List<String> cells) {
    faulty[kept.size()] = false;
    kept.add(cells);
    good++;
  }

  /** Adds a row that has no prediction. */
  void addFaulty(List<String> cells) {
    faulty[kept.size()] = true;
    kept.add(cells);
  }

  /** Writes all rows in their order; the probabilities are those of the good ones. */
  void write(PredictionWriter writer, float[] probabilities, int classes) throws IOException {
    int from = 0;
    for (int row = 0; row < kept.size(); row++) {
      if (faulty[row]) {
        writer.writeEmpty(kept.get(row));
      } else {
        writer.write(probabilities, from, kept.get(row));
        from += classes;
      }
    }
  }
}
