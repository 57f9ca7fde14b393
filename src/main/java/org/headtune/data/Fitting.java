package org.headtune.data;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.headtune.Place;
import org.headtune.Text;
import org.headtune.config.DataConfig;
import org.headtune.config.DataConfig.ColumnType;
import org.headtune.config.DataConfig.ImageConfig;

/** The second pass over the training file: checks every cell and fits the columns. */
final class Fitting implements Consumer<Row> {
  private final RowSource source;
  private final DataConfig data;
  private final Split.Part[] parts;
  private final List<ColumnPlan> plans;
  private final List<ColumnFit> fits = new ArrayList<>();
  private final TextTable tokens;
  private final Faults faults = new Faults();
  private int rows;

  Fitting(DataConfig data, RowSource source, List<ColumnPlan> plans, Split.Part[] parts) {
    this.source = source;
    this.data = data;
    this.parts = parts;
    this.plans = plans;
    tokens = TextTable.of(data.missingTokens());
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
      String fault = fault(plans.get(i), fits.get(i), row);
      if (fault != null) {
        Place place = new Place(source.file(), row.line(), plans.get(i).index() + 1);
        faults.add(place, "column " + Text.quoted(plans.get(i).name()) + ": " + fault);
      } else if (part == Split.Part.TRAIN && !row.missing(plans.get(i).index(), tokens)) {
        fits.get(i).learn(row);
      }
    }
  }

  private static String missingFault() {
    return "the cell is missing; set data.missing or the column's `missing` to mean, median, mode,"
        + " constant or drop_row";
  }

  private String fault(ColumnPlan plan, ColumnFit fit, Row row) {
    if (!row.missing(plan.index(), tokens)) {
      return fit.fault(row);
    }
    return plan.missing() == DataConfig.MissingPolicy.FAIL ? missingFault() : null;
  }

  /** The columns as the training rows have them. */
  FittedColumns fitted() {
    for (int i = 0; i < plans.size(); i++) {
      if (fits.get(i).empty()) {
        faults.add(
            Place.of(source.file()),
            "column "
                + Text.quoted(plans.get(i).name())
                + " has no values in the training rows; set its type to ignore");
      }
    }
    faults.throwIfAny(source.file());
    List<FittedColumn> columns = fits.stream().map(ColumnFit::fitted).toList();
    return new FittedColumns(columns, shape(columns), data.missingTokens());
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
