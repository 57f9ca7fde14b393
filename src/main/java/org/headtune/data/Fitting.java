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
import org.headtune.config.DataConfig.SequenceConfig;
import org.headtune.config.Scaling;

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
  private final boolean[] missingInTraining;
  private final Place[] firstMissing;
  private final Optional<Shape> known;
  private final StepColumns steps; // null unless columns are the steps of a sequence
  private int rows;

  /**
   * A pass over a source.
   *
   * @param known the shape of an example, where a model that training starts from tells it
   * @param images those that are known from another pass
   * @param faults receives those of cells
   */
  Fitting(
      DataConfig data,
      RowSource source,
      List<ColumnPlan> plans,
      Split.Part[] parts,
      Optional<Shape> known,
      Images images,
      Faults faults) {
    this.source = source;
    this.faults = faults;
    this.data = data;
    this.parts = parts;
    this.plans = plans;
    this.known = known;
    tokens = TextTable.of(data.missingTokens());
    missing = new int[plans.size()];
    missingInTraining = new boolean[plans.size()];
    firstMissing = new Place[plans.size()];
    steps =
        stepFeatures()
            .map(features -> new StepColumns(indexes(plans), features, tokens))
            .orElse(null);
    boolean alike =
        source.shape().isPresent()
            || data.image().isPresent()
            || known.filter(Shape::image).isPresent()
            || steps != null;
    Optional<Moments> shared = alike ? Optional.of(new Moments()) : Optional.empty();
    for (ColumnPlan plan : plans) {
      if (alike && plan.type() == ColumnType.NUMERIC && plan.scaling() == Scaling.ROBUST) {
        faults.add(
            Place.of(source.file()),
            "column "
                + Text.quoted(plan.name())
                + " is one of an image or a sequence, whose columns share their scale; set `scaling` to"
                + " standard, min_max or none");
      }
      fits.add(fit(plan, shared, images));
    }
  }

  private ColumnFit fit(ColumnPlan plan, Optional<Moments> shared, Images images) {
    return switch (plan.type()) {
      case NUMERIC -> new NumericFit(plan, shared);
      case SEQUENCE -> new SequenceFit(plan);
      case TEXT -> new NGramFit(plan);
      case WORDS -> new WordsFit(plan);
      case TOKENS -> new TokensFit(plan);
      case BOOLEAN, CATEGORICAL -> new TextFit(plan);
      case DATE -> new DateFit(plan);
      case IMAGE -> new ImageFit(plan, source, images);
      case IGNORE -> throw new IllegalArgumentException(plan.name());
    };
  }

  /** How many of the columns make one step of a sequence, if they do. */
  private Optional<Integer> stepFeatures() {
    boolean cells =
        plans.stream()
            .anyMatch(
                plan ->
                    plan.type() == ColumnType.SEQUENCE
                        || plan.type() == ColumnType.WORDS
                        || plan.type() == ColumnType.TOKENS);
    return cells
        ? Optional.empty()
        : known
            .filter(Shape::sequence)
            .map(Shape::channels)
            .or(() -> data.sequence().map(SequenceConfig::features));
  }

  private static int[] indexes(List<ColumnPlan> plans) {
    return plans.stream().mapToInt(ColumnPlan::index).toArray();
  }

  @Override
  public void accept(Row row) {
    Split.Part part = parts[rows++];
    if (part == Split.Part.LEFT_OUT) {
      return;
    }
    int present = steps == null ? plans.size() : steps.cells(row);
    if (present == 0) {
      faults.add(place(plans.get(0), row), StepColumns.noSteps());
    }
    for (int i = 0; i < present; i++) {
      ColumnPlan plan = plans.get(i);
      if (row.missing(plan.index(), tokens)) {
        if (missing[i]++ == 0) {
          firstMissing[i] = place(plan, row);
        }
        missingInTraining[i] |= part == Split.Part.TRAIN;
        continue;
      }
      String fault = fits.get(i).fault(row);
      if (fault != null) {
        addFault(plan, place(plan, row), fault);
      } else if (part == Split.Part.TRAIN) {
        fits.get(i).learn(row);
      }
    }
  }

  /**
   * Whether columns that hold nothing but numbers can be fitted by {@link #learn}.
   *
   * @param known the shape of an example, where a model that training starts from tells it
   */
  static boolean needsNumbersAlone(DataConfig data, List<ColumnPlan> plans, Optional<Shape> known) {
    return data.sequence().isEmpty()
        && known.filter(Shape::sequence).isEmpty()
        && !TextTable.of(data.missingTokens()).holdNumbers()
        && plans.stream()
            .allMatch(
                plan -> plan.type() == ColumnType.NUMERIC && plan.scaling() != Scaling.ROBUST);
  }

  /** Learns from all rows in place of a pass over the table. */
  Fitting learn(KeptNumbers kept, int cells) {
    NumericFit[] numeric = fits.stream().map(NumericFit.class::cast).toArray(NumericFit[]::new);
    int[] indexes = indexes(plans);
    double[] numbers = new double[cells];
    for (int row = 0; row < parts.length; row++) {
      if (parts[row] == Split.Part.TRAIN) {
        kept.copyRow(row, numbers);
        for (int i = 0; i < numeric.length; i++) {
          numeric[i].learn(numbers[indexes[i]]);
        }
      }
    }
    return this;
  }

  private Place place(ColumnPlan plan, Row row) {
    return new Place(source.file(), row.line(), plan.index() + 1);
  }

  private void addFault(ColumnPlan plan, Place place, String fault) {
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
            + (plans.get(i).type() == ColumnType.SEQUENCE || plans.get(i).type() == ColumnType.IMAGE
                ? "; set data.missing or the column's `missing` to drop_row"
                : "; set data.missing or the column's `missing` to mean, median, mode, constant or"
                    + " drop_row"));
  }

  /** All columns as the good cells of the training rows have them; none if one has no such cell. */
  Optional<FittedColumns> fitted() {
    return columns()
        .map(
            columns ->
                new FittedColumns(
                    columns, shape(columns), data.missingTokens(), Spelling.of(data)));
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
    List<FittedColumn> columns = new ArrayList<>();
    fits.forEach(fit -> columns.add(fit.fitted()));
    for (int i = 0; i < plans.size(); i++) {
      // An input that is 0 in every training row would keep its first random weights.
      if (plans.get(i).wasMissing() && missingInTraining[i] && columns.get(i).fills()) {
        columns.add(new FittedColumn.WasMissing(plans.get(i).name()));
      }
    }
    columns.sort(FittedColumns.LAST_IN_ROW);
    return Optional.of(List.copyOf(columns));
  }

  private Shape shape(List<FittedColumn> columns) {
    if (data.image().isPresent()) {
      ImageConfig image = data.image().get();
      return Shape.image(image.channels(), image.height(), image.width());
    }
    if (columns.get(0) instanceof FittedColumn.Image image && !image.beside()) {
      Picture size = image.image();
      return Shape.image(size.channels(), size.height(), size.width());
    } else if (columns.get(0) instanceof FittedColumn.Sequence sequence && sequence.vector() == 0) {
      return Shape.sequence(sequence.steps(), sequence.features());
    } else if (columns.get(0).stepTable().isPresent() && columns.get(0).series().isEmpty()) {
      return Shape.sequence(columns.get(0).stepTable().get());
    } else if (steps != null) {
      int features = stepFeatures().orElseThrow();
      return Shape.sequence(columns.size() / features, features);
    }
    Shape vectors =
        Shape.row(
            0,
            FittedColumns.bags(columns),
            FittedColumns.pictures(columns),
            FittedColumns.series(columns));
    int width =
        Math.toIntExact(columns.stream().mapToLong(FittedColumn::width).sum() - vectors.size());
    return source
        .shape()
        .filter(shape -> shape.size() == width)
        .orElse(Shape.row(width, vectors.bags(), vectors.pictures(), vectors.series()));
  }
}
