package org.headtune.recipe;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.headtune.Text;
import org.headtune.config.DataConfig.MissingPolicy;
import org.headtune.data.Documents;
import org.headtune.data.FittedColumn;
import org.headtune.data.FittedColumns;
import org.headtune.data.FreeText;
import org.headtune.data.Picture;
import org.headtune.data.RobustNumber;
import org.headtune.data.Spelling;
import org.headtune.data.TokenSequence;
import org.headtune.data.WordSequence;

/** A table of input columns with their fitted preprocessing. */
final class ColumnText {
  private ColumnText() {}

  /** A line per column; neighbours that are treated alike, such as pixels, share one. */
  static String of(FittedColumns fitted) {
    TextColumns table = new TextColumns("column", "type", ">inputs", "missing", "becomes");
    List<FittedColumn> columns = fitted.columns();
    int first = 0;
    for (int i = 1; i <= columns.size(); i++) {
      if (i == columns.size() || !line(columns.get(i)).equals(line(columns.get(first)))) {
        table.row(cells(columns.get(first), columns.get(i - 1), i - first));
        first = i;
      }
    }
    String tokens =
        fitted.missingTokens().stream().map(Text::quoted).collect(Collectors.joining(", "));
    return table.text()
        + (tokens.isEmpty() ? "" : "also missing: " + tokens + "\n")
        + spelling(fitted.spelling());
  }

