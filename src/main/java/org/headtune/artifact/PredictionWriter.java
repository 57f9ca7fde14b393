package org.headtune.artifact;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.headtune.artifact.PredictionFormat.Layout;
import org.headtune.data.ClassNames;
import org.headtune.evaluation.Reason;

/**
 * Rows of predictions as CSV or JSON Lines in UTF-8: the input columns that are kept, {@code
 * label}, {@code confidence}, {@code p_<class>} for every class, {@code top1_label}, {@code
 * top1_confidence} and so on, {@code set} and {@code set_size}, {@code reasons}. A kept column with
 * the name of another one is called {@code input_<name>}. Where a row may have several classes or
 * none, the label is all of them, in their order: joined by the separator in CSV, a list in JSON;
 * the confidence is the probability of the least certain of its K answers, which that of the whole
 * label cannot exceed. In a row without a prediction all but the kept cells are empty (null in
 * JSON).
 *
 * <p>Text in CSV that a spreadsheet would run as a formula gets an apostrophe in front, as OWASP
 * advises, unless the format is raw; numbers are never changed, so the labels {@code -1} and {@code
 * +5} stay. JSON is never changed.
 *
 * @see <a href="https://owasp.org/www-community/attacks/CSV_Injection">CSV injection</a>
 */
public final class PredictionWriter implements Closeable {
  private final OutputStream out;
  private final TextBuffer buffer;
  private final PredictionFormat format;
  private final boolean json;
  private final int classes;
  private final byte[][] labels;
  private final List<String> members;
  private final byte[] abstain;
  private final byte[][] names;
  private final TopClasses top;
  private final List<String> classNames;
  private final String separator;
  private final double[] thresholds; // null where a row has one class

  /**
   * Begins a table; CSV gets its header at once.
   *
   * @param out closed with this writer; need not be buffered
   */
  public PredictionWriter(OutputStream out, ClassNames classes, PredictionFormat format)
      throws IOException {
    this(out, classes, Optional.empty(), format);
  }

  /**
   * Begins a table; CSV gets its header at once.
   *
   * @param out closed with this writer; need not be buffered
   * @param labels how classes are given where a row may have several or none
   */
  public PredictionWriter(
      OutputStream out, ClassNames classes, Optional<MultiLabel> labels, PredictionFormat format)
      throws IOException {
    this.classNames = classes.names();
    this.separator = labels.map(MultiLabel::separator).orElse("");
    this.thresholds = labels.map(MultiLabel::thresholdsOfClasses).orElse(null);
    this.out = out;
    this.buffer = new TextBuffer(out);
    this.format = format;
    this.json = format.layout() == Layout.JSONL;
    this.classes = classes.size();
    this.top = new TopClasses(classes.size(), format.topK());
    this.labels = classes.names().stream().map(this::cell).toArray(byte[][]::new);
    this.abstain = cell(format.abstain());
    this.members = classes.names().stream().map(PredictionWriter::member).toList();
    List<String> columns = format.columns(classes);
    this.names =
        columns.stream()
            .map(name -> json ? bytes(b -> key(b, name)) : cell(name))
            .toArray(byte[][]::new);
    if (!json) {
      header();
    }
  }

  /** A class within a cell of several. */
  private static String member(String name) {
    return name.replace("\\", "\\\\").replace("|", "\\|");
  }

  private byte[] cell(String text) {
    return bytes(
        b -> {
          if (json) {
            CellText.putJson(b, text);
          } else {
            CellText.putCsv(b, text, format.raw());
          }
        });
  }

  private static void key(TextBuffer buffer, String name) {
    CellText.putJson(buffer, name);
    buffer.put(':');
  }

