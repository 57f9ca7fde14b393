package org.headtune.recipe;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.headtune.artifact.Provenance;
import org.headtune.data.SourceFile;
import org.headtune.report.ReportData;

/** What the report says at its top of where a model comes from. */
record RunFacts(RunRecord run) {
  private static String threads(int threads) {
    return threads == 1 ? "1 thread" : threads + " threads";
  }

  /** The facts, each with its name. */
  List<ReportData.Fact> of(CalibratedModel model, Instant finished) {
    List<ReportData.Fact> facts = new ArrayList<>();
    facts.add(new ReportData.Fact("Config", run.config().file()));
    for (SourceFile file : run.data().files()) {
      facts.add(
          new ReportData.Fact(
              "Data",
              String.format(
                  Locale.ROOT,
                  "%s, %,d rows, SHA-256 %s",
                  file.path(),
                  file.rows(),
                  file.sha256())));
    }
    run.parent()
        .ifPresent(
            from ->
                facts.add(
                    new ReportData.Fact(
                        "Started from", from.path() + ", SHA-256 " + from.sha256())));
    facts.add(
        new ReportData.Fact(
            "Rows",
            String.format(
                Locale.ROOT,
                "%,d training, %,d validation, %,d test",
                run.data().train().rows(),
                run.data().validation().rows(),
                run.data().test().rows())));
    Provenance from = run.provenance();
    facts.add(
        new ReportData.Fact(
            "Network",
            String.format(Locale.ROOT, "%,d parameters, %s", run.parameters(), run.outputs())));
    model
        .calibration()
        .ifPresent(
            fitted -> facts.add(new ReportData.Fact("Calibration", CalibrationText.line(fitted))));
    facts.add(new ReportData.Fact("Seed", Long.toString(from.seed())));
    facts.add(
        new ReportData.Fact(
            "Machine",
            from.os()
                + "; "
                + from.backend()
                + ", "
                + threads(from.threads())
                + ", "
                + from.blas()));
    facts.add(
        new ReportData.Fact(
            "Software",
            "Headtune "
                + from.tool()
                + ", Deeplearning4j "
                + Tool.DL4J_VERSION
                + ", Java "
                + from.java()));
    facts.add(
        new ReportData.Fact(
            "Time",
            String.format(
                Locale.ROOT,
                "%s, %.1f seconds",
                run.began().truncatedTo(ChronoUnit.SECONDS),
                run.seconds(finished))));
    return facts;
  }
}
