package org.headtune.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.headtune.Place;
import org.headtune.config.ColumnConfig;
import org.headtune.config.DataConfig;
import org.headtune.config.DataConfig.ColumnType;
import org.headtune.config.DataConfig.FileFormat;
import org.headtune.config.DataConfig.MissingPolicy;
import org.headtune.config.PictureConfig;

/** The first pass over the training file: what its columns hold, and the label of each row. */
final class Profiling implements Consumer<Row> {
  /** The label of a row that is left out. */
  static final int LEFT_OUT = -1;

  private final RowSource source;
  private final boolean labelled;
  private final LabelColumn label;
  private final boolean dropUnlabelled;
  private final TextTable tokens;
  private final ColumnTally[] tallies;
  private final double[] numbers; // of a row
  private final KeptNumbers kept;
  private final List<Predicate<Row>> dropping = new ArrayList<>();
  private final TextTable labels = new TextTable();
  private final Faults faults;
  private final RowPlaces places = new RowPlaces();
  private int[] labelOfRow = new int[1024];
  private int[] rowsOfText = new int[16]; // of each distinct label
  private int rows;
  private long dropped;

  /**
   * A pass over a source.
   *
   * @param labelled whether rows have labels that matter
   * @param inherited the columns, where they are known already
   * @param images those that are read are known to later passes
   * @param faults receives those of rows without a label
   */
  Profiling(
      DataConfig data,
      boolean labelled,
      RowSource source,
      Optional<FittedColumns> inherited,
      Images images,
      Faults faults) {
    this.source = source;
    this.faults = faults;
    this.labelled = labelled;
    int labelIndex = labelled ? Labels.index(data, source) : Labels.unused(data, source);
    tokens = TextTable.of(inherited.map(FittedColumns::missingTokens).orElse(data.missingTokens()));
    label = new LabelColumn(labelIndex, data.labelSeparator(), tokens, data.labelAliases());
    dropUnlabelled = labelled && ColumnPlan.missing(data, labelName()) == MissingPolicy.DROP_ROW;
    tallies = new ColumnTally[source.columns().size()];
    numbers = new double[tallies.length];
    kept = KeptNumbers.usual(tallies.length);
    for (int i = 0; i < tallies.length; i++) {
      String name = source.columns().get(i);
      tallies[i] = new ColumnTally(name, i, tokens, isFolder() && i == 0);
      if (i != labelIndex
          && inherited.map(columns -> drops(columns, name)).orElse(drops(data, name))) {
        int column = i;
        dropping.add(row -> row.missing(column, tokens));
        image(data, inherited, i, images).ifPresent(image -> dropping.add(image::leavesOut));
      }
    }
  }

  /** Whether the first column is known to hold paths of images. */
  private boolean isFolder() {
    return source.format() == FileFormat.FOLDER;
  }

  /** What is remarkable of the source. */
  List<String> notes() {
    return source.notes();
  }

  /** Documents of plain text that were left out. */
  long blank() {
    return source.blankDocuments();
  }

  /** The images of a column, if it has some. */
  private Optional<ImageCell> image(
      DataConfig data, Optional<FittedColumns> inherited, int index, Images images) {
    String name = source.columns().get(index);
    if (inherited.isPresent()) {
      return inherited.get().columns().stream()
          .filter(column -> column.name().equals(name))
          .flatMap(column -> column instanceof FittedColumn.Image image ? Stream.of(image) : null)
          .findFirst()
          .map(image -> new ImageCell(source, index, image.folder(), image.image(), images));
    }
    Optional<ColumnConfig> column = Optional.ofNullable(data.columns().get(name));
    ColumnType detected = isFolder() && index == 0 ? ColumnType.IMAGE : ColumnType.CATEGORICAL;
    return Optional.of(column.flatMap(ColumnConfig::type).orElse(detected))
        .filter(ColumnType.IMAGE::equals)
        .map(type -> column.flatMap(ColumnConfig::image).orElse(PictureConfig.STANDARD))
        .map(ColumnPlan.Pixels::of)
        .map(pixels -> new ImageCell(source, index, pixels.folder(), pixels.size(), images));
  }

  private static boolean drops(FittedColumns inherited, String name) {
    return inherited.columns().stream()
        .anyMatch(
            column -> column.name().equals(name) && column.missing() == MissingPolicy.DROP_ROW);
  }