  private static byte[] bytes(Consumer<TextBuffer> text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    TextBuffer buffer = new TextBuffer(bytes);
    text.accept(buffer);
    try {
      buffer.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private void header() throws IOException {
    for (int i = 0; i < names.length; i++) {
      if (i > 0) {
        buffer.put(',');
      }
      buffer.put(names[i]);
    }
    buffer.put('\n');
    buffer.flush();
  }

  /**
   * Writes a row.
   *
   * @param probabilities the row's K numbers, each from 0 to 1, from index {@code from} on
   * @param set the row's set of classes, if the format has sets
   * @param reasons what the prediction rests on, if the format has reasons
   * @param kept the cells of the kept columns, in their order
   */
  public void write(
      float[] probabilities,
      int from,
      int[] set,
      List<Reason> reasons,
      List<? extends CharSequence> kept)
      throws IOException {
    int column = kept(kept);
    column =
        thresholds == null ? one(column, probabilities, from) : any(column, probabilities, from);
    if (format.probabilities()) {
      for (int k = 0; k < classes; k++) {
        column = number(column, probabilities[from + k]);
      }
    }
    for (int k : top.of(probabilities, from)) {
      name(column++);
      buffer.put(labels[k]);
      column = number(column, probabilities[from + k]);
    }
    if (format.sets()) {
      name(column++);
      set(set);
      name(column++);
      buffer.put(Integer.toString(set.length).getBytes(StandardCharsets.US_ASCII));
    }
    if (format.reasons()) {
      name(column);
      ReasonText.put(buffer, reasons, format);
    }
    end();
  }

  /** A list in JSON; in CSV one cell, the classes with a bar between them. */
  private void set(int[] set) {
    if (!json) {
      String cell = Arrays.stream(set).mapToObj(members::get).collect(Collectors.joining("|"));
      CellText.putCsv(buffer, cell, format.raw());
      return;
    }
    buffer.put('[');
    for (int i = 0; i < set.length; i++) {
      if (i > 0) {
        buffer.put(',');
      }
      buffer.put(labels[set[i]]);
    }
    buffer.put(']');
  }

  /** The most probable class and its probability. */
  private int one(int column, float[] probabilities, int from) {
    int best = 0;
    for (int k = 1; k < classes; k++) {
      if (probabilities[from + k] > probabilities[from + best]) {
        best = k;
      }
    }
    float confidence = probabilities[from + best];
    name(column);
    buffer.put(confidence < format.threshold() ? abstain : labels[best]);
    return number(column + 1, confidence);
  }

  /** All classes that reach their threshold, and the probability of the least certain answer. */
  private int any(int column, float[] probabilities, int from) {
    float confidence = 1;
    StringJoiner text = new StringJoiner(separator);
    name(column);
    char before = '[';
    for (int k = 0; k < classes; k++) {
      float p = probabilities[from + k];
      boolean given = p >= thresholds[k];
      confidence = Math.min(confidence, given ? p : 1 - p);
      if (given && json) {
        buffer.put(before);
        buffer.put(labels[k]);
        before = ',';
      } else if (given) {
        text.add(classNames.get(k));
      }
    }
    if (json) {
      if (before == '[') {
        buffer.put('[');
      }
      buffer.put(']');
    } else {
      CellText.putCsv(buffer, text.toString(), format.raw());
    }
    return number(column + 1, confidence);
  }

  /** Writes a row that could not be predicted. */
  public void writeEmpty(List<? extends CharSequence> kept) throws IOException {
    for (int column = kept(kept); column < names.length; column++) {
      name(column);
      if (json) {
        buffer.put('n');
        buffer.put('u');
        buffer.put('l');
        buffer.put('l');
      }
    }
    end();
  }

  private int kept(List<? extends CharSequence> kept) {
    if (kept.size() != format.keep().size()) {
      throw new IllegalArgumentException(kept.size() + " cells for " + format.keep().size());
    }
    for (int i = 0; i < kept.size(); i++) {
      name(i);
      if (json) {
        CellText.putJson(buffer, kept.get(i));
      } else {
        CellText.putCsv(buffer, kept.get(i), format.raw());
      }
    }
    return kept.size();
  }

  private int number(int column, float value) {
    name(column);
    buffer.putFixed(value, format.decimals());
    return column + 1;
  }

  /** What stands in front of a value: a comma or bracket, and in JSON the name. */
  private void name(int column) {
    if (json) {
      buffer.put(column == 0 ? '{' : ',');
      buffer.put(names[column]);
    } else if (column > 0) {
      buffer.put(',');
    }
  }

  private void end() throws IOException {
    if (json) {
      buffer.put('}');
    }
    buffer.put('\n');
    buffer.flushIfFull();
  }

  /** Hands over the rows written so far. */
  public void flush() throws IOException {
    buffer.flush();
    out.flush();
  }

  /** Hands over the rest and closes the stream. */
  @Override
  public void close() throws IOException {
    try (out) {
      flush();
    }
  }
}
