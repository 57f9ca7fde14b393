package org.headtune.data;

import java.util.List;
import java.util.Optional;
import org.headtune.config.ColumnConfig;
import org.headtune.config.DataConfig;
import org.headtune.config.DataConfig.ColumnType;
import org.headtune.config.DataConfig.MissingPolicy;
import org.headtune.config.PictureConfig;
import org.headtune.config.Scaling;
import org.headtune.config.TextConfig;
import org.headtune.config.TokensConfig;
import org.headtune.config.WordsConfig;

/**
 * What is to be done with one feature column, before its numbers are known.
 *
 * @param beside whether there are other feature columns
 */
record ColumnPlan(
    String name,
    int index,
    ColumnType type,
    MissingPolicy missing,
    Optional<String> constant,
    Scaling scaling,
    Steps steps,
    TextConfig text,
    WordsConfig words,
    TokensConfig tokens,
    Dates dates,
    Categories categories,
    Pixels pixels,
    boolean wasMissing,
    boolean beside) {

  /**
   * How images are read, if there are any.
   *
   * @param folder that paths are relative to; empty for that of the table
   */
  record Pixels(String folder, Picture size) {
    private static final List<Integer> FILTERS = List.of(16, 32);
    private static final int UNITS = 32;

    static final Pixels STANDARD = of(PictureConfig.STANDARD);

    static Pixels of(PictureConfig config) {
      return new Pixels(
          config.folder().orElse(""),
          new Picture(
              config.color() == PictureConfig.Color.GREY ? 1 : 3,
              config.height(),
              config.width(),
              config.filters().orElse(FILTERS),
              config.vector().orElse(UNITS)));
    }
  }

  /**
   * How the cells of a column hold sequences, if they do.
   *
   * @param length most steps, if it is not that of the longest training row
   * @param vector numbers that the network makes of it beside other columns
   */
  record Steps(String separator, int features, Optional<Integer> length, int vector) {
    private static final int UNITS = 32;

    static final Steps NONE = new Steps(SequenceCell.BLANK, 1, Optional.empty(), UNITS);
  }

  /**
   * How dates are read, if there are any.
   *
   * @param pattern in the letters of java.time; empty for ISO 8601
   * @param cycles that the network sees, if it is not those in which training rows differ
   */
  record Dates(String pattern, Optional<List<Cycle>> cycles) {
    static final Dates ISO = new Dates("", Optional.empty());
  }

  /**
   * How categories are told apart, if there are any.
   *
   * @param minRows fewest training rows of one by itself
   * @param vector numbers that are learnt for each, if it is not an input of its own
   */
  record Categories(int minRows, Optional<Integer> vector) {
    static final Categories ALL = new Categories(1, Optional.empty());
  }

  /** A column that is read as another model reads it, but scaled anew. */
  static ColumnPlan refitted(
      FittedColumn column,
      int index,
      ColumnType type,
      String replacement,
      Scaling scaling,
      Steps steps,
      Dates dates,
      Pixels pixels,
      boolean beside) {
    return new ColumnPlan(
        column.name(),
        index,
        type,
        column.missing(),
        Optional.of(replacement),
        scaling,
        steps,
        TextConfig.STANDARD,
        WordsConfig.STANDARD,
        TokensConfig.STANDARD,
        dates,
        Categories.ALL,
        pixels,
        false,
        beside);
  }

  /** The same column with others beside it. */
  ColumnPlan withOthers() {
    return new ColumnPlan(
        name,
        index,
        type,
        missing,
        constant,
        scaling,
        steps,
        text,
        words,
        tokens,
        dates,
        categories,
        pixels,
        wasMissing,
        true);
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
            config.flatMap(ColumnConfig::length),
            config.flatMap(ColumnConfig::vector).orElse(Steps.UNITS)),
        config.flatMap(ColumnConfig::text).orElse(TextConfig.STANDARD),
        config.flatMap(ColumnConfig::words).orElse(WordsConfig.STANDARD),
        config.flatMap(ColumnConfig::tokens).orElse(TokensConfig.STANDARD),
        new Dates(config.flatMap(ColumnConfig::pattern).orElse(""), Optional.empty()),
        new Categories(
            config.flatMap(ColumnConfig::minRows).orElse(1), config.flatMap(ColumnConfig::vector)),
        config.flatMap(ColumnConfig::image).map(Pixels::of).orElse(Pixels.STANDARD),
        type.mayTellMissing() && config.flatMap(ColumnConfig::wasMissing).orElse(data.wasMissing()),
        false);
  }

  /**
   * Nothing can take the place of a sequence or an image; a text that is missing is an empty one.
   */
  private static MissingPolicy missing(ColumnType type, MissingPolicy wanted) {
    if (wanted == MissingPolicy.DROP_ROW) {
      return wanted;
    }
    return switch (type) {
      case SEQUENCE, IMAGE -> MissingPolicy.FAIL;
      case TEXT, WORDS, TOKENS -> MissingPolicy.CONSTANT;
      default -> wanted;
    };
  }

  static MissingPolicy missing(DataConfig data, String column) {
    return Optional.ofNullable(data.columns().get(column))
        .flatMap(ColumnConfig::missing)
        .orElse(data.missing());
  }
}
