package org.headtune.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.StringReader;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.headtune.evaluation.Importance;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

final class HtmlReportTest {

  @Test
  void a_hostile_name_stays_text() {
    String name = "<script>alert(1)</script>\"'&";
    ReportData sample = SampleRun.of("train " + name, List.of(name, "b", "c"), 3);
    ReportData hostile =
        new ReportData(
            sample.title(),
            List.of(new ReportData.Fact(name, name)),
            List.of(name),
            sample.judged().stream()
                .map(
                    judged ->
                        new ReportData.Judged(
                            name,
                            judged.judgement(),
                            Optional.empty(),
                            List.of(),
                            List.of(new ReportData.Wrong(name, 0, 1, 0.9))))
                .toList(),
            sample.classNames(),
            sample.epochs(),
            List.of(new ReportData.LayerCurve(name, List.of(1.0), List.of(0.1), List.of(0.5))),
            2,
            List.of(new ReportData.Layer(name, name, name, 1, true)));
    String html = HtmlReport.of(hostile);
    assertThat(html).doesNotContain("<script").contains("&lt;script&gt;alert(1)");
    assertThat(html).doesNotContain("\"'&");
  }

  @Test
  void nothing_outside_the_file_is_named() {
    assertThat(HtmlReport.of(SampleRun.digits()))
        .doesNotContain("http://")
        .doesNotContain("https://")
        .doesNotContain("src=")
        .doesNotContain("@import")
        .doesNotContain("url(")
        .doesNotContain("<script");
  }

  @Test
  void every_section_is_there() {
    assertThat(HtmlReport.of(SampleRun.digits()))
        .contains(
            "What was run", "Learning curves", "Metrics", "macro_f1", "On the test rows (450)")
        .contains("On the validation rows (135)", "Confusion matrix", "Most frequent confusions")
        .contains("Reliability", "Classes", "Most confident mistakes", "dense_1", "frozen")
        .contains("data/digits/test.csv:");
  }

  @Test
  void what_is_not_known_has_no_section() {
    ReportData sample = SampleRun.digits();
    String html =
        HtmlReport.of(
            new ReportData(
                "evaluate",
                List.of(),
                List.of(),
                sample.judged().subList(0, 1),
                sample.classNames(),
                List.of(),
                List.of(),
                0,
                List.of()));
    assertThat(html)
        .contains("On the test rows")
        .doesNotContain(
            "What was run", "Learning curves", "Training health", "Network", "validation rows");
  }

  @Test
  void the_curves_show_the_numbers_they_were_given() {
    List<ReportData.Epoch> epochs =
        List.of(
            new ReportData.Epoch(1, 2, Double.NaN, 0.25, 0.001),
            new ReportData.Epoch(2, 1, 0.5, 0.75, 0.0001));
    String html =
        HtmlReport.of(
            new ReportData(
                "t", List.of(), List.of(), List.of(), List.of(), epochs, List.of(), 2, List.of()));
    assertThat(html).contains("epoch 1\ntraining 2\nvalidation –", "epoch 2\naccuracy 0.75");
    assertThat(html).contains("epoch 2\nrate 0.0001");
  }

  @Test
  void many_epochs_are_thinned_and_the_kept_one_stays() {
    ReportData sample = SampleRun.of("t", List.of("a", "b"), 998);
    String html = HtmlReport.of(sample);
    assertThat(html)
        .contains("One epoch of every 5 is shown, 998 in all.", ">665<", ">998<")
        .doesNotContain(">664<");
    assertThat(html.length()).isLessThan(400_000);
  }

  @Test
  void a_run_of_one_epoch_without_validation_has_a_page() {
    List<ReportData.Epoch> one =
        List.of(new ReportData.Epoch(1, 0, Double.NaN, Double.NaN, Double.NaN));
    String html =
        HtmlReport.of(
            new ReportData(
                "t", List.of(), List.of(), List.of(), List.of(), one, List.of(), 1, List.of()));
    assertThat(html).contains("Loss").doesNotContain("Validation accuracy", "NaN");
  }

  @Test
  void the_drawings_are_well_formed() throws Exception {
    Matcher svg =
        Pattern.compile("<svg.*?</svg>", Pattern.DOTALL).matcher(HtmlReport.of(SampleRun.digits()));
    int drawings = 0;
    for (; svg.find(); drawings++) {
      DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .parse(new InputSource(new StringReader(svg.group())));
    }
    assertThat(drawings).isEqualTo(8);
  }

