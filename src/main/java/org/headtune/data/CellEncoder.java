package org.headtune.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.headtune.Text;

/** Turns the cells of one column into numbers. */
abstract sealed class CellEncoder
    permits CellEncoder.Categorical,
        CellEncoder.Numeric,
        CellEncoder.Sequence,
        CellEncoder.TrueFalse,
        DateEncoder,
        FreeTextEncoder,
        ImageEncoder,
        TokensEncoder,
        VectorEncoder,
        WasMissingEncoder,
        WordsEncoder {
  /** More parts of one cell are of no use to a reader. */
  static final int MOST_PARTS = 100;

  private final FittedColumn column;
  private final int index;
  private final TextTable tokens;

  CellEncoder(FittedColumn column, int index, TextTable tokens) {
    this.column = column;
    this.index = index;
    this.tokens = tokens;
  }

  static CellEncoder of(
      FittedColumn column, RowSource source, int index, TextTable tokens, Images images) {
    if (column instanceof FittedColumn.Numeric numeric) {
      double center = numeric.center();
      double scale = numeric.scale();
      return new Numeric(
          numeric, numeric.replacement(), center, x -> (x - center) / scale, index, tokens);
    }
    if (column instanceof RobustNumber robust) {
      return new Numeric(
          robust, robust.replacement(), robust.center(), robust::scaled, index, tokens);
    }
    if (column instanceof FittedColumn.TrueFalse trueFalse) {
      return new TrueFalse(trueFalse, index, tokens);
    }
    if (column instanceof FittedColumn.Sequence sequence) {
      return new Sequence(sequence, index, tokens);
    }
    if (column instanceof FreeText text) {
      return new FreeTextEncoder(text, index, tokens);
    }
    if (column instanceof WordSequence words) {
      return new WordsEncoder(words, index, tokens);
    }
    if (column instanceof TokenSequence sequence) {
      return new TokensEncoder(sequence, index, tokens);
    }
    if (column instanceof FittedColumn.Date date) {
      return new DateEncoder(date, index, tokens);
    }
    if (column instanceof FittedColumn.CategoryVector vector) {
      return new VectorEncoder(vector, index, tokens);
    }
    if (column instanceof FittedColumn.Image image) {
      return new ImageEncoder(image, source, index, tokens, images);
    }
    if (column instanceof FittedColumn.WasMissing wasMissing) {
      return new WasMissingEncoder(wasMissing, index, tokens);
    }
    return new Categorical((FittedColumn.Categorical) column, index, tokens);
  }

  /** Where the cell stands in the row. */
  final int index() {
    return index;
  }

  final int width() {
    return column.width();
  }

  final boolean missing(Row row) {
    return row.missing(index, tokens);
  }

  /** Whether there is nothing to encode, for a column where such rows are left out. */
  boolean leavesOut(Row row) {
    return missing(row);
  }

  /** False if the cell is faulty. */
  abstract boolean encode(Row row, float[] out, int at);

  /**
   * What would be other numbers without a part of the cell.
   *
   * @param at where the cell's numbers begin in the row
   */
  List<Occlusion> occlusions(Row row, int at) {
    return List.of(occlusion("", at, neutral()));
  }

  final Occlusion occlusion(String part, int at, float[] numbers) {
    return new Occlusion(
        column.name(), part, IntStream.range(at, at + numbers.length).toArray(), numbers);
  }

  /**
   * The numbers of a cell that tells nothing: what a missing one would have, or else zeros, which
   * are no category, no words, and the mean of standardised numbers.
   */
  float[] neutral() {
    return new float[width()];
  }

  /** How many cells held more than there is room for. */
  long cut() {
    return 0;
  }

  /** What cells should hold, for a message. */
  abstract String expected();

  /** What is wrong with a cell that cannot be encoded. */
  String fault(Row row) {
    return missing(row)
        ? "the cell is missing, and missing cells have no value in this column"
        : Text.quoted(row.text(index)) + " is not " + expected();
  }

  static final class Numeric extends CellEncoder {
    private final boolean fills;
    private final double replacement;
    private final double center;
    private final DoubleUnaryOperator scaling;
    private final boolean numericTokens; // such as -999: only then a number may be a missing cell

    Numeric(
        FittedColumn column,
        double replacement,
        double center,
        DoubleUnaryOperator scaling,
        int index,
        TextTable tokens) {
      super(column, index, tokens);
      this.fills = column.fills();
      this.replacement = replacement;
      this.center = center;
      this.scaling = scaling;
      numericTokens = tokens.holdNumbers();
    }

    @Override
    boolean encode(Row row, float[] out, int at) {
      double value = row.number(index());
      if ((Double.isNaN(value) || numericTokens) && missing(row)) {
        if (!fills) {
          return false;
        }
        value = replacement;
      }
      out[at] = (float) scaling.applyAsDouble(value);
      return Math.abs(out[at]) <= Float.MAX_VALUE; // also false for NaN
    }

    @Override
    float[] neutral() {
      return new float[] {(float) scaling.applyAsDouble(fills ? replacement : center)};
    }

    @Override
    String expected() {
      return "a finite number of the size of a float";
    }
  }

  static final class Sequence extends CellEncoder {
    private final FittedColumn.Sequence column;
    private final SequenceCell cell;
    private long cut;

    Sequence(FittedColumn.Sequence column, int index, TextTable tokens) {
      super(column, index, tokens);
      this.column = column;
      this.cell = new SequenceCell(column.separator(), column.features());
    }

    @Override
    boolean encode(Row row, float[] out, int at) {
      if (missing(row) || !cell.read(row, index())) {
        return false;
      }
      int steps = Math.min(cell.steps(), column.steps());
      int count = steps * column.features();
      for (int i = 0; i < count; i++) {
        float value = (float) ((cell.numbers()[i] - column.center()) / column.scale());
        if (!(Math.abs(value) <= Float.MAX_VALUE)) {
          return false;
        }
        out[at + i] = value;
      }
      Arrays.fill(out, at + count, at + width() - 1, 0f);
      out[at + width() - 1] = steps;
      cut += cell.steps() > steps ? 1 : 0;
      return true;
    }

    /** One for each step, or for neighbouring ones of a long sequence. */
    @Override
    List<Occlusion> occlusions(Row row, int at) {
      cell.read(row, index());
      int steps = Math.min(cell.steps(), column.steps());
      int together = (steps + MOST_PARTS - 1) / MOST_PARTS;
      List<Occlusion> occlusions = new ArrayList<>();
      for (int first = 0; first < steps; first += together) {
        int last = Math.min(first + together, steps);
        String part = last == first + 1 ? "step " + last : "steps %d-%d".formatted(first + 1, last);
        occlusions.add(
            occlusion(
                part,
                at + first * column.features(),
                new float[(last - first) * column.features()]));
      }
      return occlusions;
    }

    @Override
    long cut() {
      return cut;
    }

    @Override
    String expected() {
      return cell.expected();
    }
  }

  static final class TrueFalse extends CellEncoder {
    private final FittedColumn.TrueFalse column;

    TrueFalse(FittedColumn.TrueFalse column, int index, TextTable tokens) {
      super(column, index, tokens);
      this.column = column;
    }

    @Override
    boolean encode(Row row, float[] out, int at) {
      int truth =
          !missing(row)
              ? truth(row.text(index()))
              : column.fills() ? (column.replacement() ? 1 : 0) : -1;
      out[at] = truth;
      return truth >= 0;
    }

    @Override
    float[] neutral() {
      return new float[] {column.fills() ? (column.replacement() ? 1 : 0) : 0.5f};
    }

    @Override
    String expected() {
      return "true or false (nor yes, no, t, f, y, n, 1, 0)";
    }
  }

  private static final List<String> TRUE = List.of("true", "yes", "t", "y", "1");
  private static final List<String> FALSE = List.of("false", "no", "f", "n", "0");

  /** 1 for a word of truth, 0 for one of falsehood, -1 for any other text. */
  static int truth(String text) {
    String word = text.strip().toLowerCase(Locale.ROOT);
    return TRUE.contains(word) ? 1 : FALSE.contains(word) ? 0 : -1;
  }

  static final class Categorical extends CellEncoder {
    private final FittedColumn.Categorical column;
    private final TextTable categories;

    Categorical(FittedColumn.Categorical column, int index, TextTable tokens) {
      super(column, index, tokens);
      this.column = column;
      categories = TextTable.of(column.categories());
    }

    @Override
    boolean encode(Row row, float[] out, int at) {
      int category;
      if (missing(row)) {
        if (!column.fills()) {
          return false;
        }
        category = column.categories().indexOf(column.replacement());
      } else {
        category = row.indexIn(categories, index());
      }
      Arrays.fill(out, at, at + width(), 0f);
      out[at + (category < 0 ? width() - 1 : category)] = 1f;
      return true;
    }

    @Override
    String expected() {
      throw new IllegalStateException("any text is a category or an unknown one");
    }
  }
}
