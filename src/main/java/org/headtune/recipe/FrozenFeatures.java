package org.headtune.recipe;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.headtune.artifact.RunFolder;
import org.headtune.artifact.ScratchFile;
import org.headtune.data.Examples;
import org.headtune.model.FeatureCache;
import org.headtune.model.FeatureTable;

/**
 * Keeps what frozen layers make of the rows: in memory, or in files of the run folder where that
 * would take too much of it. The files are gone when this is closed.
 */
final class FrozenFeatures implements AutoCloseable {
  /** The part of the heap that features may take, as a divisor. */
  private static final int SHARE = 4;

  private final Story story;
  private final RunFolder folder;
  private final boolean wanted;
  private final List<ScratchFile> files = new ArrayList<>();

  /** If none are wanted, every epoch computes them for itself. */
  FrozenFeatures(Story story, RunFolder folder, boolean wanted) {
    this.story = story;
    this.folder = folder;
    this.wanted = wanted;
  }

  /** The rows of a part of the data. */
  FeatureCache of(String part, Examples examples) {
    FeatureTable table = Judge.table(examples);
    return wanted && examples.rows() > 0
        ? new FeatureCache(table, examples.rows(), new Room(part))
        : FeatureCache.none(table);
  }

  private final class Room implements FeatureCache.Storage {
    private final String part;
    private ScratchFile file;

    Room(String part) {
      this.part = part;
    }

    @Override
    public List<FloatBuffer> room(int rows, int width) {
      long bytes = (long) rows * width * Float.BYTES;
      boolean inMemory = bytes <= Runtime.getRuntime().maxMemory() / SHARE;
      story.note(
          String.format(
              Locale.ROOT,
              "what the frozen layers make of the %s rows is computed once: %,d numbers per row,"
                  + " %,.1f MB in %s",
              part,
              width,
              bytes / 1e6,
              inMemory ? "memory" : "a file of the run folder"));
      if (inMemory) {
        return List.of(FloatBuffer.allocate(rows * width));
      }
      if (file != null) {
        files.remove(file);
        file.close();
      }
      file = folder.scratch("features-" + part);
      files.add(file);
      return file.map(rows, width);
    }
  }

  @Override
  public void close() {
    files.forEach(ScratchFile::close);
  }
}
