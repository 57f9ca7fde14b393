package org.headtune.recipe;

import java.nio.file.Path;
import java.time.Clock;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.headtune.ExitCode;
import org.headtune.Place;
import org.headtune.Text;
import org.headtune.UserError;
import org.headtune.artifact.Calibration;
import org.headtune.artifact.CheckedModel;
import org.headtune.artifact.Json;
import org.headtune.artifact.ModelCard;
import org.headtune.artifact.ModelZip;
import org.headtune.config.DataConfig.Storage;
import org.headtune.data.ClassNames;
import org.headtune.data.DataSum;
import org.headtune.data.Examples;
import org.headtune.data.LabelledRows;
import org.headtune.data.RowSource;
import org.headtune.data.Tables;
import org.headtune.evaluation.Metric;
import org.headtune.model.SoftmaxClassifier;

/** Fitting the calibration of a finished model anew, on rows that it has not seen. */
public final class Calibrate {
  private static final String PART = "calibration";

  /** What a temperature changes, so that a value of before would be a wrong one now. */
  private static final Set<Metric> OF_PROBABILITIES =
      EnumSet.of(
          Metric.LOSS, Metric.BRIER, Metric.ECE, Metric.ECE_EQUAL_MASS, Metric.MCE, Metric.ROC_AUC);

  private final Story story;
  private final Clock clock;
  private final Path cache;

  /**
   * What is calibrated.
   *
   * @param model a run folder or a model zip
   * @param data rows with labels
   * @param label the label column, or nothing for the model's own
   * @param form how the rows are laid out
   * @param output the model zip to write, or nothing to replace the model
   * @param computing where
   */
  public record Request(
      Path model,
      Path data,
      Optional<String> label,
      TableForm form,
      Optional<Path> output,
      Computing computing) {}

  /**
   * Calibrating.
   *
   * @param cache folder for rows that are too many for the memory
   */
  public Calibrate(Story story, Clock clock, Path cache) {
    this.story = story;
    this.clock = clock;
    this.cache = cache;
  }

  /** Fits, and writes the model with the new calibration; its network stays, to the bit. */
  public Outcome run(Request request) {
    request
        .output()
        .ifPresent(
            file -> KeptInput.requireTables(file, List.of(request.data().toString()), "the data"));
    try (KeptRows kept = new KeptRows(story, clock, Storage.AUTO, cache);
        CheckedModel checked = ModelZip.check(request.model())) {
      requireFinished(checked);
      checked.card().requireClasses(checked.zip());
      request.computing().start();
      ModelCard card = checked.card();
      LabelledRows.Read read = read(request, card, kept);
      Examples rows = read.rows();
      CalibratedModel model =
          CalibratedModel.fit(
              SoftmaxClassifier.of(checked.load().graph(), card.input()),
              rows,
              true,
              Map.of(request.data().toString(), DataSum.of(request.data())));
      Calibration fitted = model.calibration().orElseThrow();
      if (fitted.scores() == null) {
        throw new UserError(
            ExitCode.DATA, Place.of(request.data().toString()), fitted.verdict().words());
      }
      Findings findings =
          new Findings(
              card.classNames(),
              List.of(
                  Findings.judge(
                      PART,
                      model,
                      rows,
                      card.columns(),
                      wanted -> read.parts().places("test", wanted),
                      List.of())));
      Path target = request.output().orElse(checked.zip());
      checked.writeAgain(target, card.withCalibration(fitted).withMetrics(metrics(card, findings)));
      if (request.output().isEmpty()) {
        tell(card, request);
      }
      return outcome(request, target, rows, fitted, findings);
    }
  }

  private static void requireFinished(CheckedModel checked) {
    if (checked.isCheckpoint()) {
      throw new UserError(
          ExitCode.MODEL_FILE,
          Place.of(checked.zip().toString()),
          "is a checkpoint, and only a finished model is calibrated; give its run folder once the run"
              + " is done");
    }
  }

  private static LabelledRows.Read read(Request request, ModelCard card, KeptRows kept) {
    if (card.multiLabel() != null) {
      throw new UserError(
          ExitCode.MODEL_FILE,
          Place.of(request.model().toString()),
          "gives a row several classes or none, and a temperature is fitted to a softmax; its"
              + " thresholds come from its own validation rows");
    }
    try (RowSource source =
        Tables.openLabelled(request.data(), Optional.empty(), request.form().layout(card))) {
      return LabelledRows.read(
          source,
          card.columns(),
          card.labelForm(request.label()),
          ClassNames.inOrder(card.classes()),
          kept);
    }
  }

  /** The old metrics that still hold, and all of the calibration rows. */
  private static Map<String, Map<String, Double>> metrics(ModelCard card, Findings findings) {
    Map<String, Map<String, Double>> metrics = new LinkedHashMap<>();
    if (Json.plain(card.metrics()) instanceof Map<?, ?> parts) {
      parts.forEach(
          (part, words) -> {
            Map<String, Double> kept = new LinkedHashMap<>();
            if (words instanceof Map<?, ?> values) {
              values.forEach(
                  (word, value) -> {
                    if (value instanceof Number number && holds(String.valueOf(word))) {
                      kept.put(String.valueOf(word), number.doubleValue());
                    }
                  });
            }
            metrics.put(String.valueOf(part), kept);
          });
    }
    metrics.putAll(findings.metrics());
    return metrics;
  }

  private static boolean holds(String word) {
    return Metric.named(word).filter(OF_PROBABILITIES::contains).isEmpty();
  }

  private void tell(ModelCard card, Request request) {
    Optional.ofNullable(card.calibration())
        .ifPresent(
            before ->
                story.note(
                    String.format(
                        Locale.ROOT,
                        "replaces the calibration of before, with temperature %.4f",
                        before.temperature())));
    story.note(
        "only the model is replaced: other files of its run still tell of the model before; headtune"
            + " evaluate "
            + Text.printable(request.model().toString())
            + " measures this one");
  }

  private static Outcome outcome(
      Request request, Path target, Examples rows, Calibration fitted, Findings findings) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("model", target.toString());
    json.put("data", request.data().toString());
    json.put("rows", rows.rows());
    json.put("fitted", CalibrationText.json(fitted));
    json.putAll(findings.json());
    String text =
        String.format(
            Locale.ROOT,
            "%,d rows of %s%n%s%n%smodel %s%n",
            rows.rows(),
            Text.printable(request.data().toString()),
            CalibrationText.line(fitted),
            new FindingsText(findings.parts()).calibration(),
            Text.printable(target.toString()));
    return new Outcome(text, Json.write(json));
  }
}
