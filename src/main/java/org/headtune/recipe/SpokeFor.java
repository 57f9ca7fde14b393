package org.headtune.recipe;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.headtune.data.Examples;
import org.headtune.data.FittedColumn;
import org.headtune.data.FittedColumns;
import org.headtune.data.Occlusion;
import org.headtune.data.Shape;
import org.headtune.data.TokenSequence;
import org.headtune.data.Tokenizer;
import org.headtune.data.WordSequence;
import org.headtune.model.SoftmaxClassifier;

/**
 * Which columns spoke for the class that a row was taken for: those without which it would be less
 * probable. Without a column a row has the mean of such rows in its plain numbers, no texts, a grey
 * image, and a sequence of zeros.
 */
final class SpokeFor {
  private static final int MOST = 3;
  private static final float LEAST = 0.01f;

  /** In all: to explain the mistakes in a wide table would take longer than to judge it. */
  private static final int PREDICTIONS = 4096;

  private final SoftmaxClassifier model;
  private final Examples rows;
  private final Reasons reasons = new Reasons(MOST);
  private final List<Occlusion> parts;
  private int left = PREDICTIONS;

  private SpokeFor(SoftmaxClassifier model, Examples rows, List<Occlusion> parts) {
    this.model = model;
    this.rows = rows;
    this.parts = parts;
  }

  /** For rows of such columns; nothing where they are parts of one image or sequence. */
  static Optional<SpokeFor> of(SoftmaxClassifier model, Examples rows, FittedColumns columns) {
    Shape shape = columns.shape();
    if (shape.image() || shape.sequence() || rows.rows() == 0) {
      return Optional.empty();
    }
    Map<String, FittedColumn> sequences =
        columns.columns().stream()
            .filter(column -> column.series().isPresent())
            .collect(Collectors.toMap(FittedColumn::name, column -> column));
    List<Float> means = rows.means(shape.channels(), RunRecord.TYPICAL_ROWS);
    List<Occlusion> parts = new ArrayList<>();
    for (InputPart part : InputPart.of(columns)) {
      int[] places = part.places();
      float[] numbers = new float[places.length];
      for (int i = 0; i < places.length; i++) {
        numbers[i] = places[i] < means.size() ? means.get(places[i]) : 0;
      }
      Optional.ofNullable(sequences.get(part.name())).ifPresent(column -> silence(column, numbers));
      parts.add(new Occlusion(part.name(), "", places, numbers));
    }
    return parts.size() < 2 ? Optional.empty() : Optional.of(new SpokeFor(model, rows, parts));
  }

  /** A sequence of one step: 0, a word that nobody knows, or where an empty text begins. */
  private static void silence(FittedColumn column, float[] numbers) {
    numbers[numbers.length - 1] = 1;
    if (column instanceof WordSequence words) {
      numbers[0] = words.words().size();
    } else if (column instanceof TokenSequence) {
      numbers[0] = Tokenizer.BEGIN;
    }
  }

  /**
   * The strongest ones, such as {@code size +0.31, kind +0.12}; empty if none is strong, and where
   * the rows before were as many as are looked at.
   */
  String of(int row) {
    if (left <= parts.size()) {
      return "";
    }
    left -= 1 + parts.size();
    float[] numbers = new float[rows.width()];
    rows.copyRow(row, numbers);
    float[] probabilities = new float[model.classes()];
    model.predict(numbers, 1, probabilities);
    return reasons.of(model, numbers, parts, probabilities, 0).stream()
        .filter(reason -> reason.effect() >= LEAST)
        .map(reason -> String.format(Locale.ROOT, "%s +%.2f", reason.column(), reason.effect()))
        .collect(Collectors.joining(", "));
  }
}
