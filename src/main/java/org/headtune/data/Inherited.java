package org.headtune.data;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.headtune.config.DataConfig;
import org.headtune.config.DataConfig.ColumnType;
import org.headtune.config.TextConfig;

/**
 * What a model that training starts from says about the data.
 *
 * @param columns its input columns with their preprocessing
 * @param refit whether numbers are scaled anew, by the training rows and {@code data.scaling}
 * @param classes from the labels that stand in the data to the classes of the new model
 */
public record Inherited(FittedColumns columns, boolean refit, UnaryOperator<ClassNames> classes) {

  /** Plans for the columns that are fitted anew. */
  List<ColumnPlan> plans(DataConfig data, TableProfile profile) {
    Map<String, Integer> indexes = new LinkedHashMap<>();
    profile.columns().forEach(column -> indexes.put(column.name(), indexes.size()));
    List<ColumnPlan> plans = new ArrayList<>();
    for (FittedColumn column : columns.columns()) {
      if (column instanceof FittedColumn.Sequence sequence && indexes.containsKey(column.name())) {
        plans.add(
            new ColumnPlan(
                sequence.name(),
                indexes.get(sequence.name()),
                ColumnType.SEQUENCE,
                sequence.missing(),
                Optional.empty(),
                data.scaling(),
                new ColumnPlan.Steps(
                    sequence.separator(), sequence.features(), Optional.of(sequence.steps())),
                TextConfig.STANDARD));
      } else if (column instanceof FittedColumn.Numeric numeric
          && indexes.containsKey(column.name())) {
        plans.add(
            new ColumnPlan(
                numeric.name(),
                indexes.get(numeric.name()),
                ColumnType.NUMERIC,
                numeric.missing(),
                Optional.of(Double.toString(numeric.replacement())),
                data.scaling(),
                ColumnPlan.Steps.NONE,
                TextConfig.STANDARD));
      }
    }
    return plans;
  }

  /** The columns, those that were fitted anew in their new form. */
  FittedColumns with(List<FittedColumn> refitted) {
    Map<String, FittedColumn> byName = new LinkedHashMap<>();
    refitted.forEach(column -> byName.put(column.name(), column));
    return new FittedColumns(
        columns.columns().stream()
            .map(column -> byName.getOrDefault(column.name(), column))
            .toList(),
        columns.shape(),
        columns.missingTokens(),
        columns.trim());
  }
}
