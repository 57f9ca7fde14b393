package org.headtune.data;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;
import org.headtune.UserError;

/** The third pass over the training file: every row becomes numbers in the part it serves for. */
final class Encoding implements Consumer<Row> {
  private final Map<Split.Part, ExampleRows> rows;
  private final Split.Part[] parts;
  private final RowLabels labels;
  private final RowSource source;
  private final RowEncoder encoder;
  private final RowStorage storage;
  private final float[] numbers;
  private final Faults faults = new Faults();
  private int read;

  /**
   * A pass over a source.
   *
   * @param rows take the rows of each part
   */
  Encoding(
      RowSource source,
      FittedColumns columns,
      Split.Part[] parts,
      RowLabels labels,
      Images images,
      RowStorage storage,
      Map<Split.Part, ExampleRows> rows) {
    this.source = source;
    this.parts = parts;
    this.labels = labels;
    this.storage = storage;
    encoder = columns.encoder(source, images);
    numbers = new float[columns.width()];
    this.rows = rows;
  }

  @Override
  public void accept(Row row) {
    Split.Part part = parts[read];
    if (part != Split.Part.LEFT_OUT) {
      add(row, part);
    }
    read++;
    storage.encoded(read, parts.length);
  }

  private void add(Row row, Split.Part part) {
    try {
      encoder.encode(row, numbers, 0);
    } catch (UserError e) {
      faults.add(e);
      return;
    }
    rows.get(part).add(numbers, 0, labels.ofRow()[read], row.line());
  }

  /** The rows of each part, once all are read. */
  TrainingRows.EncodedParts parts() {
    faults.throwIfAny(source.file());
    Map<Split.Part, Examples> examples = new EnumMap<>(Split.Part.class);
    long cut = encoder.cut();
    rows.forEach((part, own) -> examples.put(part, own.examples(labels.sets(), cut)));
    return new TrainingRows.EncodedParts(examples, cut, numbers.length);
  }
}
