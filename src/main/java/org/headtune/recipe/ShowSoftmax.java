package org.headtune.recipe;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.headtune.ExitCode;
import org.headtune.Place;
import org.headtune.Text;
import org.headtune.UserError;
import org.headtune.artifact.AtomicFile;
import org.headtune.artifact.Json;
import org.headtune.config.DataConfig.FileFormat;
import org.headtune.data.Layout;
import org.headtune.data.Row;
import org.headtune.data.RowSource;
import org.headtune.data.Spelling;
import org.headtune.data.Tables;
import org.headtune.evaluation.Softmax;
import org.headtune.report.FunctionPlot;

/** The softmax of numbers, for whoever wants to understand it; needs no model and no ND4J. */
public final class ShowSoftmax {
  private static final int BAR = 40;
  private static final int MOST_NUMBERS = 1_000_000;
  private static final int LARGEST_JACOBIAN = 1_000;
  private static final Layout ROWS =
      new Layout(FileFormat.CSV, Optional.empty(), false, Spelling.STANDARD);
  private static final String NOWHERE_FINITE =
      "every value is -inf, which leaves no class a probability; give a finite one";

  private ShowSoftmax() {}

  /**
   * What is shown.
   *
   * @param temperature above 0
   * @param log whether logarithms of the probabilities are shown
   * @param jacobian whether the derivatives are shown
   * @param target the class, from 0, whose cross-entropy and its gradient are shown
   * @param bars whether probabilities are drawn
   * @param plot the SVG file to draw probabilities against temperature into
   */
  public record Request(
      double temperature,
      boolean log,
      boolean jacobian,
      OptionalInt target,
      boolean bars,
      Optional<Path> plot) {}

  /**
   * The softmax of values.
   *
   * @throws UserError with {@link ExitCode#USAGE} for values that have no softmax, or a setting out
   *     of range
   */
  public static Outcome of(List<String> values, Request request) {
    requireSettings(request);
    if (values.isEmpty()) {
      throw fault("no values; expected numbers, such as: headtune softmax 1 2 3");
    }
    double[] logits = new double[values.size()];
    for (int i = 0; i < logits.length; i++) {
      String value = values.get(i);
      String orFile = values.size() == 1 ? "; nor is there a file of that name" : "";
      logits[i] = logit(value).orElseThrow(() -> fault(noValue(value) + orFile));
    }
    if (isNowhereFinite(logits)) {
      throw fault(NOWHERE_FINITE);
    }
    Shown shown = show(logits, request);
    request.plot().ifPresent(file -> AtomicFile.write(file, plot(logits)));
    return new Outcome(shown.text(), Json.write(shown.json()));
  }

  /** The softmax of each row of a file. */
  public static Outcome ofRows(Path file, Request request) {
    requireSettings(request);
    try (RowSource rows = Tables.open(file, ROWS)) {
      return ofRows(rows, request);
    }
  }

  /**
   * The softmax of each row of a stream.
   *
   * @param name what messages call it
   */
  public static Outcome ofRows(String name, InputStream in, Request request) {
    requireSettings(request);
    try (RowSource rows = Tables.open(name, in, ROWS)) {
      return ofRows(rows, request);
    }
  }

  private static Outcome ofRows(RowSource source, Request request) {
    List<double[]> rows = rows(source);
    if (request.plot().isPresent() && rows.size() > 1) {
      throw fault(
          "--plot draws one softmax, but " + source.file() + " has " + rows.size() + " rows");
    }
    List<Shown> shown = rows.stream().map(row -> show(row, request)).toList();
    request.plot().ifPresent(file -> AtomicFile.write(file, plot(rows.get(0))));
    boolean blocks = shown.get(0).text().lines().count() > 1;
    return new Outcome(
        shown.stream().map(Shown::text).collect(Collectors.joining(blocks ? "\n" : "")),
        Json.write(Map.of("rows", shown.stream().map(Shown::json).toList())));
  }

  /** The rows behind a header, if there is one; a single column is one softmax. */
  private static List<double[]> rows(RowSource source) {
    List<double[]> rows = new ArrayList<>();
    boolean first = true;
    long numbers = 0;
    long line = 0;
    while (source.next()) {
      Row row = source.row();
      line = row.line();
      if (!first || !isHeader(row)) {
        rows.add(logits(source.file(), row));
        numbers += rows.get(rows.size() - 1).length;
      }
      first = false;
      if (numbers > MOST_NUMBERS) {
        throw new UserError(
            ExitCode.DATA,
            Place.of(source.file(), line),
            "more than " + MOST_NUMBERS + " numbers; give fewer rows at a time");
      }
    }
    if (rows.isEmpty()) {
      throw new UserError(
          ExitCode.DATA, Place.of(source.file()), "no row of numbers below the header");
    } else if (rows.stream().allMatch(row -> row.length == 1)) {
      rows = List.of(rows.stream().mapToDouble(row -> row[0]).toArray());
    }
    for (int i = 0; i < rows.size(); i++) {
      if (isNowhereFinite(rows.get(i))) {
        throw new UserError(
            ExitCode.DATA, Place.of(source.file()), "row " + (i + 1) + ": " + NOWHERE_FINITE);
      }
    }
    return rows;
  }

  private static boolean isHeader(Row row) {
    return Arrays.stream(cells(row)).allMatch(ShowSoftmax::isWord);
  }

  /** The cells of a row; blanks separate them where nothing else does. */
  private static String[] cells(Row row) {
    return row.size() == 1
        ? row.text(0).strip().split("\\s+")
        : IntStream.range(0, row.size()).mapToObj(i -> row.text(i).strip()).toArray(String[]::new);
  }

