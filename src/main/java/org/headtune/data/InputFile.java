package org.headtune.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.headtune.ExitCode;
import org.headtune.Place;
import org.headtune.UserError;
import org.headtune.config.DataConfig;

/**
 * A file, with its label file if there is one, that is read more than once and must not change; or
 * several of them that are read as one.
 */
final class InputFile {
  private final List<String> names;
  private final String name;
  private final Optional<String> labels;
  private final Layout layout;
  private final boolean labelled;
  private final List<Opened> opened = new ArrayList<>();
  private final Map<Path, FileTime> modified = new HashMap<>(); // when they were opened last
  private final List<SourceFile> now = new ArrayList<>();
  private List<SourceFile> before = List.of();
  private long rows; // of the file that is being read

  private record Opened(Path path, DigestedStream stream) {}

  /**
   * @param names of files, or patterns as {@link FilePattern} has them
   */
  InputFile(List<String> names, Optional<String> labels, Layout layout) {
    this(names, labels, layout, true);
  }

  /**
   * @param labelled whether images need labels
   */
  InputFile(List<String> names, Optional<String> labels, Layout layout, boolean labelled) {
    this.names = List.copyOf(names);
    this.name = DataConfig.named(names);
    this.labels = labels;
    this.layout = layout;
    this.labelled = labelled;
  }

  String name() {
    return name;
  }

  /** What the last pass has read. */
  List<SourceFile> files() {
    return before;
  }

  /** Opens the file with its labels for one pass. */
  RowSource open() {
    FilePattern.files(names).forEach(InputFile::expectNoPipe);
    opened.clear();
    modified.clear();
    now.clear();
    rows = 0;
    return JoinedSource.open(names, this::open, this::finish);
  }

  private RowSource open(Path path) {
    String file = path.toString();
    if (Tables.isFolder(path, layout)) {
      if (names.size() > 1) {
        throw new UserError(
            ExitCode.DATA,
            Place.of(file),
            "this is a folder, and a folder of images is read alone; expected files in a list: take it"
                + " out, or name it without a list");
      }
      FolderSource folder =
          labelled
              ? FolderSource.ofClasses(file, path, layout.folder())
              : FolderSource.ofAny(file, path, layout.folder());
      now.add(folder.sum());
      return folder;
    }
    try {
      if (Tables.isParquet(path, layout)) {
        expectNoLabelFile(file);
        return Tables.parquet(path, layout, digested(path));
      }
      InputStream plain = plain(path);
      if (Tables.isIdx(file, plain, layout)) {
        if (!labelled) {
          return new IdxSource(file, plain, Optional.empty());
        }
        Path beside = labels.map(Path::of).orElseGet(() -> labelsBeside(path));
        return new IdxSource(
            file, plain, Optional.of(new IdxBytes(beside.toString(), plain(beside), 1)));
      }
      expectNoLabelFile(file);
      return Tables.text(file, plain, layout);
    } catch (IOException e) {
      throw InputFaults.of(file, e);
    }
  }

  /** Notes what the file has been that was read last. */
  private void finish() {
    try {
      for (Opened file : opened) {
        now.add(file.stream().finish(file.path().toString(), rows));
      }
    } catch (IOException e) {
      throw InputFaults.of(name, e);
    }
    opened.clear();
    rows = 0;
  }

  private void expectNoLabelFile(String file) {
    if (labels.isPresent()) {
      throw new UserError(
          ExitCode.DATA,
          Place.of(file),
          "a table holds its labels itself; leave out the label file, which is for IDX images");
    }
  }

  private DigestedStream digested(Path file) throws IOException {
    DigestedStream stream = new DigestedStream(Tables.stream(file));
    modified.put(file, Files.getLastModifiedTime(file));
    opened.add(new Opened(file, stream));
    return stream;
  }

  private InputStream plain(Path file) throws IOException {
    return Tables.plain(file.toString(), digested(file));
  }

