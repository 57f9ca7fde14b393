package org.headtune.data;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.headtune.UserError;
import org.headtune.config.DataConfig;

/**
 * The third pass over the training table, for one of its files, on a machine that knows nothing of
 * the other two. The same rows come from it whenever and wherever it is done.
 */
public final class FileEncoding implements Consumer<Row> {
  private final TableFile file;
  private final RowSource source;
  private final List<RowTarget> targets;
  private final EncodingCrew crew;
  private final Faults faults = new Faults();
  private int read;

  private FileEncoding(
      TableFile file, RowSource source, FittedColumns columns, List<? extends RowSink> sinks) {
    this.file = file;
    this.source = source;
    targets = sinks.stream().map(FileEncoding::withoutLabels).toList();
    crew = new EncodingCrew(() -> new RowChunk(source, columns, Images.passing()), faults, 0);
  }

  /** Labels stay where they were read. */
  private static RowTarget withoutLabels(RowSink sink) {
    return (numbers, from, label, line) -> sink.add(numbers, from, line);
  }

  /**
   * Encodes the rows of a file, on this thread.
   *
   * @param data how it is read
   * @param labelled whether rows have labels that matter
   * @param sinks that the rows go to, as the file says
   * @throws UserError if the file cannot be read, or holds more rows than before
   */
  public static EncodedFile encode(
      TableFile file,
      DataConfig data,
      boolean labelled,
      FittedColumns columns,
      List<? extends RowSink> sinks) {
    InputFile input =
        new InputFile(List.of(file.path()), Optional.empty(), Layout.of(data), labelled);
    FileEncoding encoding =
        Preparation.pass(
            input, new Faults(), source -> new FileEncoding(file, source, columns, sinks));
    encoding.crew.finish();
    return new EncodedFile(input.files(), encoding.crew.cut(), !encoding.faults.none());
  }

  @Override
  public void accept(Row row) {
    if (read == file.sinks().length) {
      throw InputFile.changed(file.path()); // others have the room behind its rows
    }
    byte sink = file.sinks()[read++];
    if (sink != TableFile.NONE) {
      crew.add(source.file(), row, 0, targets.get(sink));
    }
  }
}
