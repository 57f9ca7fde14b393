package org.headtune.data;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.headtune.config.DataConfig.MissingPolicy;

/** How one column becomes numbers, fitted on the training rows. */
public sealed interface FittedColumn
    permits FittedColumn.Numeric,
        FittedColumn.Sequence,
        FittedColumn.Date,
        FittedColumn.TrueFalse,
        FittedColumn.Categorical,
        FittedColumn.CategoryVector,
        FittedColumn.Image,
        FittedColumn.WasMissing,
        FreeText,
        RobustNumber,
        TokenSequence,
        WordSequence {

  /** The column's name in the header. */
  String name();

  /**
   * What becomes of a missing cell; all but {@code DROP_ROW} and {@code FAIL} put a value there.
   */
  MissingPolicy missing();

  /** How many numbers of a row the column becomes. */
  int width();

  /** How many numbers the network has of it, once it has looked up learnt vectors. */
  default int inputs() {
    return width();
  }

  /** Whether a cell is one number, and between two of them lie others. */
  default boolean readsNumber() {
    return false;
  }

  /** Whether a missing cell takes a value. */
  default boolean fills() {
    return missing().fills();
  }

  /** The table of learnt vectors that the column's numbers point into, if they do. */
  default Optional<Bag> table() {
    return Optional.empty();
  }

  /**
   * The table that its steps point into, if it is a sequence of entries, beside others or alone.
   */
  default Optional<Bag> stepTable() {
    return Optional.empty();
  }

  /** The image that the column's numbers are, if it stands beside other columns. */
  default Optional<Picture> picture() {
    return Optional.empty();
  }

  /** The sequence that the column's numbers are, if it stands beside other columns. */
  default Optional<Series> series() {
    return Optional.empty();
  }

  /**
   * A number: {@code (x - center) / scale}, computed in double.
   *
   * @param replacement the x of a missing cell; 0 where none is put there
   * @param center mean or minimum of the training rows, or 0
   * @param scale standard deviation (of the population) or range of the training rows, or 1; never
   *     0
   */
  record Numeric(
      String name, MissingPolicy missing, double replacement, double center, double scale)
      implements FittedColumn {
    @Override
    public int width() {
      return 1;
    }

    @Override
    public boolean readsNumber() {
      return true;
    }
  }

  /**
   * A sequence: {@code steps x features} numbers, step after step, each {@code (x - center) /
   * scale}, zeros after the last step of the cell, and how many steps it has. What is longer is
   * cut.
   *
   * @param separator what stands between two numbers; a blank for any blanks
   * @param features numbers per step
   * @param steps of the longest sequence
   * @param center mean or minimum of all numbers of the training rows, or 0
   * @param scale standard deviation (of the population) or range of them, or 1; never 0
   * @param vector numbers that the network makes of it beside other columns; 0 if there are none
   */
  record Sequence(
      String name,
      MissingPolicy missing,
      String separator,
      int features,
      int steps,
      double center,
      double scale,
      int vector)
      implements FittedColumn {

    public Sequence {
      if (vector < 0 || features < 1 || steps < 1 || separator.isEmpty() || missing.fills()) {
        throw new IllegalArgumentException("no sequence: " + name);
      }
    }

    @Override
    public int width() {
      return Math.toIntExact(Shape.sequence(steps, features).size());
    }

    @Override
    public int inputs() {
      return vector > 0 ? vector : width();
    }

    @Override
    public Optional<Series> series() {
      return vector > 0
          ? Optional.of(new Series(Shape.sequence(steps, features), vector))
          : Optional.empty();
    }
  }

  /**
   * A date: {@code (seconds since 1970 - center) / scale}, computed in double, and sine and cosine
   * of how far each cycle has turned. What is written without an offset counts as UTC. Seconds
   * beyond those of the training rows, as all later rows have them, count as the nearest of them:
   * nothing was learnt of what lies there. A missing cell whose policy is mean or median stands in
   * the middle of each circle, 0 and 0.
   *
   * @param replacement the date of a missing cell, in ISO 8601; empty where none is put there
   * @param pattern how cells are written, in the letters of java.time; empty for ISO 8601
   * @param center seconds: mean or minimum of the training rows
   * @param scale seconds: standard deviation (of the population) or range of them, or 1; never 0
   * @param first seconds of the earliest training row
   * @param last seconds of the latest
   */
  record Date(
      String name,
      MissingPolicy missing,
      String replacement,
      String pattern,
      double center,
      double scale,
      double first,
      double last,
      List<Cycle> cycles)
      implements FittedColumn {
    private static final double MOST_SECONDS = 1e12;

    public Date {
      cycles = List.copyOf(cycles);
      DateFormat.of(pattern); // throws if it is none
      boolean range = -MOST_SECONDS <= first && first <= last && last <= MOST_SECONDS;
      if (!(Math.abs(center) <= MOST_SECONDS && scale > 0 && scale <= MOST_SECONDS && range)
          || Set.copyOf(cycles).size() != cycles.size()
          || (missing.fills() && DateFormat.ISO.read(replacement) == null)) {
        throw new IllegalArgumentException("no dates: " + name);
      }
    }

    @Override
    public int width() {
      return 1 + 2 * cycles.size();
    }
  }

  /**
   * A truth value: 1 for true, yes, t, y and 1; 0 for false, no, f, n and 0; case does not matter.
   *
   * @param replacement the value of a missing cell
   */
  record TrueFalse(String name, MissingPolicy missing, boolean replacement)
      implements FittedColumn {
    @Override
    public int width() {
      return 1;
    }
  }

  /**
   * One of several texts, one-hot: one place per category, in order, and a last one for any other.
   *
   * @param replacement the text of a missing cell
   * @param categories the texts of the training rows, by Unicode code point
   */
  record Categorical(
      String name, MissingPolicy missing, String replacement, List<String> categories)
      implements FittedColumn {

    public Categorical {
      categories = List.copyOf(categories);
    }

    @Override
    public int width() {
      return categories.size() + 1;
    }
  }

  /**
   * One of several texts, of each of which the network learns a vector: the place of its vector in
   * a table, and 1. What is none of them has the last vector, which rare texts of the training rows
   * share; or, where there were no rare ones, a vector of zeros.
   *
   * @param replacement the text of a missing cell
   * @param categories the texts of the training rows, by Unicode code point
   * @param bag one entry for each category, and one more where there were rare texts
   */
  record CategoryVector(
      String name, MissingPolicy missing, String replacement, List<String> categories, Bag bag)
      implements FittedColumn {

    public CategoryVector {
      categories = List.copyOf(categories);
      int shared = bag.entries() - categories.size();
      if (bag.length() != 1 || shared < 0 || shared > 1) {
        throw new IllegalArgumentException("no vector for each of the categories: " + name);
      }
    }

    /** Whether rare texts of the training rows share a vector. */
    public boolean hasShared() {
      return bag.entries() > categories.size();
    }

    @Override
    public int width() {
      return bag.width();
    }

    @Override
    public int inputs() {
      return bag.units();
    }

    @Override
    public Optional<Bag> table() {
      return Optional.of(bag);
    }
  }

  /**
   * An image that the cell names: {@code (pixel / 255 - mean) / deviation}, computed in double,
   * channel by channel and row by row.
   *
   * @param folder that paths are relative to; empty for that of the table
   * @param image its size; its filters and units are used beside other columns alone
   * @param beside whether there are other columns
   * @param means one for each channel, of the training rows or 0
   * @param deviations standard deviations (of the population) of the training rows, or 1
   */
  record Image(
      String name,
      MissingPolicy missing,
      String folder,
      Picture image,
      boolean beside,
      List<Double> means,
      List<Double> deviations)
      implements FittedColumn {

    public Image {
      means = List.copyOf(means);
      deviations = List.copyOf(deviations);
      boolean scaled =
          means.size() == image.channels()
              && deviations.size() == image.channels()
              && means.stream().allMatch(mean -> mean >= 0 && mean <= 1)
              && deviations.stream().allMatch(deviation -> deviation > 0 && deviation <= 1);
      if (!scaled || missing.fills()) {
        throw new IllegalArgumentException("no images: " + name);
      }
    }

    @Override
    public int width() {
      return Math.toIntExact(image.size());
    }

    @Override
    public int inputs() {
      return beside ? image.units() : width();
    }

    @Override
    public Optional<Picture> picture() {
      return beside ? Optional.of(image) : Optional.empty();
    }
  }

  /** Whether a cell of another column of this name is missing: 1 if so, else 0. */
  record WasMissing(String name) implements FittedColumn {
    @Override
    public MissingPolicy missing() {
      return MissingPolicy.CONSTANT;
    }

    @Override
    public int width() {
      return 1;
    }
  }
}
