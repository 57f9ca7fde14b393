package org.headtune.recipe;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.headtune.config.ResolvedConfig;
import org.headtune.data.DataCheck;
import org.headtune.data.Drift;
import org.headtune.data.Histogram;
import org.headtune.data.Prepared;
import org.headtune.data.SourceFile;
import org.headtune.report.DataReport;
import org.headtune.report.HtmlReport;
import org.headtune.report.ReportData;

/** The page of what {@code check} has seen. */
final class DataReports {
  private static final String MISSING = " (missing)";

  private DataReports() {}

  static String html(
      ResolvedConfig resolved, Prepared data, DataCheck check, Optional<LabelSuspects> suspects) {
    return HtmlReport.of(
        new DataReport(
            "check " + resolved.file(),
            facts(resolved, data, check),
            check.findings(),
            data.classes().names(),
            columns(data, check),
            suspects.map(found -> found.report(data))));
  }

  private static List<ReportData.Fact> facts(
      ResolvedConfig resolved, Prepared data, DataCheck check) {
    List<ReportData.Fact> facts = new ArrayList<>();
    facts.add(new ReportData.Fact("Config", resolved.file()));
    for (SourceFile file : data.files()) {
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
    facts.add(
        new ReportData.Fact(
            "Rows",
            String.format(
                Locale.ROOT,
                "%,d training, %,d validation, %,d test",
                data.train().rows(),
                data.validation().rows(),
                data.test().rows())));
    facts.add(
        new ReportData.Fact(
            "Duplicates",
            String.format(
                Locale.ROOT,
                "%,d training rows repeat an earlier one, %,d of them with another label; %,d validation"
                    + " and %,d test rows stand among the training rows",
                check.duplicates(),
                check.contradictions(),
                check.validationInTrain(),
                check.testInTrain())));
    return facts;
  }

  private static List<DataReport.Column> columns(Prepared data, DataCheck check) {
    Map<String, Histogram> histograms =
        check.histograms().stream()
            .collect(Collectors.toMap(Histogram::column, Function.identity(), (a, b) -> a));
    Map<String, List<Drift>> drifts =
        check.drift().stream().collect(Collectors.groupingBy(Drift::column));
    return check.columns().stream()
        .limit(DataCheck.MOST_HISTOGRAMS)
        .map(
            column -> {
              String name = column.profile().name();
              List<DataReport.Bars> bars = new ArrayList<>();
              for (String own : List.of(name, name + MISSING)) {
                if (histograms.containsKey(own)) {
                  bars.add(bars(histograms.get(own)));
                }
              }
              return new DataReport.Column(
                  name,
                  column.role().name().toLowerCase(Locale.ROOT),
                  (double) column.profile().missing() / Math.max(1, data.profile().rows()),
                  column.profile().distinct() + (column.profile().more() ? "+" : ""),
                  column.profile().example(),
                  drifts.getOrDefault(name, List.of()).stream().map(DataReports::sentence).toList(),
                  bars);
            })
        .toList();
  }

  private static DataReport.Bars bars(Histogram histogram) {
    int last = histogram.bins().size() - 1;
    boolean empty = histogram.ofClass().stream().allMatch(own -> own.get(last) == 0);
    int shown = histogram.numeric() || !empty ? last + 1 : last; // nothing but what is there
    return new DataReport.Bars(
        histogram.numeric(),
        histogram.bins().subList(0, shown),
        histogram.ofClass().stream().map(own -> own.subList(0, shown)).toList());
  }

  private static String sentence(Drift drift) {
    return String.format(
        Locale.ROOT,
        "%s rows: population stability index %.4f, %s",
        drift.part(),
        drift.index(),
        drift.isLarge()
            ? String.format(Locale.ROOT, "above the threshold of %.4f", drift.threshold())
            : String.format(Locale.ROOT, "below the threshold of %.4f", drift.threshold()));
  }
}