  private static boolean drops(DataConfig data, String name) {
    ColumnConfig column = data.columns().get(name);
    boolean ignored = column != null && column.type().equals(Optional.of(ColumnType.IGNORE));
    return !ignored && ColumnPlan.missing(data, name) == MissingPolicy.DROP_ROW;
  }

  @Override
  public void accept(Row row) {
    for (int i = 0; i < tallies.length; i++) {
      numbers[i] = tallies[i].accept(row);
    }
    kept.add(numbers);
    if (rows == labelOfRow.length) {
      labelOfRow = Arrays.copyOf(labelOfRow, Math.addExact(rows, rows / 2));
    }
    labelOfRow[rows++] = label(row);
    places.add(source.file(), row.line());
  }

  private int label(Row row) {
    for (Predicate<Row> drops : dropping) {
      if (drops.test(row)) {
        dropped++;
        return LEFT_OUT;
      }
    }
    if (!labelled) {
      return 0;
    }
    if (!label.missing(row)) {
      int text = row.addTo(labels, label.index());
      if (text == rowsOfText.length) {
        rowsOfText = Arrays.copyOf(rowsOfText, 2 * text);
      }
      rowsOfText[text]++;
      return text;
    }
    if (dropUnlabelled) {
      dropped++;
    } else {
      faults.add(
          new Place(source.file(), row.line(), label.index() + 1), Labels.missing(labelName()));
    }
    return LEFT_OUT;
  }

  /** What to do about labels that seem to be several classes, though taken for one. */
  Optional<String> severalClasses() {
    if (!labelled || label.separator().isPresent()) {
      return Optional.empty();
    }
    Map<String, Integer> rowsOfLabel = new LinkedHashMap<>();
    for (int text = 0; text < labels.size(); text++) {
      rowsOfLabel.put(labels.text(text), rowsOfText[text]);
    }
    return SeveralClasses.note(labelName(), rowsOfLabel);
  }

  /** The numbers of all rows, if they were kept and these columns hold nothing but numbers. */
  Optional<KeptNumbers> numbers(IntStream columns) {
    return kept.areAll() && columns.allMatch(i -> tallies[i].holdsNumbers())
        ? Optional.of(kept)
        : Optional.empty();
  }

  /** What was read; by now it may be closed. */
  RowSource source() {
    return source;
  }

  /** Where each row stands. */
  RowPlaces places() {
    return places;
  }

  /** The name of the label column, or null if there is none. */
  String labelName() {
    return label.index() < 0 ? null : source.columns().get(label.index());
  }

  long dropped() {
    return dropped;
  }

  /** The classes in their documented order. */
  ClassNames classes() {
    if (!labelled) {
      return ClassNames.NONE;
    }
    return ClassNames.sorted(
        labels.texts().stream().flatMap(cell -> label.classes(cell).stream()).toList());
  }

  /** The label of each row, or {@link #LEFT_OUT}; to be asked for once, when all rows are read. */
  RowLabels labels(ClassNames classes) {
    LabelSets.Collector sets = new LabelSets.Collector();
    boolean single = !labelled || label.separator().isEmpty();
    int[] labelOfText = new int[labels.size()];
    for (int i = 0; i < labelOfText.length; i++) {
      int[] found = label.classes(labels.text(i)).stream().mapToInt(classes::indexOf).toArray();
      labelOfText[i] = single ? found[0] : sets.label(found);
    }
    // Of very many rows there is no room for the labels twice.
    int[] ofRow = labelOfRow.length == rows ? labelOfRow : Arrays.copyOf(labelOfRow, rows);
    labelOfRow = new int[0];
    if (!labelled) {
      return new RowLabels(ofRow, LabelSets.SINGLE);
    }
    for (int i = 0; i < rows; i++) {
      ofRow[i] = ofRow[i] == LEFT_OUT ? LEFT_OUT : labelOfText[ofRow[i]];
    }
    return new RowLabels(ofRow, single || labelOfText.length == 0 ? LabelSets.SINGLE : sets.sets());
  }

  TableProfile profile() {
    return new TableProfile(rows, Arrays.stream(tallies).map(ColumnTally::profile).toList());
  }
}