  /** How tables are written, as far as it is unusual. */
  private static String spelling(Spelling spelling) {
    List<String> ways = new ArrayList<>();
    if (spelling.encoding() != Spelling.STANDARD.encoding()) {
      ways.add("encoding " + word(spelling.encoding()));
    }
    if (spelling.quote() != Spelling.STANDARD.quote()) {
      ways.add("quotes " + word(spelling.quote()));
    }
    if (spelling.trim()) {
      ways.add("blanks around cells are no part of them");
    }
    if (spelling.decimalComma()) {
      ways.add("decimal commas");
    }
    Documents documents = spelling.documents();
    if (documents.named()) {
      ways.add(
          "rows of plain text: each "
              + word(documents.from())
              + (documents.split() > 0
                  ? String.format(Locale.ROOT, ", in parts of %,d characters", documents.split())
                  : ""));
    }
    return ways.isEmpty() ? "" : "tables: " + String.join(", ", ways) + "\n";
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static String[] cells(FittedColumn first, FittedColumn last, int count) {
    Line line = line(first);
    String names = Text.printable(first.name());
    return new String[] {
      count == 1 ? names : names + " ... " + Text.printable(last.name()),
      line.type,
      Long.toString((long) count * first.inputs()),
      line.missing,
      line.becomes
    };
  }

  /** All that is said of a column but its name. */
  private record Line(String type, String missing, String becomes) {}

  private static Line line(FittedColumn column) {
    if (column instanceof FittedColumn.Numeric numeric) {
      return new Line(
          "numeric",
          missing(column, Double.toString(numeric.replacement())),
          "(x - " + number(numeric.center()) + ") / " + number(numeric.scale()));
    } else if (column instanceof RobustNumber robust) {
      return new Line(
          "numeric",
          missing(column, Double.toString(robust.replacement())),
          "v / sqrt(1 + (v / 3)^2), v = (x - "
              + number(robust.center())
              + ") / "
              + number(robust.scale()));
    } else if (column instanceof FittedColumn.TrueFalse truth) {
      return new Line("boolean", missing(column, Boolean.toString(truth.replacement())), "0 or 1");
    } else if (column instanceof FittedColumn.Categorical texts) {
      return new Line(
          "categorical",
          missing(column, Text.quoted(texts.replacement())),
          texts.categories().stream().map(Text::quoted).collect(Collectors.joining(", "))
              + ", any other");
    }
    if (column instanceof FittedColumn.Sequence sequence) {
      return new Line(
          "sequence",
          missing(column, ""),
          "(x - "
              + number(sequence.center())
              + ") / "
              + number(sequence.scale())
              + ", numbers separated by "
              + Text.quoted(sequence.separator()));
    }
    if (column instanceof WordSequence words) {
      return new Line(
          "words",
          column.missing() == MissingPolicy.DROP_ROW ? missing(column, "") : "an empty text",
          String.format(
              Locale.ROOT,
              "%d numbers for each word%s: the vector of one of %,d, or that of all others; at most"
                  + " %,d words",
              words.bag().units(),
              words.lowerCase() ? " in lower case" : "",
              words.words().size(),
              words.bag().length()));
    }
    if (column instanceof TokenSequence tokens) {
      return new Line(
          "tokens",
          column.missing() == MissingPolicy.DROP_ROW ? missing(column, "") : "an empty text",
          String.format(
              Locale.ROOT,
              "%d numbers for each token%s: the vector of one of %,d (byte pairs); at most %,d tokens",
              tokens.bag().units(),
              tokens.lowerCase() ? " in lower case" : "",
              tokens.bag().entries(),
              tokens.bag().length()));
    }
    if (column instanceof FreeText text) {
      return new Line(
          "text",
          column.missing() == MissingPolicy.DROP_ROW ? missing(column, "") : "an empty text",
          String.format(
              Locale.ROOT,
              "%d numbers: %s of the vectors of its n-grams (up to %d words, %d characters%s), at"
                  + " most %,d of a table of %,d",
              text.bag().units(),
              text.mean() ? "the mean" : "the tf-idf sum",
              text.words(),
              text.characters(),
              text.lowerCase() ? ", in lower case" : "",
              text.bag().length(),
              text.bag().entries()));
    }
    if (column instanceof FittedColumn.Date date) {
      return new Line("date", missing(column, date.replacement()), becomes(date));
    }
    if (column instanceof FittedColumn.CategoryVector texts) {
      return new Line(
          "categorical",
          missing(column, Text.quoted(texts.replacement())),
          String.format(
              Locale.ROOT,
              "%d numbers: the vector of one of %,d values; of any other %s",
              texts.inputs(),
              texts.categories().size(),
              texts.hasShared() ? "that of rare ones" : "zeros"));
    }
    if (column instanceof FittedColumn.Image image) {
      return new Line("image", missing(column, ""), becomes(image));
    }
    if (column instanceof FittedColumn.WasMissing) {
      return new Line("was missing", "", "1 where the cell is missing, else 0");
    }
    throw new IllegalArgumentException(column.toString());
  }

  private static String becomes(FittedColumn.Image image) {
    Picture size = image.image();
    return String.format(
            Locale.ROOT,
            "%d x %d pixels in %s, (pixel / 255 - %s) / %s",
            size.height(),
            size.width(),
            size.channels() == 1 ? "grey" : "colour",
            numbers(image.means()),
            numbers(image.deviations()))
        + (image.beside() ? "; convolutions make a vector of it" : "")
        + (image.folder().isEmpty() ? "" : "; in the folder " + Text.quoted(image.folder()));
  }

  private static String numbers(List<Double> values) {
    return values.stream().map(ColumnText::number).collect(Collectors.joining(", "));
  }

  private static String becomes(FittedColumn.Date date) {
    String center =
        Instant.ofEpochSecond((long) date.center())
            .atOffset(ZoneOffset.UTC)
            .toLocalDate()
            .toString();
    String cycles =
        date.cycles().stream()
            .map(cycle -> cycle.name().toLowerCase(Locale.ROOT).replace('_', ' '))
            .collect(Collectors.joining(", "));
    return "(x - "
        + center
        + ") / "
        + number(date.scale() / 86_400)
        + " days"
        + (cycles.isEmpty() ? "" : "; sine and cosine of " + cycles)
        + (date.pattern().isEmpty() ? "" : "; written as " + Text.quoted(date.pattern()));
  }

  private static String missing(FittedColumn column, String replacement) {
    String policy = column.missing().name().toLowerCase(Locale.ROOT);
    return column.fills() ? policy + " " + replacement : policy;
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.6g", value);
  }
}
