package org.headtune.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.headtune.ExitCode;
import org.headtune.Place;
import org.headtune.Text;
import org.headtune.UserError;
import org.headtune.config.DataConfig.MissingPolicy;

/** Turns the rows of one source into numbers, the same way in training and ever after. */
public final class RowEncoder {
  private final RowSource source;
  private final FittedColumns fitted;
  private final CellEncoder[] cells;
  private final List<CellEncoder> dropping = new ArrayList<>();
  private final List<String> extraColumns;
  private final PlainNumbers plain;
  private final StepColumns steps; // null unless columns are the steps of a sequence

  private RowEncoder(
      FittedColumns fitted,
      RowSource source,
      Map<String, Integer> indexes,
      List<String> extra,
      Images images) {
    this.source = source;
    this.fitted = fitted;
    this.extraColumns = List.copyOf(extra);
    TextTable tokens = TextTable.of(fitted.missingTokens());
    cells = new CellEncoder[fitted.columns().size()];
    for (int i = 0; i < cells.length; i++) {
      FittedColumn column = fitted.columns().get(i);
      cells[i] = CellEncoder.of(column, source, indexes.get(column.name()), tokens, images);
      if (column.missing() == MissingPolicy.DROP_ROW) {
        dropping.add(cells[i]);
      }
    }
    plain = new PlainNumbers(fitted, indexes);
    steps =
        fitted.stepsAreColumns()
            ? new StepColumns(
                Arrays.stream(cells).mapToInt(CellEncoder::index).toArray(),
                fitted.shape().channels(),
                tokens)
            : null;
  }

  static RowEncoder of(FittedColumns fitted, RowSource source, Images images) {
    Map<String, Integer> indexes = new HashMap<>();
    for (String name : source.columns()) {
      indexes.put(name, indexes.size());
    }
    List<String> extra = new ArrayList<>(source.columns());
    List<String> absent = new ArrayList<>();
    for (FittedColumn column : fitted.columns()) {
      if (!indexes.containsKey(column.name()) && !(column instanceof FittedColumn.WasMissing)) {
        absent.add(column.name());
      }
    }
    extra.removeAll(fitted.columns().stream().map(FittedColumn::name).collect(Collectors.toSet()));
    if (!absent.isEmpty()) {
      throw new UserError(
          ExitCode.DATA,
          Place.of(source.file(), 1),
          "missing "
              + Names.of("column", absent)
              + "; found "
              + Names.of("column", source.columns()));
    }
    Shape shape = source.shape().orElse(fitted.shape());
    if (fitted.shape().image() && !shape.equals(fitted.shape())) {
      throw new UserError(
          ExitCode.DATA,
          Place.of(source.file()),
          String.format(
              Locale.ROOT, "images of %s, expected %s as in training", shape, fitted.shape()));
    }
    return new RowEncoder(fitted, source, indexes, extra, images);
  }

  /** Columns of the source that are not used, in its order; the label may be one. */
  public List<String> extraColumns() {
    return extraColumns;
  }

  /** Whether the row lacks a cell, or an image, in a column where such rows are to be left out. */
  public boolean drops(Row row) {
    for (CellEncoder cell : dropping) {
      if (cell.leavesOut(row)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Writes the numbers of a row, as many as {@link FittedColumns#width()}, to {@code out} from
   * index {@code at} on.
   *
   * @throws UserError naming file, line and field of the first faulty cell; {@code out} may then be
   *     half written
   */
  public void encode(Row row, float[] out, int at) {
    int present = steps == null ? cells.length : steps.cells(row);
    int to = at;
    int next = 0;
    while (next < present) {
      int other = plain.encode(row, next, present, out, to);
      to += other - next;
      next = other;
      if (next < present) {
        if (!cells[next].encode(row, out, to)) {
          throw fault(row, next);
        }
        to += cells[next++].width();
      }
    }
    if (steps != null) {
      if (present == 0) {
        throw new UserError(
            ExitCode.DATA,
            new Place(source.file(), row.line(), cells[0].index() + 1),
            StepColumns.noSteps());
      }
      int last = at + fitted.width() - 1;
      Arrays.fill(out, to, last, 0f);
      out[last] = (float) present / fitted.shape().channels();
    }
  }

  /**
   * What would be other numbers without a part of a row that {@link #encode} takes: each column, or
   * where a cell has many parts, such as the words of a text, each of these.
   */
  public List<Occlusion> occlusions(Row row) {
    int present = steps == null ? cells.length : steps.cells(row);
    List<Occlusion> occlusions = new ArrayList<>();
    int at = 0;
    for (int i = 0; i < present; i++) {
      occlusions.addAll(cells[i].occlusions(row, at));
      at += cells[i].width();
    }
    return occlusions;
  }

  /** How many sequences were longer than there is room for, and cut. */
  public long cut() {
    return Arrays.stream(cells).mapToLong(CellEncoder::cut).sum();
  }

  private UserError fault(Row row, int index) {
    CellEncoder cell = cells[index];
    FittedColumn column = fitted.columns().get(index);
    return new UserError(
        ExitCode.DATA,
        new Place(source.file(), row.line(), cell.index() + 1),
        "column " + Text.quoted(column.name()) + ": " + cell.fault(row));
  }
}
