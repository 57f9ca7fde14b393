package org.headtune.recipe;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.headtune.artifact.Json;
import org.headtune.artifact.RowCache;
import org.headtune.artifact.SharedRowFile;
import org.headtune.data.EncodedFile;
import org.headtune.data.FittedColumns;
import org.headtune.data.RowStorage;
import org.headtune.data.TableFile;

/** Files of encoded rows that other machines fill. */
final class SharedRows implements RowStorage.Shared {
  private final Workforce others;
  private final String config;
  private final FittedColumns columns;
  private final List<SharedRowFile> files;
  private final Story story;
  private final Clock clock;
  private final Consumer<AutoCloseable> keeping;
  private final Consumer<String> summary;
  private String done = "";

  /**
   * Files that are empty yet.
   *
   * @param config of the run, as YAML
   * @param keeping takes what is to be closed with the storage
   * @param summary is told how it has gone
   */
  SharedRows(
      Workforce others,
      String config,
      FittedColumns columns,
      List<SharedRowFile> files,
      Story story,
      Clock clock,
      Consumer<AutoCloseable> keeping,
      Consumer<String> summary) {
    this.others = others;
    this.config = config;
    this.columns = columns;
    this.files = files;
    this.story = story;
    this.clock = clock;
    this.keeping = keeping;
    this.summary = summary;
  }

  @Override
  public List<EncodedFile> encode(List<TableFile> table) {
    EncodingJob job =
        new EncodingJob(
            config,
            Json.write(columns),
            files.stream().map(file -> file.path().toAbsolutePath().toString()).toList());
    long rows = table.stream().mapToLong(file -> file.sinks().length).sum();
    String where = others.describe();
    Instant began = clock.instant();
    List<EncodedFile> encoded =
        others.encode(job, table, count -> story.progress("encoding", count, rows));
    done =
        String.format(
            Locale.ROOT,
            "%,d files of the training table encoded by %s: %s",
            table.size(),
            where,
            KeptRows.pace(rows, Duration.between(began, clock.instant())));
    return encoded;
  }

  @Override
  public List<RowStorage.Stored> finish(long cut) {
    List<RowCache.Found> whole = files.stream().map(file -> file.finish(cut)).toList();
    whole.forEach(keeping);
    summary.accept(done);
    return whole.stream().map(RowCache.Found::stored).toList();
  }
}