  @Test
  void the_map_of_the_layers_tells_each_number_and_is_stronger_where_it_is_larger() {
    List<ReportData.LayerCurve> layers =
        List.of(
            new ReportData.LayerCurve(
                "dense_1", List.of(1e-6, 0.0), List.of(1e-3, 1e-3), List.of(0.0, 0.5)),
            new ReportData.LayerCurve(
                "head", List.of(1.0, 0.01), List.of(Double.NaN, 1e-3), List.of(Double.NaN, 1.0)));
    String html =
        HtmlReport.of(
            new ReportData(
                "t", List.of(), List.of(), List.of(), List.of(), List.of(), layers, 0, List.of()));
    assertThat(html).contains("Gradient norm", "Update over weight", "Dead units");
    assertThat(strength(html, "dense_1, epoch 1: 1e-6")).isEqualTo(0.07);
    assertThat(strength(html, "dense_1, epoch 2: 0")).isEqualTo(0.07);
    assertThat(strength(html, "head, epoch 1: 1")).isEqualTo(1);
    assertThat(strength(html, "head, epoch 2: 0.01")).isEqualTo(0.69);
    assertThat(strength(html, "dense_1, epoch 2: 50.0")).isCloseTo(0.535, within(0.006));
    assertThat(html).doesNotContain("head, epoch 1: –");
  }

  @Test
  void importances_are_bars_with_intervals() throws Exception {
    String name = "<b>\"x\"</b> & a name that is longer than a line";
    String html =
        HtmlReport.of(
            new ImportanceReport(
                "explain " + name,
                List.of(),
                "columns",
                "loss rises by",
                List.of(
                    new Importance(name, 0.8, 0.6, 1.0),
                    new Importance("none", 0, Double.NaN, Double.NaN),
                    new Importance("worse", -0.2, -0.4, 0)),
                List.of()));
    assertThat(html)
        .contains("Importance of the columns", "&lt;b&gt;&quot;x&quot;", "0.8000, 0.6000 to 1.0000")
        .doesNotContain("<b>", "Learning curves", "What was run", "Metrics", "NaN");
    Matcher svg = Pattern.compile("<svg.*?</svg>", Pattern.DOTALL).matcher(html);
    assertThat(svg.find()).isTrue();
    DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(svg.group())));
    // The axis runs from -0.4 to 1 over 510 pixels from 190 on, so 0 is at 335.7.
    assertThat(svg.group())
        .contains("x=\"335.7\" y=\"12.0\" width=\"291.4\"", "M554.3 15.0v6m0-3H700.0m0-3v6")
        .contains("x=\"262.9\" y=\"52.0\" width=\"72.9\"");
  }

  @Test
  void patches_are_stronger_the_more_they_are_worth() {
    String html =
        HtmlReport.of(
            new ImportanceReport(
                "explain",
                List.of(),
                "patches",
                "loss rises by",
                List.of(
                    new Importance("right", 0.8, 0.6, 1.0),
                    new Importance("left", 0.2, 0.1, 0.3),
                    new Importance("below", -0.1, -0.2, 0)),
                List.of(
                    new ImportanceReport.Patch("left", 0, 2, 0, 2),
                    new ImportanceReport.Patch("right", 0, 2, 2, 4),
                    new ImportanceReport.Patch("below", 2, 4, 0, 4))));
    assertThat(strength(html, "right: 0.8000")).isEqualTo(1);
    assertThat(strength(html, "left: 0.2000")).isCloseTo(0.05 + 0.95 / 4, within(0.006));
    assertThat(strength(html, "below: -0.1000")).isEqualTo(0.05);
    assertThat(html).contains("x=\"130.0\" y=\"0.0\" width=\"129.0\" height=\"129.0\"");
  }

  private static double strength(String html, String title) {
    Matcher cell =
        Pattern.compile("fill-opacity=\"([0-9.]+)\"[^>]*><title>" + Pattern.quote(title))
            .matcher(html);
    assertThat(cell.find()).as(title).isTrue();
    return Double.parseDouble(cell.group(1));
  }
}
