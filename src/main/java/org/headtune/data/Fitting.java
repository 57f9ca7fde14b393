package org.headtune.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.headtune.Place;
import org.headtune.Text;
import org.headtune.config.DataConfig;
import org.headtune.config.DataConfig.ColumnType;
import org.headtune.config.DataConfig.ImageConfig;
import org.headtune.config.DataConfig.MissingPolicy;

/** The second pass over the training file: checks every cell and fits the columns. */
final class Fitting implements Consumer<Row> {
  private final RowSource source;
  private final DataConfig data;
  private final Split.Part[] parts;
  private final List<ColumnPlan> plans;
  private final List<ColumnFit> fits = new ArrayList<>();
  private final TextTable tokens;
  private final Faults faults;
  private final int[] missing;
  private final long[] firstMissing; // lines
  private int rows;

  /**
   * A pass over a source.
   *
   * @param faults receives those of cells
   */
  Fitting(
      DataConfig data,
      RowSource source,
      List<ColumnPlan> plans,
      Split.Part[] parts,
      Faults faults) {
    this.source = source;
    this.faults = faults;
    this.data = data;
    this.parts = parts;
    this.plans = plans;
    tokens = TextTable.of(data.missingTokens());
    missing = new int[plans.size()];
    firstMissing = new long[plans.size()];
    boolean image = source.shape().isPresent() || data.image().isPresent();
    Moments shared = new Moments();
    for (ColumnPlan plan : plans) {
      fits.add(
          plan.type() == ColumnType.NUMERIC
              ? new NumericFit(plan, image ? shared : new Moments())
              : new TextFit(plan));
    }
  }

  @Override
  public void accept(Row row) {
    Split.Part part = parts[rows++];
    if (part == Split.Part.LEFT_OUT) {
      return;
    }
    for (int i = 0; i < plans.size(); i++) {
      ColumnPlan plan = plans.get(i);
      if (row.missing(plan.index(), tokens)) {
        if (missing[i]++ == 0) {
          firstMissing[i] = row.line();
        }
        continue;
      }
      String fault = fits.get(i).fault(row);
      if (fault != null) {
        addFault(plan, row.line(), fault);
      } else if (part == Split.Part.TRAIN) {
        fits.get(i).learn(row);
      }
    }
  }

  private void addFault(ColumnPlan plan, long line, String fault) {
    Place place = new Place(source.file(), line, plan.index() + 1);
    faults.add(place, "column " + Text.quoted(plan.name()) + ": " + fault);
  }

  /** One fault per column: missing cells come in crowds. */
  private void addMissing(int i) {
    String crowd =
        missing[i] == 1 ? "" : String.format(Locale.ROOT, ", the first of %,d", missing[i]);
    addFault(
        plans.get(i),
        firstMissing[i],
        "the cell is missing"
            + crowd
            + "; set data.missing or the column's `missing` to mean, median, mode, constant or"
            + " drop_row");
  }

  /** All columns as the good cells of the training rows have them; none if one has no such cell. */
  Optional<FittedColumns> fitted() {
    return columns()
        .map(columns -> new FittedColumns(columns, shape(columns), data.missingTokens()));
  }

  /** The planned columns, in the same way. */
  Optional<List<FittedColumn>> columns() {
    boolean empty = false;
    for (int i = 0; i < plans.size(); i++) {
      if (missing[i] > 0 && plans.get(i).missing() == MissingPolicy.FAIL) {
        addMissing(i);
      } else if (fits.get(i).empty()) {
        faults.add(
            Place.of(source.file()),
            "column "
                + Text.quoted(plans.get(i).name())
                + " has no values in the training rows; set its type to ignore");
      }
      empty |= fits.get(i).empty();
    }
    if (empty) {
      return Optional.empty();
    }
    return Optional.of(fits.stream().map(ColumnFit::fitted).toList());
  }

  private Shape shape(List<FittedColumn> columns) {
    if (data.image().isPresent()) {
      ImageConfig image = data.image().get();
      return Shape.image(image.channels(), image.height(), image.width());
    }
    int width = Math.toIntExact(columns.stream().mapToLong(FittedColumn::width).sum());
    return source.shape().filter(shape -> shape.size() == width).orElse(Shape.row(width));
  }
}
