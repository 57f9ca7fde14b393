package org.headtune.recipe;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.headtune.ExitCode;
import org.headtune.Place;
import org.headtune.Text;
import org.headtune.UserError;
import org.headtune.artifact.CheckedModel;
import org.headtune.artifact.Json;
import org.headtune.artifact.ModelZip;
import org.headtune.data.SplitMix64;
import org.headtune.data.TokenSequence;
import org.headtune.data.Tokenizer;
import org.headtune.model.FeatureTable;
import org.headtune.model.SoftmaxClassifier;

/** Goes on with a text as a language model would. */
public final class Generate {
  private final Story story;

  public Generate(Story story) {
    this.story = story;
  }

  /**
   * What is asked for.
   *
   * @param prompt the text to go on with, perhaps empty
   * @param tokens most tokens to add, at least 1
   * @param temperature 0 or more; 0 for always the most probable token
   * @param topK only so many of the most probable tokens; 0 for all
   * @param topP only the most probable tokens with this share together, above 0, at most 1
   * @param seed of the draws
   * @param computing where
   */
  public record Request(
      Path model,
      String prompt,
      int tokens,
      double temperature,
      int topK,
      double topP,
      long seed,
      Computing computing) {}

  /** Draws token after token until the text ends or is long enough. */
  public Outcome run(Request request) {
    try (CheckedModel checked = ModelZip.check(request.model())) {
      TokenSequence column = column(checked);
      request.computing().start();
      try (SoftmaxClassifier network =
          SoftmaxClassifier.of(checked.load().graph(), checked.card().input())) {
        return outcome(request, column, network);
      }
    }
  }

  private static TokenSequence column(CheckedModel checked) {
    String objective = checked.card().objective();
    return LanguageModel.of(checked.card())
        .map(LanguageModel::column)
        .orElseThrow(
            () ->
                new UserError(
                    ExitCode.MODEL_FILE,
                    Place.of(checked.zip().toString()),
                    "has learnt "
                        + (objective == null
                            ? "classes"
                            : "without labels (" + Text.printable(objective) + ")")
                        + ", and only a language model can go on with a text; expected one that was"
                        + " trained with `training.objective: {type: next_token}`"));
  }

  private Outcome outcome(Request request, TokenSequence column, SoftmaxClassifier network) {
    Tokenizer tokenizer = column.tokenizer();
    List<Integer> tokens = new ArrayList<>(List.of(Tokenizer.BEGIN));
    Arrays.stream(tokenizer.encode(prompt(request, column))).forEach(tokens::add);
    int asked = tokens.size();
    int seen = column.bag().length();
    if (asked > seen) {
      story.note(
          String.format(
              Locale.ROOT,
              "the prompt has %,d tokens, of which the model sees the last %,d",
              asked - 1,
              seen));
    }
    boolean ended = extend(tokens, request, seen, network);
    int[] all = tokens.stream().mapToInt(Integer::intValue).toArray();
    String text = tokenizer.decode(all);
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("prompt", request.prompt());
    json.put("text", text);
    json.put("tokens", all.length - asked);
    json.put("ended", ended);
    return new Outcome(text + "\n", Json.write(json));
  }

  private static String prompt(Request request, TokenSequence column) {
    return column.lowerCase() ? request.prompt().toLowerCase(Locale.ROOT) : request.prompt();
  }

  /** Adds tokens; whether the text has come to its end. */
  private static boolean extend(
      List<Integer> tokens, Request request, int seen, SoftmaxClassifier network) {
    Sampler sampler = new Sampler(request.temperature(), request.topK(), request.topP());
    SplitMix64 random = new SplitMix64(request.seed());
    float[] row = new float[seen + 1];
    float[] logits = new float[network.classes()];
    for (int added = 0; added < request.tokens(); added++) {
      int steps = Math.min(tokens.size(), seen);
      for (int i = 0; i < steps; i++) {
        row[i] = tokens.get(tokens.size() - steps + i);
      }
      row[seen] = steps;
      network.logits(FeatureTable.of(row, row.length), 0, 1, logits);
      double[] answers = new double[logits.length];
      for (int k = 0; k < answers.length; k++) {
        answers[k] =
            k == Tokenizer.END || k > Tokenizer.MASK ? logits[k] : Double.NEGATIVE_INFINITY;
      }
      int next = sampler.draw(answers, (random.next() >>> 11) * 0x1p-53);
      if (next == Tokenizer.END) {
        return true;
      }
      tokens.add(next);
    }
    return false;
  }
}
