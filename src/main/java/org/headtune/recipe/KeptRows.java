package org.headtune.recipe;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.headtune.Text;
import org.headtune.artifact.RowCache;
import org.headtune.artifact.Sha256;
import org.headtune.artifact.SharedRowFile;
import org.headtune.config.DataConfig.Storage;
import org.headtune.data.Examples;
import org.headtune.data.FittedColumns;
import org.headtune.data.RowStorage;

/**
 * Keeps encoded rows in memory while they take a small part of it, else in the cache, where a later
 * run with the same data finds them again.
 */
final class KeptRows implements RowStorage, AutoCloseable {
  /** The part of the heap that rows may take, as a divisor. */
  private static final int SHARE = 3;

  /** Set by the launcher where the memory of the whole process is limited. */
  private static final String LIMIT = "headtune.memory";

  /** Rows between two looks at the clock. */
  private static final int STRIDE = 256;

  /** Nobody wants to hear of what is over at once. */
  private static final Duration SILENCE = Duration.ofSeconds(1);

  /** Between two lines in a log, which has no progress bar. */
  private static final Duration PACE = Duration.ofSeconds(30);

  private final Story story;
  private final Clock clock;
  private final Storage wanted;
  private final RowCache cache;
  private final Path home;
  private final Optional<Elsewhere> elsewhere;
  private final Map<String, Name> files = new HashMap<>(); // by part
  private final List<String> summary = new ArrayList<>();
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private long memory;
  private Instant began;
  private Instant told;
  private boolean filed;

  /**
   * Other machines that can encode rows.
   *
   * @param config of the run, as YAML
   */
  record Elsewhere(Workforce others, String config) {}

  /**
   * Nothing is kept yet.
   *
   * @param wanted where rows are to be kept
   * @param cache the folder that files go to
   */
  KeptRows(Story story, Clock clock, Storage wanted, Path cache) {
    this(story, clock, wanted, cache, Optional.empty());
  }

  /** The same, with other machines if there are any. */
  KeptRows(Story story, Clock clock, Storage wanted, Path cache, Optional<Elsewhere> elsewhere) {
    this.elsewhere = elsewhere;
    this.story = story;
    this.clock = clock;
    this.wanted = wanted;
    this.home = cache;
    this.cache = new RowCache(cache, System.getProperty(LIMIT) == null);
    this.memory = Runtime.getRuntime().maxMemory() / SHARE;
  }

  @Override
  public boolean takeMemory(long bytes) {
    if (wanted == Storage.MEMORY) {
      return true;
    } else if (wanted == Storage.DISK || bytes > memory) {
      return false;
    }
    memory -= bytes;
    return true;
  }

  @Override
  public Optional<Stored> find(Name name, int rows, int width) {
    Optional<RowCache.Found> found = cache.find(name, rows, width, story::note);
    found.ifPresent(
        file -> {
          open.push(file);
          files.put(name.part(), name);
          story.note(
              String.format(
                  Locale.ROOT,
                  "the encoded %s rows of %s are in the cache: %,d rows, %,.1f MB",
                  name.part(),
                  Text.printable(name.table()),
                  rows,
                  megabytes(rows, width)));
        });
    return found.map(RowCache.Found::stored);
  }

  @Override
  public Writer write(Name name, int rows, int width) {
    RowCache.Output output = cache.create(name, rows, width);
    open.push(output);
    if (name.key().isEmpty() && rows >= 0) {
      return output; // whoever asks for it has told
    } else if (rows < 0) {
      story.note("the encoded rows of " + Text.printable(name.table()) + " go to a file");
    } else {
      filed = true;
      goesToCache(name, rows, width);
    }
    return output;
  }

  @Override
  public Optional<Shared> share(List<Wanted> wanted, FittedColumns columns) {
    return elsewhere.map(
        machines -> {
          List<SharedRowFile> shared = new ArrayList<>();
          for (Wanted one : wanted) {
            SharedRowFile file = cache.share(one.name(), one.rows(), columns.width());
            open.push(file);
            shared.add(file);
            goesToCache(one.name(), one.rows(), columns.width());
          }
          return new SharedRows(
              machines.others(),
              machines.config(),
              columns,
              shared,
              story,
              clock,
              open::push,
              line -> summary.add(line + "; " + kept()));
        });
  }

  private void goesToCache(Name name, int rows, int width) {
    files.put(name.part(), name);
    story.note(
        String.format(
            Locale.ROOT,
            "the encoded %s rows of %s go to the cache: %,d rows, %,.1f MB",
            name.part(),
            Text.printable(name.table()),
            rows,
            megabytes(rows, width)));
  }

  /** Other machines that work for the run. */
  Optional<Workforce> others() {
    return elsewhere.map(Elsewhere::others);
  }

  /** How rows were encoded elsewhere, in sentences. */
  List<String> summary() {
    return List.copyOf(summary);
  }

  private static double megabytes(long rows, int width) {
    return rows * width * Float.BYTES / 1e6;
  }

  @Override
  public void encoded(long rows, long of) {
    if (rows == 1) {
      began = clock.instant();
      told = began;
    }
    if (rows % STRIDE != 0 && rows != of) {
      return;
    }
    Instant now = clock.instant();
    Duration spent = Duration.between(began, now);
    if (spent.compareTo(SILENCE) > 0) {
      story.progress("encoding", rows, of);
    }
    if (rows == of && (filed || spent.compareTo(PACE) > 0)) {
      story.note("encoded " + pace(rows, spent) + (filed ? "; " + kept() : ""));
    } else if (Duration.between(told, now).compareTo(PACE) > 0) {
      told = now;
      Duration left = Duration.ofNanos((long) (spent.toNanos() / (double) rows * (of - rows)));
      story.note(
          String.format(
              Locale.ROOT,
              "encoding: %s, %,d of %,d; %,d s left",
              pace(rows, spent),
              rows,
              of,
              left.toSeconds()));
    }
  }

  static String pace(long rows, Duration spent) {
    double seconds = Math.max(1, spent.toMillis()) / 1e3;
    return String.format(
        Locale.ROOT, "%,d rows in %.1f s (%,.0f rows/s)", rows, seconds, rows / seconds);
  }

  private String kept() {
    return "they stay in "
        + Text.printable(cache.folder().toString())
        + " for later runs; `headtune cache` shows them";
  }

  /** The folder that files go to. */
  Path home() {
    return home.toAbsolutePath();
  }

  /**
   * The file with the rows to train from, which other processes can find; written now if they are
   * held in memory.
   */
  Name shared(Examples rows, String table) {
    Name filed = files.get(RemoteWorker.PART);
    if (filed != null) {
      return filed;
    }
    Name name = new Name(Optional.of(Sha256.of(rows)), RemoteWorker.PART, table);
    if (cache.find(name, rows.rows(), rows.width(), damage -> {}).map(this::keep).isEmpty()) {
      RowCache.Output output = cache.create(name, rows.rows(), rows.width());
      open.push(output);
      float[] numbers = new float[rows.width()];
      for (int row = 0; row < rows.rows(); row++) {
        rows.copyRow(row, numbers);
        output.add(numbers, 0, rows.line(row));
      }
      output.finish(0);
    }
    return name;
  }

  private RowCache.Found keep(RowCache.Found found) {
    open.push(found);
    return found;
  }

  /** Rows in files can be read no more; what is not finished is removed. */
  @Override
  public void close() {
    RuntimeException first = null;
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (RuntimeException e) {
        first = first == null ? e : first;
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
