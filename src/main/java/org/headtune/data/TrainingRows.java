package org.headtune.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where the encoded rows of the training table are kept, part by part. */
final class TrainingRows implements AutoCloseable {
  /** To be raised whenever the same columns make other numbers of the same cells. */
  private static final int ENCODING = 1;

  private final RowStorage storage;
  private final InputFile file;
  private final FittedColumns columns;
  private final Split.Part[] parts;
  private final RowLabels labels;
  private final Images images;
  private final Map<Split.Part, Integer> rows = new EnumMap<>(Split.Part.class);
  private final boolean inMemory;
  private final Optional<String> key;
  private final boolean namesFiles; // that are read as well
  private Optional<Encoding> encoding = Optional.empty();

  /**
   * @param file has been read already
   * @param layout how it is read
   * @param images those that its rows name
   * @param lasting whether files are kept for later runs
   */
  TrainingRows(
      RowStorage storage,
      InputFile file,
      Layout layout,
      FittedColumns columns,
      Split.Part[] parts,
      RowLabels labels,
      Images images,
      boolean lasting) {
    this.storage = storage;
    this.file = file;
    this.columns = columns;
    this.parts = parts;
    this.labels = labels;
    this.images = images;
    int all = 0;
    for (Split.Part part : parts) {
      if (part != Split.Part.LEFT_OUT) {
        rows.merge(part, 1, Integer::sum);
        all++;
      }
    }
    inMemory = storage.takeMemory((long) Float.BYTES * all * columns.width());
    namesFiles = columns.columns().stream().anyMatch(FittedColumn.Image.class::isInstance);
    key = inMemory || !lasting ? Optional.empty() : Optional.of(key(layout));
  }

  /** Of all that the numbers follow from. */
  private String key(Layout layout) {
    ContentDigest digest = new ContentDigest().add(ENCODING).add(layout).add(columns);
    digest.add(images.sum().map(SourceFile::sha256));
    digest.add(file.files().stream().map(SourceFile::sha256).toList());
    byte[] block = new byte[1 << 16];
    for (int from = 0; from < parts.length; from += block.length) {
      int count = Math.min(block.length, parts.length - from);
      for (int i = 0; i < count; i++) {
        block[i] = parts[from + i].code();
      }
      digest.add(block, count);
    }
    return digest.sum();
  }

  private RowStorage.Name name(Split.Part part) {
    return new RowStorage.Name(key, part.word(), file.name());
  }

  /** The rows as an earlier run has left them, if it has. */
  Optional<EncodedParts> stored() {
    if (key.isEmpty()) {
      return Optional.empty();
    }
    Map<Split.Part, Examples> examples = new EnumMap<>(Split.Part.class);
    long cut = 0;
    for (Map.Entry<Split.Part, Integer> part : rows.entrySet()) {
      Optional<RowStorage.Stored> found =
          storage.find(name(part.getKey()), part.getValue(), columns.width());
      if (found.isEmpty()) {
        return Optional.empty();
      }
      examples.put(
          part.getKey(),
          new Examples(found.get().rows(), labels(part.getKey(), part.getValue()), labels.sets()));
      cut = found.get().cut();
    }
    return Optional.of(new EncodedParts(examples, cut, columns.width()));
  }

  /**
   * The rows as other machines encode them, each some files of the table; empty if there are none,
   * or nothing to be shared out, or rows at fault, of which a pass on this machine tells.
   */
  Optional<EncodedParts> shared() {
    if (key.isEmpty() || namesFiles) {
      return Optional.empty();
    }
    Map<Path, Integer> table = file.rowsOfFiles();
    if (table.size() < 2) {
      return Optional.empty();
    }
    List<RowStorage.Wanted> wanted =
        rows.entrySet().stream()
            .map(part -> new RowStorage.Wanted(name(part.getKey()), part.getValue()))
            .toList();
    return storage.share(wanted, columns).flatMap(others -> encoded(others, table));
  }

  private Optional<EncodedParts> encoded(RowStorage.Shared others, Map<Path, Integer> table) {
    List<EncodedFile> done = others.encode(files(table));
    file.expectSame(done.stream().flatMap(one -> one.read().stream()).toList());
    if (done.stream().anyMatch(EncodedFile::faulty)) {
      return Optional.empty();
    }
    long cut = done.stream().mapToLong(EncodedFile::cut).sum();
    List<RowStorage.Stored> stored = others.finish(cut);
    Map<Split.Part, Examples> examples = new EnumMap<>(Split.Part.class);
    for (Split.Part part : rows.keySet()) {
      examples.put(
          part,
          new Examples(
              stored.get(examples.size()).rows(), labels(part, rows.get(part)), labels.sets()));
    }
    return Optional.of(new EncodedParts(examples, cut, columns.width()));
  }

