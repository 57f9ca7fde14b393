package org.headtune.evaluation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows with several classes, judged by scikit-learn 1.2.1: see make_multi_label.py. */
final class MultiLabelMetricsTest {

  @ParameterizedTest
  @ValueSource(strings = {"four", "many", "equal", "absent"})
  void every_metric_and_class_is_scikit_learns(String name) throws IOException {
    MultiLabelEvaluation evaluation = MultiLabelEvaluation.of(predictions(name));
    List<String[]> expected = cells("labels-" + name + "-metrics.csv");
    assertThat(expected).hasSize(Metric.of(Labelling.MULTIPLE).size());
    for (String[] line : expected) {
      Metric metric = Metric.named(line[0]).orElseThrow();
      assertThat(evaluation.metric(metric)).as(line[0]).isCloseTo(number(line[1]), within(1e-12));
    }
    List<String[]> classes = cells("labels-" + name + "-classes.csv");
    assertThat(evaluation.perLabel()).hasSameSizeAs(classes);
    for (PerLabel one : evaluation.perLabel()) {
      String[] line = classes.get(one.index());
      BinaryCounts counts = one.counts();
      assertThat(counts)
          .isEqualTo(
              new BinaryCounts(count(line[3]), count(line[1]), count(line[2]), count(line[0])));
      assertThat(new double[] {counts.precision(), counts.recall(), counts.f1(), one.rocAuc()})
          .containsExactly(
              Arrays.stream(line).skip(4).mapToDouble(MultiLabelMetricsTest::number).toArray(),
              within(1e-12));
    }
  }

  private static double number(String cell) {
    return cell.equals("nan") ? Double.NaN : Double.parseDouble(cell);
  }

  private static long count(String cell) {
    return Long.parseLong(cell);
  }

  private static MultiLabelPredictions predictions(String name) throws IOException {
    List<String[]> lines = cells("labels-" + name + ".csv");
    double[] thresholds =
        Arrays.stream(lines.get(0)).mapToDouble(MultiLabelMetricsTest::number).toArray();
    int classes = thresholds.length;
    float[] probabilities = new float[(lines.size() - 1) * classes];
    boolean[] truth = new boolean[probabilities.length];
    for (int i = 0; i < truth.length; i++) {
      String[] line = lines.get(1 + i / classes);
      truth[i] = line[i % classes].equals("1");
      probabilities[i] = Float.parseFloat(line[classes + i % classes]);
    }
    return new MultiLabelPredictions(classes, probabilities, truth, thresholds);
  }

  private static List<String[]> cells(String file) throws IOException {
    try (InputStream in = MultiLabelMetricsTest.class.getResourceAsStream(file)) {
      return new String(in.readAllBytes(), UTF_8).lines().map(line -> line.split(",", -1)).toList();
    }
  }

  @Test
  void no_other_threshold_has_a_larger_f1() {
    Random random = new Random(5);
    for (int round = 0; round < 200; round++) {
      int rows = 1 + random.nextInt(30);
      float[] probabilities = new float[rows];
      boolean[] truth = new boolean[rows];
      for (int row = 0; row < rows; row++) {
        truth[row] = random.nextBoolean();
        probabilities[row] = (float) (Math.round(8 * random.nextDouble()) / 8.0); // many are equal
      }
      MultiLabelPredictions predictions =
          new MultiLabelPredictions(1, probabilities, truth, new double[] {0.5});
      double tuned = Thresholds.tune(predictions)[0];
      double best = f1(predictions, tuned);
      assertThat(tuned).isBetween(0.0, 1.0);
      assertThat(best)
          .isGreaterThanOrEqualTo(f1(predictions, 0.5))
          .isGreaterThanOrEqualTo(
              truth(truth) == 0 || truth(truth) == rows
                  ? 0
                  : IntStream.rangeClosed(0, 100)
                      .mapToDouble(i -> f1(predictions, i / 100.0))
                      .max()
                      .orElseThrow());
    }
  }

  private static long truth(boolean[] truth) {
    return IntStream.range(0, truth.length).filter(row -> truth[row]).count();
  }

  private static double f1(MultiLabelPredictions predictions, double threshold) {
    return BinaryCounts.of(predictions.with(new double[] {threshold}), 0).f1();
  }

  @Test
  void thresholds_by_hand() {
    // Wanted from 0.3 up: between 0.2 and 0.3. Right from 0.4 up to 0.9: a half is as good as any.
    float[] probabilities = {0.1f, 0.4f, 0.2f, 0.9f, 0.3f, 0.95f, 0.8f, 0.4f};
    boolean[] truth = {false, false, false, true, true, true, true, false};
    double[] tuned =
        Thresholds.tune(
            new MultiLabelPredictions(2, probabilities, truth, new double[] {0.5, 0.5}));
    assertThat(tuned[0]).isCloseTo((0.2 + 0.3) / 2, within(1e-7));
    assertThat(tuned[1]).isEqualTo(0.5);
    boolean[] none = new boolean[8];
    assertThat(
            Thresholds.tune(
                new MultiLabelPredictions(2, probabilities, none, new double[] {0.1, 0.1})))
        .containsExactly(0.5, 0.5);
  }

  /** 0 is in the first bin, 1 in the last one. */
  @Test
  void bins_by_hand() {
    float[] probabilities = {0, 0.05f, 0.2f, 0.9f, 1, 0.95f};
    boolean[] truth = {false, true, false, true, true, false};
    MultiLabelEvaluation evaluation =
        MultiLabelEvaluation.of(
            new MultiLabelPredictions(2, probabilities, truth, new double[] {0.5, 0.5}));
    List<ReliabilityBin> bins = evaluation.reliability();
    assertThat(bins).hasSize(15);
    assertThat(bins.stream().map(ReliabilityBin::count))
        .containsExactly(2L, 0L, 0L, 1L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 1L, 2L);
    assertThat(bins.get(0).confidence()).isCloseTo(0.025, within(1e-7));
    assertThat(bins.get(0).accuracy()).isEqualTo(0.5);
    assertThat(bins.get(14).confidence()).isCloseTo(0.975, within(1e-7));
    assertThat(bins.get(14).accuracy()).isEqualTo(0.5);
    // (2 * 0.475 + 0.2 + 0.1 + 2 * 0.475) / 6
    assertThat(evaluation.metric(Metric.ECE)).isCloseTo(2.2 / 6, within(1e-7));
  }

  @Test
  void metrics_of_the_other_kind_are_undefined() {
    MultiLabelPredictions one =
        new MultiLabelPredictions(2, new float[] {1, 0}, new boolean[2], new double[] {0.5, 0.5});
    assertThat(MultiLabelEvaluation.of(one).metric(Metric.ACCURACY)).isNaN();
    assertThat(MultiLabelEvaluation.of(one).metric(Metric.LRAP)).isEqualTo(1);
    Predictions single = new Predictions(2, new float[] {1, 0}, new int[] {0});
    assertThat(Evaluation.of(single).metric(Metric.LRAP)).isNaN();
  }
}
