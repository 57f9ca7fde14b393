package org.headtune.recipe;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.headtune.artifact.ModelCard;
import org.headtune.data.Occlusion;
import org.headtune.data.Row;
import org.headtune.data.RowEncoder;
import org.headtune.evaluation.Reason;
import org.headtune.model.SoftmaxClassifier;

/** Which parts of a row its prediction rests on: the row is predicted again without each. */
final class Reasons {
  private static final int ROWS = 256;

  private final List<InputPart> patches;
  private final Map<String, Occlusion> typical =
      new HashMap<>(); // of columns that are plain numbers
  private final int most;

  /**
   * @param most how many are given of a row, those with the largest effects
   */
  Reasons(ModelCard card, int most) {
    List<InputPart> parts = InputPart.of(card.columns());
    this.patches = card.input().image() ? parts : List.of();
    this.most = most;
    int plain = card.typical().size();
    for (InputPart part : parts) {
      if (IntStream.of(part.places()).allMatch(place -> place < plain)) {
        float[] numbers = new float[part.places().length];
        for (int i = 0; i < numbers.length; i++) {
          numbers[i] = card.typical().get(part.places()[i]);
        }
        typical.put(part.name(), new Occlusion(part.name(), "", part.places(), numbers));
      }
    }
  }

  /** Of parts that are told. */
  Reasons(int most) {
    this.patches = List.of();
    this.most = most;
  }

  /** What a row may be predicted without. */
  List<Occlusion> parts(RowEncoder encoder, Row row) {
    return patches.isEmpty()
        ? encoder.occlusions(row).stream()
            .map(part -> part.part().isEmpty() ? typical.getOrDefault(part.column(), part) : part)
            .toList()
        : patches.stream()
            .map(
                patch ->
                    new Occlusion(
                        "image", patch.name(), patch.places(), new float[patch.places().length]))
            .toList();
  }

  /**
   * The reasons of one prediction.
   *
   * @param row its numbers
   * @param probabilities of many rows
   * @param from where those of this row begin
   */
  List<Reason> of(
      SoftmaxClassifier model,
      float[] row,
      List<Occlusion> parts,
      float[] probabilities,
      int from) {
    int best = 0;
    for (int k = 1; k < model.classes(); k++) {
      best = probabilities[from + k] > probabilities[from + best] ? k : best;
    }
    float own = probabilities[from + best];
    List<Reason> reasons = new ArrayList<>();
    for (int done = 0; done < parts.size(); done += ROWS) {
      List<Occlusion> some = parts.subList(done, Math.min(done + ROWS, parts.size()));
      float[] without = without(model, row, some);
      for (int i = 0; i < some.size(); i++) {
        float effect = own - without[i * model.classes() + best];
        reasons.add(new Reason(some.get(i).column(), some.get(i).part(), effect));
      }
    }
    reasons.sort(Comparator.comparingDouble((Reason reason) -> -Math.abs(reason.effect())));
    return List.copyOf(reasons.subList(0, Math.min(most, reasons.size())));
  }

  /** The probabilities without each part. */
  private static float[] without(SoftmaxClassifier model, float[] row, List<Occlusion> parts) {
    float[] rows = new float[parts.size() * row.length];
    for (int i = 0; i < parts.size(); i++) {
      System.arraycopy(row, 0, rows, i * row.length, row.length);
      parts.get(i).apply(rows, i * row.length);
    }
    float[] probabilities = new float[parts.size() * model.classes()];
    model.predict(rows, parts.size(), probabilities);
    return probabilities;
  }
}
