package org.headtune.data;

import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.headtune.Place;
import org.headtune.Text;
import org.headtune.UserError;

/** Reads rows with known labels for a model that knows its columns and classes. */
public final class LabelledRows implements Consumer<Row> {
  private final RowSource source;
  private final boolean labelled;
  private final String label;
  private final LabelColumn column;
  private final ClassNames classes;
  private final RowEncoder encoder;
  private final ExampleRows rows;
  private final float[] numbers;
  private final Faults faults;
  private final LabelSets.Collector sets = new LabelSets.Collector();
  private final RowPlaces places = new RowPlaces();
  private final BitSet left = new BitSet(); // rows that are left out
  private int count;
  private long dropped;

  LabelledRows(
      RowSource source,
      FittedColumns columns,
      LabelForm form,
      ClassNames classes,
      Images images,
      Faults faults,
      RowStorage storage) {
    this.source = source;
    this.faults = faults;
    this.labelled = !classes.equals(ClassNames.NONE);
    this.label = form.column();
    this.classes = classes;
    column =
        new LabelColumn(
            labelled ? Labels.index(label, source) : -1,
            form.separator(),
            TextTable.of(columns.missingTokens()),
            form.aliases());
    encoder = columns.encoder(source, images);
    numbers = new float[columns.width()];
    rows =
        new ExampleRows(
            storage,
            new RowStorage.Name(Optional.empty(), "labelled", source.file()),
            columns.width());
  }

  /**
   * What was read.
   *
   * @param parts where each row stands; all are test rows
   */
  public record Read(Examples rows, RowParts parts) {}

  /**
   * Reads all rows of a source; rows with missing cells or images in a {@code drop_row} column are
   * left out.
   *
   * @param classes {@link ClassNames#NONE} for rows whose labels do not matter
   * @param storage keeps the encoded rows
   * @throws UserError naming each faulty cell and each label that is no class of the model, the
   *     first twenty of them
   */
  public static Read read(
      RowSource source,
      FittedColumns columns,
      LabelForm form,
      ClassNames classes,
      RowStorage storage) {
    LabelledRows rows =
        new LabelledRows(source, columns, form, classes, Images.passing(), new Faults(), storage);
    while (source.next()) {
      rows.accept(source.row());
    }
    RowParts parts = new RowParts(Optional.empty());
    rows.list(parts, Split.Part.TEST);
    return new Read(rows.examples(), parts);
  }

  @Override
  public void accept(Row row) {
    places.add(source.file(), row.line());
    count++;
    if (encoder.drops(row)) {
      left.set(count - 1);
      dropped++;
      return;
    }
    if (!labelled) {
      add(row, 0);
      return;
    }
    String cell = row.text(column.index());
    List<String> names = column.classes(cell);
    int[] indexes = names.stream().mapToInt(classes::indexOf).toArray();
    int unknown =
        IntStream.range(0, indexes.length).filter(i -> indexes[i] < 0).findFirst().orElse(-1);
    if (unknown >= 0 || column.missing(row)) {
      faults.add(
          new Place(source.file(), row.line(), column.index() + 1),
          column.missing(row)
              ? Labels.missing(label)
              : "label "
                  + Text.quoted(names.get(unknown))
                  + " was not seen in training; known are the "
                  + Names.of("class", classes.names()));
      return;
    }
    add(row, column.separator().isEmpty() ? indexes[0] : sets.label(indexes));
  }

  private void add(Row row, int known) {
    try {
      encoder.encode(row, numbers, 0);
    } catch (UserError e) {
      faults.add(e);
      return;
    }
    rows.add(numbers, 0, known, row.line());
  }

  /** Sequences that were cut. */
  long cut() {
    return encoder.cut();
  }

  /** What is remarkable of the source. */
  List<String> notes() {
    return source.notes();
  }

  /** Documents of plain text that were left out. */
  long blank() {
    return source.blankDocuments();
  }

  long dropped() {
    return dropped;
  }

  /** Adds the rows to those of other files. */
  void list(RowParts parts, Split.Part part) {
    parts.add(places, row -> left.get(row) ? Split.Part.LEFT_OUT : part);
  }

  Examples examples() {
    faults.throwIfAny(source.file());
    if (count == dropped) {
      faults.add(Place.of(source.file()), count == 0 ? Prepared.NO_ROWS : Prepared.ALL_DROPPED);
      faults.throwIfAny(source.file());
    }
    return rows.examples(
        !labelled || column.separator().isEmpty() ? LabelSets.SINGLE : sets.sets(), encoder.cut());
  }
}
