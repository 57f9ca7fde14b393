package org.headtune.data;

import java.util.Optional;
import org.headtune.config.DataConfig;
import org.headtune.config.DataConfig.ColumnConfig;
import org.headtune.config.DataConfig.ColumnType;
import org.headtune.config.DataConfig.MissingPolicy;
import org.headtune.config.DataConfig.Scaling;
import org.headtune.config.TextConfig;

/** What is to be done with one feature column, before its numbers are known. */
record ColumnPlan(
    String name,
    int index,
    ColumnType type,
    MissingPolicy missing,
    Optional<String> constant,
    Scaling scaling,
    Steps steps,
    TextConfig text) {

  /**
   * How the cells of a column hold sequences, if they do.
   *
   * @param length most steps, if it is not that of the longest training row
   */
  record Steps(String separator, int features, Optional<Integer> length) {
    static final Steps NONE = new Steps(SequenceCell.BLANK, 1, Optional.empty());
  }

  static ColumnPlan of(DataConfig data, TableProfile.Column column, int index) {
    Optional<ColumnConfig> config = Optional.ofNullable(data.columns().get(column.name()));
    ColumnType type = config.flatMap(ColumnConfig::type).orElse(column.detected());
    MissingPolicy missing = missing(data, column.name());
    return new ColumnPlan(
        column.name(),
        index,
        type,
        missing(type, missing),
        config.flatMap(ColumnConfig::constant),
        config.flatMap(ColumnConfig::scaling).orElse(data.scaling()),
        new Steps(
            config.flatMap(ColumnConfig::separator).orElse(SequenceCell.BLANK),
            config.flatMap(ColumnConfig::features).orElse(1),
            config.flatMap(ColumnConfig::length)),
        config.flatMap(ColumnConfig::text).orElse(TextConfig.STANDARD));
  }

  /** Nothing can take the place of a whole sequence; a text that is missing is an empty one. */
  private static MissingPolicy missing(ColumnType type, MissingPolicy wanted) {
    if (wanted == MissingPolicy.DROP_ROW) {
      return wanted;
    }
    return switch (type) {
      case SEQUENCE -> MissingPolicy.FAIL;
      case TEXT -> MissingPolicy.CONSTANT;
      default -> wanted;
    };
  }

  static MissingPolicy missing(DataConfig data, String column) {
    return Optional.ofNullable(data.columns().get(column))
        .flatMap(ColumnConfig::missing)
        .orElse(data.missing());
  }
}