  private static Path labelsBeside(Path path) {
    String images = String.valueOf(path.getFileName());
    String swapped = images.replace("images", "labels").replace("idx3", "idx1");
    for (String candidate : List.of(swapped, swapped + ".gz", swapped.replaceFirst("\\.gz$", ""))) {
      Path beside = path.resolveSibling(candidate);
      if (!candidate.equals(images) && Files.exists(beside)) {
        return beside;
      }
    }
    throw new UserError(
        ExitCode.DATA,
        Place.of(path.toString()),
        "no label file beside these images; expected " + swapped + ", or name it in the config");
  }

  /**
   * Reads all rows that are whole.
   *
   * @param faults receives those of the other rows
   * @param pass takes the opened source and gives what is done with each row
   */
  void read(Faults faults, Function<RowSource, Consumer<Row>> pass) {
    try (RowSource source = open()) {
      Consumer<Row> each = pass.apply(source);
      while (next(source, faults)) {
        each.accept(source.row());
        rows++;
      }
      finish();
      expectUnchanged();
    }
  }

  /** What has gone through a pipe is gone. */
  static void expectNoPipe(Path path) {
    if (Files.exists(path) && !Files.isRegularFile(path) && !Files.isDirectory(path)) {
      throw new UserError(
          ExitCode.DATA,
          Place.of(path.toString()),
          "this is a pipe or a device, and its rows are read more than once; expected a file: write"
              + " them to one first");
    }
  }

  /** Goes on to the next row that is whole. */
  private static boolean next(RowSource source, Faults faults) {
    while (true) {
      try {
        return source.next();
      } catch (UserError fault) {
        if (!source.canGoOn()) {
          throw fault;
        }
        faults.add(fault);
      }
    }
  }

  private void expectUnchanged() {
    if (!before.isEmpty() && !before.equals(now)) {
      throw changed(name);
    }
    before = List.copyOf(now);
  }

  /** What is said of a file that does not hold any more what it held. */
  static UserError changed(String file) {
    return new UserError(
        ExitCode.DATA,
        Place.of(file),
        "the file changed while it was read; run again when nobody writes to it");
  }

  /**
   * Refuses what others have read if it is not what was read here.
   *
   * @param others each file with its labels, in order
   */
  void expectSame(List<SourceFile> others) {
    boolean same = others.size() == before.size();
    for (int i = 0; same && i < others.size(); i++) {
      same = others.get(i).holdsAs(before.get(i));
    }
    if (!same) {
      throw changed(name);
    }
  }

  /**
   * How many rows each of the files of the table held, without label files, in their order; none
   * where they share a label file.
   */
  Map<Path, Integer> rowsOfFiles() {
    Map<Path, Integer> rows = new LinkedHashMap<>();
    if (labels.isPresent()) {
      return rows;
    }
    Map<String, Long> counts = new HashMap<>();
    before.forEach(read -> counts.put(read.path(), read.rows()));
    for (Path path : FilePattern.files(names)) {
      Long count = counts.get(path.toString());
      if (count == null) {
        throw changed(name);
      }
      rows.put(path, Math.toIntExact(count));
    }
    return rows;
  }

  /** Whether one of the files holds what one of some others does. */
  boolean repeats(InputFile others) {
    return before.stream().anyMatch(own -> others.before.stream().anyMatch(own::holdsAs));
  }

  /** Looks in place of one more pass whether the files are as they were read, from outside. */
  void expectUntouched() {
    try {
      if (!modified.keySet().containsAll(FilePattern.files(names))) {
        throw changed(name);
      }
      for (SourceFile file : before) {
        Path path = Path.of(file.path());
        if (Files.size(path) != file.bytes()
            || !Files.getLastModifiedTime(path).equals(modified.get(path))) {
          throw changed(name);
        }
      }
    } catch (IOException e) {
      throw InputFaults.of(name, e);
    }
  }
}
