package org.headtune.data;

import java.util.function.Consumer;
import org.headtune.Place;
import org.headtune.Text;
import org.headtune.UserError;

/** Reads rows with known labels for a model that knows its columns and classes. */
public final class LabelledRows implements Consumer<Row> {
  private final RowSource source;
  private final String label;
  private final int labelIndex;
  private final ClassNames classes;
  private final TextTable tokens;
  private final RowEncoder encoder;
  private final ExampleRows rows;
  private final Faults faults;
  private long count;
  private long dropped;

  LabelledRows(
      RowSource source, FittedColumns columns, String label, ClassNames classes, Faults faults) {
    this.source = source;
    this.faults = faults;
    this.label = label;
    this.classes = classes;
    labelIndex = Labels.index(label, source);
    tokens = TextTable.of(columns.missingTokens());
    encoder = columns.encoder(source);
    rows = new ExampleRows(source.file(), encoder, columns.width(), 0);
  }

  /**
   * Reads all rows of a source; rows with missing cells in a {@code drop_row} column are left out.
   *
   * @param label name of the label column
   * @throws UserError naming each faulty cell and each label that is no class of the model, the
   *     first twenty of them
   */
  public static Examples read(
      RowSource source, FittedColumns columns, String label, ClassNames classes) {
    LabelledRows rows = new LabelledRows(source, columns, label, classes, new Faults());
    while (source.next()) {
      rows.accept(source.row());
    }
    return rows.examples();
  }

  @Override
  public void accept(Row row) {
    count++;
    if (encoder.drops(row)) {
      dropped++;
      return;
    }
    String name = row.text(labelIndex);
    int index = classes.indexOf(name);
    if (index < 0) {
      faults.add(
          new Place(source.file(), row.line(), labelIndex + 1),
          row.missing(labelIndex, tokens)
              ? Labels.missing(label)
              : "label "
                  + Text.quoted(name)
                  + " was not seen in training; known are the "
                  + Names.of("class", classes.names()));
      return;
    }
    try {
      rows.add(row, index);
    } catch (UserError e) {
      faults.add(e);
    }
  }

  long dropped() {
    return dropped;
  }

  Examples examples() {
    faults.throwIfAny(source.file());
    if (count == dropped) {
      faults.add(Place.of(source.file()), count == 0 ? Prepared.NO_ROWS : Prepared.ALL_DROPPED);
      faults.throwIfAny(source.file());
    }
    return rows.examples();
  }
}
