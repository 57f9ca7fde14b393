package org.headtune.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.headtune.Place;
import org.headtune.config.DataConfig;
import org.headtune.config.DataConfig.ColumnConfig;
import org.headtune.config.DataConfig.ColumnType;
import org.headtune.config.DataConfig.MissingPolicy;

/** The first pass over the training file: what its columns hold, and the label of each row. */
final class Profiling implements Consumer<Row> {
  /** The label of a row that is left out. */
  static final int LEFT_OUT = -1;

  private final RowSource source;
  private final int labelIndex;
  private final boolean dropUnlabelled;
  private final TextTable tokens;
  private final List<ColumnTally> tallies = new ArrayList<>();
  private final List<Integer> dropping = new ArrayList<>();
  private final TextTable labels = new TextTable();
  private final Faults faults;
  private int[] labelOfRow = new int[1024];
  private int rows;
  private long dropped;

  /**
   * A pass over a source.
   *
   * @param inherited the columns, where they are known already
   * @param faults receives those of rows without a label
   */
  Profiling(DataConfig data, RowSource source, Optional<FittedColumns> inherited, Faults faults) {
    this.source = source;
    this.faults = faults;
    labelIndex = Labels.index(data, source);
    tokens = TextTable.of(inherited.map(FittedColumns::missingTokens).orElse(data.missingTokens()));
    String label = source.columns().get(labelIndex);
    dropUnlabelled = ColumnPlan.missing(data, label) == MissingPolicy.DROP_ROW;
    for (int i = 0; i < source.columns().size(); i++) {
      String name = source.columns().get(i);
      tallies.add(new ColumnTally(name, i, tokens));
      if (i != labelIndex
          && inherited.map(columns -> drops(columns, name)).orElse(drops(data, name))) {
        dropping.add(i);
      }
    }
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
    for (ColumnTally tally : tallies) {
      tally.accept(row);
    }
    if (rows == labelOfRow.length) {
      labelOfRow = Arrays.copyOf(labelOfRow, 2 * rows);
    }
    labelOfRow[rows++] = label(row);
  }

  private int label(Row row) {
    for (int column : dropping) {
      if (row.missing(column, tokens)) {
        dropped++;
        return LEFT_OUT;
      }
    }
    if (!row.missing(labelIndex, tokens)) {
      return row.addTo(labels, labelIndex);
    }
    if (dropUnlabelled) {
      dropped++;
    } else {
      faults.add(new Place(source.file(), row.line(), labelIndex + 1), Labels.missing(labelName()));
    }
    return LEFT_OUT;
  }

  String labelName() {
    return source.columns().get(labelIndex);
  }

  long dropped() {
    return dropped;
  }

  /** The classes in their documented order. */
  ClassNames classes() {
    return ClassNames.sorted(labels.texts());
  }

  /** The class index of each row, or {@link #LEFT_OUT}. */
  int[] labels(ClassNames classes) {
    int[] indexes = new int[rows];
    for (int i = 0; i < rows; i++) {
      indexes[i] =
          labelOfRow[i] == LEFT_OUT ? LEFT_OUT : classes.indexOf(labels.text(labelOfRow[i]));
    }
    return indexes;
  }

  TableProfile profile() {
    return new TableProfile(rows, tallies.stream().map(ColumnTally::profile).toList());
  }
}
