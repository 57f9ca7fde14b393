package org.headtune.recipe;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import org.headtune.ExitCode;
import org.headtune.Text;
import org.headtune.UserError;
import org.headtune.artifact.Calibration;
import org.headtune.artifact.Json;
import org.headtune.artifact.LoadedModel;
import org.headtune.artifact.ModelCard;
import org.headtune.artifact.ModelZip;
import org.headtune.artifact.RunFolder;
import org.headtune.config.DataConfig.Storage;
import org.headtune.data.ClassNames;
import org.headtune.data.DataSum;
import org.headtune.data.LabelledRows;
import org.headtune.data.RowSource;
import org.headtune.data.Tables;
import org.headtune.evaluation.AnswersEvaluation;
import org.headtune.model.SoftmaxClassifier;
import org.headtune.report.HtmlReport;
import org.headtune.report.ReportData;

/** Measuring a model on labelled rows, or a language model on texts. */
public final class Evaluate {
  private final Story story;
  private final Clock clock;
  private final Path cache;

  /**
   * What is measured.
   *
   * @param model a run folder or a model zip
   * @param data rows with labels, or texts
   * @param label the label column, or nothing for the model's own
   * @param form how the rows are laid out
   * @param output where the files of an evaluation go, or nothing for none
   * @param force whether files of an earlier run there are replaced
   * @param uncalibrated whether the network's own probabilities are measured
   * @param coverage of prediction sets that are measured beside the usual ones
   * @param computing where
   */
  public record Request(
      Path model,
      Path data,
      Optional<String> label,
      TableForm form,
      Optional<Path> output,
      boolean force,
      boolean uncalibrated,
      OptionalDouble coverage,
      Computing computing) {}

  /**
   * Measuring.
   *
   * @param cache folder for rows that are too many for the memory
   */
  public Evaluate(Story story, Clock clock, Path cache) {
    this.story = story;
    this.clock = clock;
    this.cache = cache;
  }

  /** Measures. */
  public Outcome run(Request request) {
    try (KeptRows kept = new KeptRows(story, clock, Storage.AUTO, cache)) {
      return run(request, kept);
    }
  }

  private Outcome run(Request request, KeptRows kept) {
    request.output().ifPresent(folder -> requireUsable(folder, request.model(), request.force()));
    request.computing().start();
    LoadedModel loaded = ModelZip.read(request.model());
    Optional<LanguageModel> language = LanguageModel.of(loaded.card());
    Findings findings =
        language.isPresent()
            ? texts(language.get(), request, loaded)
            : labelled(request, loaded, kept);
    request.output().ifPresent(folder -> write(folder, request, loaded, findings));

    findings.warning().ifPresent(story::warning);
    int rows = findings.parts().get(0).judgement().rows();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("model", request.model().toString());
    json.put("data", request.data().toString());
    json.put("rows", rows);
    json.putAll(findings.json());
    return new Outcome(
        String.format(
            Locale.ROOT,
            "%,d rows of %s%n%s",
            rows,
            Text.printable(request.data().toString()),
            findings.text()),
        Json.write(json));
  }

  private static Findings labelled(Request request, LoadedModel loaded, KeptRows kept) {
    ModelCard card = loaded.card().requireClasses(loaded.zip());
    OneClassOptions.require(card, request.uncalibrated(), request.coverage());
    Optional<Calibration> calibration =
        Optional.ofNullable(card.calibration()).filter(fitted -> !request.uncalibrated());
    request
        .coverage()
        .ifPresent(asked -> PromisedCoverage.require(asked, loaded.zip(), calibration));
    ClassNames classes = ClassNames.inOrder(card.classes());
    LabelledRows.Read read;
    try (RowSource source =
        Tables.openLabelled(request.data(), Optional.empty(), request.form().layout(card))) {
      read =
          LabelledRows.read(source, card.columns(), card.labelForm(request.label()), classes, kept);
    }
    CalibratedModel model =
        CalibratedModel.of(SoftmaxClassifier.of(loaded.graph(), card.input()), calibration);
    return new Findings(
        classes,
        card.multiLabel() == null
            ? List.of(
                Findings.judge(
                    "test",
                    model,
                    read.rows(),
                    card.columns(),
                    rows -> read.parts().places("test", rows),
                    coverages(request)))
            : Findings.judge("test", model, read.rows(), card.multiLabel().thresholdsOfClasses()));
  }

  private Findings texts(LanguageModel language, Request request, LoadedModel loaded) {
    OneClassOptions.require(loaded.card(), request.uncalibrated(), request.coverage());
    if (request.label().isPresent()) {
      throw new UserError(
          ExitCode.USAGE,
          "--label names a column of classes, and a language model knows none: leave the option out");
    }
    try (RowSource source = Tables.open(request.data(), request.form().layout(loaded.card()))) {
      AnswersEvaluation answers = language.judge(story, source, loaded);
      return new Findings(
          ClassNames.NONE,
          List.of(
              new Findings.Part("test", answers, Optional.empty(), List.of(), List.of(), false)));
    }
  }

  private static List<Double> coverages(Request request) {
    return DoubleStream.concat(
            Findings.COVERAGES.stream().mapToDouble(Double::doubleValue),
            request.coverage().stream())
        .sorted()
        .distinct()
        .boxed()
        .toList();
  }

  private static void requireUsable(Path output, Path model, boolean force) {
    RunFolder.requireApart(
        output, model, "holds the model that is measured, which an evaluation must not replace");
    RunFolder.requireUsable(output, earlier(force));
  }

  private static RunFolder.Earlier earlier(boolean force) {
    return force ? RunFolder.Earlier.REPLACED : RunFolder.Earlier.REFUSED;
  }

  private void write(Path output, Request request, LoadedModel loaded, Findings findings) {
    try (RunFolder folder = RunFolder.create(output, earlier(request.force()))) {
      findings.writeTables(folder);
      folder.write(RunFolder.REPORT, HtmlReport.of(report(request, loaded, findings)));
      folder.write(RunFolder.METRICS, Json.pretty(findings.json()));
      folder.complete();
      story.note("written to " + Text.printable(folder.path().toString()));
    }
  }

  private ReportData report(Request request, LoadedModel loaded, Findings findings) {
    ModelCard card = loaded.card();
    List<ReportData.Fact> facts = new ArrayList<>();
    facts.add(new ReportData.Fact("Model", request.model() + ", SHA-256 " + loaded.sha256()));
    facts.add(
        new ReportData.Fact("Data", request.data() + ", SHA-256 " + DataSum.of(request.data())));
    facts.add(new ReportData.Fact("Trained by", "Headtune " + card.tool()));
    facts.add(
        new ReportData.Fact(
            "Calibration",
            request.uncalibrated()
                ? "left out"
                : Optional.ofNullable(card.calibration())
                    .map(CalibrationText::line)
                    .orElse("none")));
    facts.add(new ReportData.Fact("Time", clock.instant().toString()));
    return new ReportData(
        "evaluate " + request.data(),
        facts,
        List.of(),
        findings.judged(),
        card.classes(),
        List.of(),
        List.of(),
        0,
        List.of());
  }
}
