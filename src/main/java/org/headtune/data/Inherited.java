package org.headtune.data;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.headtune.config.DataConfig;
import org.headtune.config.DataConfig.ColumnType;
import org.headtune.config.Scaling;

/**
 * What a model that training starts from says about the data.
 *
 * @param columns its input columns with their preprocessing
 * @param refit whether numbers are scaled anew, by the training rows and {@code data.scaling}
 * @param classes from the labels that stand in the data to the classes of the new model
 */
public record Inherited(FittedColumns columns, boolean refit, UnaryOperator<ClassNames> classes) {

  /**
   * The columns of a model as a table calls them: the one column of texts is that of the table
   * which is no label, if there is only one, whatever its name. Texts without labels have often
   * none.
   */
  public static FittedColumns calledAs(FittedColumns columns, DataConfig data) {
    if (columns.columns().size() != 1
        || !(columns.columns().get(0) instanceof TokenSequence column)) {
      return columns;
    }
    try (RowSource source =
        new InputFile(data.train(), data.trainLabels(), Layout.of(data)).open()) {
      List<String> inputs = new ArrayList<>(source.columns());
      inputs.remove(Labels.index(data, source));
      inputs.removeIf(data::onlySplits);
      return inputs.size() != 1 || inputs.contains(column.name())
          ? columns
          : new FittedColumns(
              List.of(column.called(inputs.get(0))),
              columns.shape(),
              columns.missingTokens(),
              columns.spelling());
    }
  }

  /** Plans for the columns that are fitted anew. */
  List<ColumnPlan> plans(DataConfig data, TableProfile profile) {
    Map<String, Integer> indexes = new LinkedHashMap<>();
    profile.columns().forEach(column -> indexes.put(column.name(), indexes.size()));
    List<ColumnPlan> plans = new ArrayList<>();
    for (FittedColumn column : columns.columns()) {
      if (indexes.containsKey(column.name())) {
        plan(column, indexes.get(column.name()), data.scaling()).ifPresent(plans::add);
      }
    }
    return plans;
  }

  private static Optional<ColumnPlan> plan(FittedColumn column, int index, Scaling scaling) {
    ColumnPlan.Steps steps = ColumnPlan.Steps.NONE;
    ColumnPlan.Dates dates = ColumnPlan.Dates.ISO;
    ColumnPlan.Pixels pixels = ColumnPlan.Pixels.STANDARD;
    ColumnType type;
    String replacement = "";
    if (column instanceof FittedColumn.Sequence sequence) {
      type = ColumnType.SEQUENCE;
      steps =
          new ColumnPlan.Steps(
              sequence.separator(),
              sequence.features(),
              Optional.of(sequence.steps()),
              sequence.vector());
    } else if (column instanceof FittedColumn.Numeric numeric) {
      type = ColumnType.NUMERIC;
      replacement = Double.toString(numeric.replacement());
    } else if (column instanceof RobustNumber robust) {
      type = ColumnType.NUMERIC;
      replacement = Double.toString(robust.replacement());
    } else if (column instanceof FittedColumn.Date date) {
      type = ColumnType.DATE;
      replacement = date.replacement();
      dates = new ColumnPlan.Dates(date.pattern(), Optional.of(date.cycles()));
    } else if (column instanceof FittedColumn.Image image) {
      type = ColumnType.IMAGE;
      pixels = new ColumnPlan.Pixels(image.folder(), image.image());
    } else {
      return Optional.empty();
    }
    return Optional.of(
        ColumnPlan.refitted(
            column,
            index,
            type,
            replacement,
            scaling,
            steps,
            dates,
            pixels,
            column.series().isPresent() || column.picture().isPresent()));
  }

  /** The columns, those that were fitted anew in their new form. */
  FittedColumns with(List<FittedColumn> refitted) {
    Map<String, FittedColumn> byName = new LinkedHashMap<>();
    refitted.forEach(column -> byName.put(column.name(), column));
    return new FittedColumns(
        columns.columns().stream()
            .map(
                column ->
                    column instanceof FittedColumn.WasMissing
                        ? column
                        : byName.getOrDefault(column.name(), column))
            .toList(),
        columns.shape(),
        columns.missingTokens(),
        columns.spelling());
  }
}
