package org.headtune.data;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The feature columns and how each becomes numbers: what a model needs to read a row.
 *
 * @param columns in the order of the numbers they become; behind plain ones those with vectors,
 *     then images beside others, and sequences beside others last
 * @param shape what the numbers of one row are together
 * @param missingTokens cells that mean "missing", besides the empty cell
 * @param spelling how the cells of the training table were written
 */
public record FittedColumns(
    List<FittedColumn> columns, Shape shape, List<String> missingTokens, Spelling spelling) {

  /**
   * What a network takes as bags stands behind plain numbers, images behind them, and then
   * sequences.
   */
  static final Comparator<FittedColumn> LAST_IN_ROW =
      Comparator.comparing((FittedColumn column) -> column.series().isPresent())
          .thenComparing(column -> column.picture().isPresent())
          .thenComparing(column -> column.table().isPresent());

  public FittedColumns {
    columns = List.copyOf(columns);
    missingTokens = List.copyOf(missingTokens);
    long width = columns.stream().mapToLong(FittedColumn::width).sum();
    boolean steps = stepsAreColumns(columns, shape);
    if (!bags(columns).equals(shape.bags())
        || !pictures(columns).equals(shape.pictures())
        || !series(columns).equals(shape.series())
        || !columns.stream().sorted(LAST_IN_ROW).toList().equals(columns)
        || !areRead(columns)) {
      throw new IllegalArgumentException(
          "bags "
              + bags(columns)
              + ", images "
              + pictures(columns)
              + ", sequences "
              + series(columns)
              + " for shape "
              + shape);
    }
    if (width + (steps ? 1 : 0) != shape.size()
        || (steps && !columns.stream().allMatch(FittedColumn.Numeric.class::isInstance))) {
      throw new IllegalArgumentException("columns of width " + width + " for shape " + shape);
    }
  }

  /** Whether each cell that is told to be missing belongs to a column that reads it. */
  private static boolean areRead(List<FittedColumn> columns) {
    Set<String> read =
        columns.stream()
            .filter(column -> !(column instanceof FittedColumn.WasMissing) && column.fills())
            .map(FittedColumn::name)
            .collect(Collectors.toSet());
    return columns.stream()
        .filter(FittedColumn.WasMissing.class::isInstance)
        .allMatch(column -> read.contains(column.name()));
  }

  /** The same columns of a table that is written in another way. */
  FittedColumns spelt(Spelling other) {
    return new FittedColumns(columns, shape, missingTokens, other);
  }

  /** The images of columns that stand beside others, in their order. */
  static List<Picture> pictures(List<FittedColumn> columns) {
    return columns.stream().flatMap(column -> column.picture().stream()).toList();
  }

  /** The sequences of columns that stand beside others, in their order. */
  static List<Series> series(List<FittedColumn> columns) {
    return columns.stream().flatMap(column -> column.series().stream()).toList();
  }

  /** The bags of columns, in their order. */
  static List<Bag> bags(List<FittedColumn> columns) {
    return columns.stream().flatMap(column -> column.table().stream()).toList();
  }

  /**
   * Names of the columns whose numbers stand for words, so that what lies between means nothing.
   */
  public List<String> wordColumns() {
    return columns.stream()
        .filter(
            column ->
                !(column.readsNumber()
                    || column instanceof FittedColumn.Date
                    || column instanceof FittedColumn.Image))
        .map(FittedColumn::name)
        .toList();
  }

  /** Whether the columns are the numbers of the steps of one sequence. */
  boolean stepsAreColumns() {
    return stepsAreColumns(columns, shape);
  }

  private static boolean stepsAreColumns(List<FittedColumn> columns, Shape shape) {
    return shape.sequence()
        && !(columns.size() == 1
            && (columns.get(0) instanceof FittedColumn.Sequence
                || columns.get(0).stepTable().isPresent()));
  }

  /**
   * What takes the rows' texts apart into tokens, if such a text is the only column; a new one, for
   * one thread.
   */
  public Optional<Tokenizer> tokenizer() {
    return columns.size() == 1 && columns.get(0) instanceof TokenSequence tokens
        ? Optional.of(tokens.tokenizer())
        : Optional.empty();
  }

  /**
   * The cells that a row of this shape is made of: of an image its pixels, of a sequence none.
   *
   * @return in their order; images and sequences beside other columns are left out
   */
  public List<RowCell> cells() {
    List<RowCell> cells = new ArrayList<>();
    int from = 0;
    for (FittedColumn column : shape.sequence() ? List.<FittedColumn>of() : columns) {
      if (column instanceof FittedColumn.Image image && image.picture().isEmpty()) {
        IntStream.range(0, image.width()).forEach(i -> cells.add(new RowCell(i, 1, false)));
      } else if (column.picture().isEmpty() && column.series().isEmpty()) {
        boolean category = column instanceof FittedColumn.Categorical;
        cells.add(new RowCell(from, column.width(), category));
      }
      from += column.width();
    }
    return List.copyOf(cells);
  }

  /** How many numbers a row becomes. */
  public int width() {
    return Math.toIntExact(shape.size());
  }

  /**
   * An encoder for the rows of a source, whose columns are found by name.
   *
   * @throws org.headtune.UserError if columns are missing, all of them named, or images have
   *     another shape
   */
  public RowEncoder encoder(RowSource source) {
    return encoder(source, Images.passing());
  }

  /** The same, for a source whose images may be known from another pass. */
  RowEncoder encoder(RowSource source, Images images) {
    return RowEncoder.of(this, source, images);
  }
}
