package org.headtune.data;

import java.util.List;
import java.util.Optional;
import org.headtune.config.DataConfig;

/**
 * Everything that a run takes from its data files.
 *
 * @param validation rows held out or read from a file; none if the config asks for none
 * @param test rows held out or read from a file; none if the config asks for none
 * @param columns the feature columns, fitted on the training rows
 * @param label name of the label column, or null if there is none
 * @param layout how the training file was read
 * @param profile what the columns of the training file hold
 * @param notes what a careful user wants to know, in sentences
 * @param files every file that was read
 * @param parts which row serves for what
 */
public record Prepared(
    Examples train,
    Examples validation,
    Examples test,
    FittedColumns columns,
    ClassNames classes,
    String label,
    Layout layout,
    TableProfile profile,
    List<String> notes,
    List<SourceFile> files,
    RowParts parts) {

  static final String NO_ROWS = "the file has no data rows";
  static final String ALL_DROPPED = "no data rows are left after those with missing cells";

  public Prepared {
    notes = List.copyOf(notes);
    files = List.copyOf(files);
  }

  /**
   * Reads, checks, splits, fits and encodes. The training file is read up to three times and must
   * stay the same; the result depends on the files, the config and the seed alone. The rows are
   * kept in memory.
   *
   * @throws org.headtune.UserError naming what is wrong in the files
   */
  public static Prepared prepare(DataConfig data, long seed) {
    return prepare(data, seed, RowStorage.MEMORY);
  }

  /**
   * Like {@link #prepare(DataConfig, long)}; rows in files can be read as long as their storage is
   * open.
   */
  public static Prepared prepare(DataConfig data, long seed, RowStorage storage) {
    return new Preparation(data, Optional.empty(), Optional.empty(), true, storage).prepare(seed);
  }

  /**
   * Like {@link #prepare(DataConfig, long, RowStorage)}, for a model that starts from another one.
   *
   * @throws org.headtune.UserError also naming columns that are missing
   */
  public static Prepared prepare(
      DataConfig data, long seed, Inherited inherited, RowStorage storage) {
    return new Preparation(data, Optional.of(inherited), Optional.empty(), true, storage)
        .prepare(seed);
  }

  /**
   * Like {@link #prepare(DataConfig, long, RowStorage)}, of rows whose labels do not matter: a
   * label column that the config names is no input, and every row is of {@link ClassNames#NONE}.
   *
   * @param inherited the columns of a run that goes on
   */
  public static Prepared unlabelled(
      DataConfig data, long seed, Optional<Inherited> inherited, RowStorage storage) {
    return new Preparation(data, inherited, Optional.empty(), false, storage).prepare(seed);
  }

  /**
   * Like {@link #prepare(DataConfig, long)}, for the model that is trained without a fold: the rows
   * of the fold are its test rows, and columns are fitted without them.
   */
  public static Prepared prepare(DataConfig data, long seed, Fold held, RowStorage storage) {
    return new Preparation(data, Optional.empty(), Optional.of(held), true, storage).prepare(seed);
  }

  /** As much as those need to know who only train a network whose columns are fitted. */
  public static Prepared ofTraining(
      DataConfig data, Examples train, FittedColumns columns, ClassNames classes) {
    Examples none =
        new Examples(
            new HeldRows(train.width(), List.of(), 1, new long[0]), new int[0], train.sets());
    return new Prepared(
        train,
        none,
        none,
        columns,
        classes,
        null,
        Layout.of(data),
        new TableProfile(train.rows(), List.of()),
        List.of(),
        List.of(),
        new RowParts(Optional.empty()));
  }

  /** What the training rows hold in each column, in short; of many columns, the first ones. */
  public List<ColumnShares> shares() {
    return new Distributions(this).shares(DataCheck.MOST_HISTOGRAMS);
  }
}
