package org.headtune.data;

import java.util.Map;
import java.util.function.Consumer;

/** The third pass over the training file: every row becomes numbers in the part it serves for. */
final class Encoding implements Consumer<Row>, AutoCloseable {
  private final Map<Split.Part, ExampleRows> rows;
  private final Split.Part[] parts;
  private final RowLabels labels;
  private final RowSource source;
  private final RowStorage storage;
  private final EncodingCrew crew;
  private final int width;
  private final Faults faults = new Faults();
  private int read;

  /**
   * A pass over a source.
   *
   * @param rows take the rows of each part
   * @param threads that encode beside the one that reads; 0 for none
   */
  Encoding(
      RowSource source,
      FittedColumns columns,
      Split.Part[] parts,
      RowLabels labels,
      Images images,
      RowStorage storage,
      Map<Split.Part, ExampleRows> rows,
      int threads) {
    this.source = source;
    this.parts = parts;
    this.labels = labels;
    this.storage = storage;
    this.rows = rows;
    width = columns.width();
    crew = new EncodingCrew(() -> new RowChunk(source, columns, images), faults, threads);
  }

  @Override
  public void accept(Row row) {
    Split.Part part = parts[read];
    if (part != Split.Part.LEFT_OUT) {
      crew.add(source.file(), row, labels.ofRow()[read], rows.get(part));
    }
    read++;
    storage.encoded(read, parts.length);
  }

  /** The rows of each part, once all are read. */
  TrainingRows.EncodedParts parts() {
    crew.finish();
    faults.throwIfAny(source.file());
    return TrainingRows.EncodedParts.of(rows, labels.sets(), crew.cut(), width);
  }

  @Override
  public void close() {
    crew.close();
  }
}
