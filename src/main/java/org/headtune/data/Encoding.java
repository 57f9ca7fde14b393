package org.headtune.data;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;
import org.headtune.UserError;

/** The third pass over the training file: every row becomes numbers in the part it serves for. */
final class Encoding implements Consumer<Row> {
  private final Map<Split.Part, ExampleRows> rows = new EnumMap<>(Split.Part.class);
  private final Split.Part[] parts;
  private final RowLabels labels;
  private final RowSource source;
  private final RowEncoder encoder;
  private final Faults faults = new Faults();
  private int read;

  Encoding(
      RowSource source,
      FittedColumns columns,
      Split.Part[] parts,
      RowLabels labels,
      Images images) {
    this.source = source;
    this.parts = parts;
    this.labels = labels;
    encoder = columns.encoder(source, images);
    for (Split.Part part : Split.Part.values()) {
      long count = Arrays.stream(parts).filter(part::equals).count();
      int capacity = part == Split.Part.LEFT_OUT ? 0 : (int) count;
      rows.put(part, new ExampleRows(source.file(), encoder, columns.width(), capacity));
    }
  }

  @Override
  public void accept(Row row) {
    Split.Part part = parts[read];
    if (part != Split.Part.LEFT_OUT) {
      add(row, part);
    }
    read++;
  }

  private void add(Row row, Split.Part part) {
    try {
      rows.get(part).add(row, labels.ofRow()[read]);
    } catch (UserError e) {
      faults.add(e);
    }
  }

  /** Sequences that were cut. */
  long cut() {
    return encoder.cut();
  }

  Examples examples(Split.Part part) {
    faults.throwIfAny(source.file());
    return rows.get(part).examples(labels.sets());
  }
}