  /** The files of the table, and where their rows go. */
  private List<TableFile> files(Map<Path, Integer> table) {
    List<Split.Part> order = List.copyOf(rows.keySet());
    List<TableFile> files = new ArrayList<>();
    int[] next = new int[order.size()];
    int row = 0;
    for (Map.Entry<Path, Integer> one : table.entrySet()) {
      int[] first = next.clone();
      byte[] sinks = new byte[one.getValue()];
      for (int i = 0; i < sinks.length; i++) {
        sinks[i] = (byte) order.indexOf(parts[row++]);
        if (sinks[i] != TableFile.NONE) {
          next[sinks[i]]++;
        }
      }
      files.add(new TableFile(one.getKey().toAbsolutePath().toString(), sinks, first));
    }
    return files;
  }

  private int[] labels(Split.Part part, int count) {
    int[] own = new int[count];
    int next = 0;
    for (int row = 0; row < parts.length; row++) {
      if (parts[row] == part) {
        own[next++] = labels.ofRow()[row];
      }
    }
    return own;
  }

  private Map<Split.Part, ExampleRows> targets() {
    Map<Split.Part, ExampleRows> targets = new EnumMap<>(Split.Part.class);
    rows.forEach(
        (part, count) ->
            targets.put(
                part, new ExampleRows(storage, name(part), columns.width(), count, inMemory)));
    return targets;
  }

  /**
   * The rows as an earlier pass has kept their numbers, if these say all and rows are in memory.
   */
  Optional<EncodedParts> encoded(Profiling earlier) {
    List<String> names = earlier.source().columns();
    Map<String, Integer> cells = new HashMap<>();
    names.forEach(name -> cells.put(name, cells.size()));
    PlainNumbers plain = new PlainNumbers(columns, cells);
    if (!inMemory || !plain.areAll() || columns.stepsAreColumns()) {
      return Optional.empty();
    }
    return earlier.numbers(plain.cells()).flatMap(kept -> encoded(kept, plain, earlier, names));
  }

  private Optional<EncodedParts> encoded(
      KeptNumbers kept, PlainNumbers plain, Profiling earlier, List<String> cells) {
    Map<Split.Part, ExampleRows> targets = targets();
    NumbersEncoding work =
        new NumbersEncoding(
            kept, plain, parts, labels, storage, targets, cells.size(), columns.width());
    earlier.places().forEach(work);
    if (!work.isWhole()) {
      return Optional.empty();
    }
    file.expectUntouched();
    return Optional.of(EncodedParts.of(targets, labels.sets(), 0, columns.width()));
  }

  /** A pass over the table that encodes it. */
  Encoding encoding(RowSource source) {
    Map<Split.Part, ExampleRows> targets = targets();
    // What is known of images belongs to one thread.
    int threads = namesFiles ? 0 : EncodingCrew.usualThreads();
    Encoding begun =
        new Encoding(source, columns, parts, labels, images, storage, targets, threads);
    encoding = Optional.of(begun);
    return begun;
  }

  @Override
  public void close() {
    encoding.ifPresent(Encoding::close);
  }

  /**
   * The encoded rows by their part.
   *
   * @param cut how many cells held more than there is room for
   * @param width numbers per row
   */
  record EncodedParts(Map<Split.Part, Examples> examples, long cut, int width) {

    /** All rows that were encoded. */
    static EncodedParts of(Map<Split.Part, ExampleRows> rows, LabelSets sets, long cut, int width) {
      Map<Split.Part, Examples> examples = new EnumMap<>(Split.Part.class);
      rows.forEach((part, own) -> examples.put(part, own.examples(sets, cut)));
      return new EncodedParts(examples, cut, width);
    }

    /** The rows of a part, perhaps none. */
    Examples of(Split.Part part, LabelSets sets) {
      return examples.getOrDefault(
          part, new Examples(new HeldRows(width, List.of(), 1, new long[0]), new int[0], sets));
    }
  }
}