  /** Whether a cell is a name, not a number or a value that no softmax takes. */
  private static boolean isWord(String cell) {
    return logit(cell).isEmpty()
        && !cell.isEmpty()
        && !cell.matches("(?i)[-+]?(nan|inf|infinity)")
        && !Character.isDigit(cell.charAt(cell.length() - 1));
  }

  private static double[] logits(String file, Row row) {
    String[] cells = cells(row);
    double[] logits = new double[cells.length];
    for (int i = 0; i < logits.length; i++) {
      String cell = cells[i];
      Place place = new Place(file, row.line(), i + 1);
      logits[i] = logit(cell).orElseThrow(() -> new UserError(ExitCode.DATA, place, noValue(cell)));
    }
    return logits;
  }

  private static void requireSettings(Request request) {
    double temperature = request.temperature();
    if (!(temperature > 0 && Double.isFinite(temperature))) {
      throw fault("--temperature is " + temperature + "; expected a finite number above 0");
    }
    request
        .plot()
        .filter(file -> !file.toString().toLowerCase(Locale.ROOT).endsWith(".svg"))
        .ifPresent(
            file -> {
              throw fault(
                  "--plot is "
                      + Text.quoted(file.toString())
                      + "; expected a file name that ends in .svg");
            });
  }

  /** What is shown of one softmax. */
  private record Shown(String text, Map<String, Object> json) {}

  private static Shown show(double[] logits, Request request) {
    double temperature = request.temperature();
    request
        .target()
        .ifPresent(
            target -> {
              if (target < 0 || target >= logits.length) {
                throw fault(
                    "--target is "
                        + target
                        + "; expected a place from 0 to "
                        + (logits.length - 1)
                        + ", the first value being 0");
              }
            });
    if (request.jacobian() && logits.length > LARGEST_JACOBIAN) {
      throw fault(
          "--jacobian of " + logits.length + " values; at most " + LARGEST_JACOBIAN + " are shown");
    }
    double[] probabilities = Softmax.of(logits, temperature);
    double[] logs = Softmax.log(logits, temperature);
    StringBuilder text = new StringBuilder();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("probabilities", probabilities);
    text.append(request.bars() ? bars(probabilities) : line(probabilities));
    if (request.log()) {
      json.put("log_probabilities", logs);
      text.append("log ").append(line(logs));
    }
    if (request.jacobian()) {
      double[][] jacobian = Softmax.jacobian(probabilities, temperature);
      json.put("jacobian", jacobian);
      Arrays.stream(jacobian).forEach(row -> text.append("jacobian ").append(line(row)));
    }
    if (request.target().isPresent()) {
      int target = request.target().getAsInt();
      double[] gradient = Softmax.gradient(probabilities, target, temperature);
      json.put("cross_entropy", -logs[target]);
      json.put("gradient", gradient);
      text.append(String.format(Locale.ROOT, "cross-entropy %s%n", number(-logs[target])));
      text.append("gradient ").append(line(gradient));
    }
    return new Shown(text.toString(), json);
  }

  /** Probabilities against temperatures from 0.1 to 100, as SVG. */
  public static String plot(double... logits) {
    double[] temperatures =
        IntStream.rangeClosed(0, 150).mapToDouble(i -> Math.pow(10, i / 50.0 - 1)).toArray();
    List<FunctionPlot.Line> lines = new ArrayList<>();
    for (int i = 0; i < logits.length; i++) {
      int place = i;
      lines.add(
          new FunctionPlot.Line(
              "value " + i + ": " + shortened(logits[i]),
              false,
              Arrays.stream(temperatures).map(t -> Softmax.of(logits, t)[place]).toArray()));
    }
    return FunctionPlot.svg(
        "softmax probabilities by temperature", "temperature", true, temperatures, lines);
  }

  /** Up to six significant digits. */
  private static String shortened(double value) {
    String text = String.format(Locale.ROOT, "%.6g", value);
    return text.contains(".") && !text.contains("e") ? text.replaceFirst("\\.?0+$", "") : text;
  }

  private static boolean isNowhereFinite(double[] logits) {
    return Arrays.stream(logits).allMatch(z -> z == Double.NEGATIVE_INFINITY);
  }

  private static OptionalDouble logit(String value) {
    if (value.equalsIgnoreCase("-inf")) {
      return OptionalDouble.of(Double.NEGATIVE_INFINITY);
    }
    boolean number = value.matches("[-+]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][-+]?[0-9]+)?");
    double logit = number ? Double.parseDouble(value) : Double.NaN;
    return Double.isFinite(logit) ? OptionalDouble.of(logit) : OptionalDouble.empty();
  }

  private static String noValue(String word) {
    return Text.quoted(word)
        + " is no value for a softmax; expected a finite number, or -inf for an impossible class";
  }

  private static String line(double[] numbers) {
    return Arrays.stream(numbers)
        .mapToObj(ShowSoftmax::number)
        .collect(Collectors.joining(" ", "", "\n"));
  }

  private static String bars(double[] probabilities) {
    return Arrays.stream(probabilities)
        .mapToObj(p -> number(p) + " " + "#".repeat((int) Math.round(p * BAR)))
        .map(String::stripTrailing)
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private static String number(double value) {
    if (Double.isInfinite(value)) {
      return value < 0 ? "-inf" : "inf";
    }
    boolean tiny = value != 0 && Math.abs(value) < 1e-4;
    return String.format(Locale.ROOT, tiny ? "%.7e" : "%.8f", value + 0.0);
  }

  private static UserError fault(String message) {
    return new UserError(ExitCode.USAGE, message);
  }
}
