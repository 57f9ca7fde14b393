package org.headtune.data;

import java.util.Optional;
import org.headtune.config.DataConfig;
import org.headtune.config.DataConfig.ColumnConfig;
import org.headtune.config.DataConfig.ColumnType;
import org.headtune.config.DataConfig.MissingPolicy;
import org.headtune.config.DataConfig.Scaling;

/** What is to be done with one feature column, before its numbers are known. */
record ColumnPlan(
    String name,
    int index,
    ColumnType type,
    MissingPolicy missing,
    Optional<String> constant,
    Scaling scaling) {

  static ColumnPlan of(DataConfig data, TableProfile.Column column, int index) {
    Optional<ColumnConfig> config = Optional.ofNullable(data.columns().get(column.name()));
    return new ColumnPlan(
        column.name(),
        index,
        config.flatMap(ColumnConfig::type).orElse(column.detected()),
        missing(data, column.name()),
        config.flatMap(ColumnConfig::constant),
        config.flatMap(ColumnConfig::scaling).orElse(data.scaling()));
  }

  static MissingPolicy missing(DataConfig data, String column) {
    return Optional.ofNullable(data.columns().get(column))
        .flatMap(ColumnConfig::missing)
        .orElse(data.missing());
  }
}
