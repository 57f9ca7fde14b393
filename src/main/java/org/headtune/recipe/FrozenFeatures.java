package org.headtune.recipe;

import java.nio.FloatBuffer;
import java.util.Locale;
import java.util.Optional;
import org.headtune.data.EncodedRows;
import org.headtune.data.Examples;
import org.headtune.data.RowStorage;
import org.headtune.model.FeatureCache;
import org.headtune.model.FeatureTable;

/**
 * Keeps what frozen layers make of the rows: in memory, or in files where that would take too much
 * of it.
 */
final class FrozenFeatures {
  /** The part of the heap that features may take, as a divisor. */
  private static final int SHARE = 4;

  /** Numbers of one array. */
  private static final int MOST_HELD = Integer.MAX_VALUE - 8;

  private final Story story;
  private final RowStorage storage;
  private final boolean wanted;

  /**
   * If none are wanted, every epoch computes them for itself.
   *
   * @param storage has the files, until it is closed
   */
  FrozenFeatures(Story story, RowStorage storage, boolean wanted) {
    this.story = story;
    this.storage = storage;
    this.wanted = wanted;
  }

  /** The rows of a part of the data. */
  FeatureCache of(String part, Examples examples) {
    FeatureTable table = Judge.table(examples);
    return wanted && examples.rows() > 0
        ? new FeatureCache(table, examples.rows(), (rows, width) -> room(part, rows, width))
        : FeatureCache.none(table);
  }

  private FeatureCache.Room room(String part, int rows, int width) {
    long bytes = (long) rows * width * Float.BYTES;
    boolean inMemory =
        bytes <= Runtime.getRuntime().maxMemory() / SHARE && bytes / Float.BYTES < MOST_HELD;
    story.note(
        String.format(
            Locale.ROOT,
            "what the frozen layers make of the %s rows is computed once: %,d numbers per row,"
                + " %,.1f MB in %s",
            part,
            width,
            bytes / 1e6,
            inMemory ? "memory" : "a file"));
    return inMemory
        ? new Held(FloatBuffer.allocate(rows * width), width)
        : new Filed(
            storage.write(
                new RowStorage.Name(Optional.empty(), part, "frozen layers"), rows, width),
            rows,
            width);
  }

  private record Held(FloatBuffer numbers, int width) implements FeatureCache.Room {
    @Override
    public void set(int row, FloatBuffer source, int at) {
      numbers.put(row * width, source, at, width);
    }

    @Override
    public void get(int row, FloatBuffer target, int at) {
      target.put(at, numbers, row * width, width);
    }
  }

  private static final class Filed implements FeatureCache.Room {
    private final RowStorage.Writer writer;
    private final int rows;
    private final float[] numbers;
    private EncodedRows filed;

    Filed(RowStorage.Writer writer, int rows, int width) {
      this.writer = writer;
      this.rows = rows;
      this.numbers = new float[width];
    }

    @Override
    public void set(int row, FloatBuffer source, int at) {
      source.get(at, numbers);
      writer.add(numbers, 0, row);
      if (row == rows - 1) {
        filed = writer.finish(0);
      }
    }

    @Override
    public void get(int row, FloatBuffer target, int at) {
      filed.copyRow(row, target, at);
    }
  }
}
