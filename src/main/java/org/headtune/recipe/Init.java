package org.headtune.recipe;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.headtune.ExitCode;
import org.headtune.Place;
import org.headtune.Text;
import org.headtune.UserError;
import org.headtune.artifact.AtomicFile;
import org.headtune.artifact.Json;
import org.headtune.artifact.ModelCard;
import org.headtune.artifact.ModelFile;
import org.headtune.config.TextEncoding;
import org.headtune.data.Survey;

/** Looks at data and writes a config that trains on it as it is. */
public final class Init {
  private final Story story;

  /**
   * What is asked for.
   *
   * @param model that training starts from; nothing for random weights
   * @param data training rows
   * @param test test rows, if they stand in a file of their own
   * @param label name of the label column; guessed if absent
   * @param encoding of the tables
   * @param output the config
   * @param force whether a file of that name may be replaced
   * @param asker who is asked what the table does not tell; nothing if nobody is
   */
  public record Request(
      Optional<Path> model,
      Path data,
      Optional<Path> test,
      Optional<String> label,
      TextEncoding encoding,
      Path output,
      boolean force,
      Optional<Asker> asker) {}

  /** Asks a person. */
  @FunctionalInterface
  public interface Asker {

    /** The answer to a question, without blanks around it; empty for what is proposed. */
    String ask(String question);
  }

  public Init(Story story) {
    this.story = story;
  }

  /** Writes the config. */
  public Outcome run(Request request) {
    KeptInput.requireTables(request.output(), List.of(request.data().toString()), "the data");
    request.test().ifPresent(test -> KeptInput.require(request.output(), test, "the test data"));
    request.model().ifPresent(model -> KeptInput.require(request.output(), model, "the model"));
    if (Files.exists(request.output()) && !request.force()) {
      throw new UserError(
          ExitCode.USAGE,
          Place.of(request.output().toString()),
          "exists already; choose another name with -o, or replace it with --force");
    }
    Optional<ModelCard> card = request.model().map(Init::card);
    Survey survey = Survey.of(request.data(), request.encoding());
    Optional<String> label =
        card.map(known -> FinetuneDraft.label(known, survey, request.label()))
            .orElse(request.label());
    Optional<InitQuestions> questions =
        request.asker().filter(asker -> survey.image().isEmpty()).map(InitQuestions::new);
    Optional<String> chosen =
        label.or(
            () -> questions.filter(asked -> !survey.isFolder()).map(asked -> asked.label(survey)));
    DraftedColumns found = DraftedColumns.of(survey, chosen, request.test());
    DraftedColumns columns =
        questions
            .filter(asked -> card.isEmpty())
            .map(asked -> asked.features(survey, found))
            .orElse(found);
    columns.warnings().forEach(story::warning);
    String run = run(request.output());
    String config =
        card.map(
                known ->
                    FinetuneDraft.text(
                        request.model().get(), known, survey, columns, request.test(), run))
            .orElseGet(() -> ConfigDraft.text(survey, columns, request.test(), run));
    AtomicFile.write(request.output(), config);
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("config", request.output().toString());
    json.put("rows", survey.rows());
    json.put("label", columns.label().map(column -> column.name()).orElse(null));
    json.put("columns", columns.byVerdict());
    return new Outcome(
        String.format(
            Locale.ROOT,
            "%,d rows, %s%nwrote %s; next:%n  headtune check %s%n  headtune %s %s%n",
            survey.rows(),
            columns.summary(),
            Text.printable(request.output().toString()),
            Text.printable(request.output().toString()),
            card.isPresent() ? "finetune" : "train",
            Text.printable(request.output().toString())),
        Json.write(json));
  }

  private static ModelCard card(Path model) {
    ModelFile file = ModelFile.read(model);
    if (file.card() == null) {
      throw new UserError(
          ExitCode.USAGE,
          Place.of(model.toString()),
          "is of plain Deeplearning4j, which says nothing of columns and classes: write the config by"
              + " hand, as docs/finetuning.md shows, or let `headtune init` write one for the data and"
              + " add `from:`");
    }
    return file.card();
  }

  /** A run folder that is called as the config. */
  private static String run(Path output) {
    String name = String.valueOf(output.getFileName()).replaceFirst("\\.ya?ml$", "");
    return "runs/" + name;
  }

  /** Names of columns for a message. */
  static String names(List<String> names) {
    return String.join(", ", names.stream().limit(20).map(Text::quoted).toList())
        + (names.size() > 20 ? " and " + (names.size() - 20) + " more" : "");
  }
}
