package org.headtune.evaluation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The same predictions, judged by scikit-learn 1.2.1: see make_expected.py beside the CSV files.
 */
final class ScikitLearnTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"binary", "ten", "overconfident", "never-predicted", "absent-class", "ties"})
  void every_metric_is_scikit_learns(String name) throws IOException {
    Evaluation evaluation = Evaluation.of(predictions(name));
    List<String[]> expected = cells(name + "-metrics.csv");
    assertThat(expected).hasSize(Metric.of(Labelling.SINGLE).size() + 1);
    SoftAssertions softly = new SoftAssertions();
    for (String[] line : expected.subList(1, expected.size())) {
      same(softly, line[0], evaluation.metric(Metric.named(line[0]).orElseThrow()), line[1]);
    }
    softly.assertAll();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"binary", "ten", "overconfident", "never-predicted", "absent-class", "ties"})
  void every_class_is_scikit_learns(String name) throws IOException {
    List<PerClass> classes = Evaluation.of(predictions(name)).perClass();
    List<String[]> expected = cells(name + "-classes.csv");
    assertThat(expected).hasSize(classes.size() + 1);
    SoftAssertions softly = new SoftAssertions();
    for (PerClass one : classes) {
      String[] line = expected.get(one.index() + 1);
      same(softly, "precision of " + line[0], one.precision(), line[1]);
      same(softly, "recall of " + line[0], one.recall(), line[2]);
      same(softly, "F1 of " + line[0], one.f1(), line[3]);
      softly.assertThat(one.support()).isEqualTo(Long.parseLong(line[4]));
      same(softly, "ROC AUC of " + line[0], one.rocAuc(), line[5]);
    }
    softly.assertAll();
  }

  private static void same(SoftAssertions softly, String what, double value, String expected) {
    if (expected.equals("nan")) {
      softly.assertThat(value).as(what).isNaN();
    } else {
      softly.assertThat(value).as(what).isCloseTo(Double.parseDouble(expected), within(1e-12));
    }
  }

  private static Predictions predictions(String name) throws IOException {
    List<String[]> lines = cells(name + ".csv");
    int classes = lines.get(0).length - 1;
    float[] probabilities = new float[lines.size() * classes];
    int[] truth = new int[lines.size()];
    for (int row = 0; row < truth.length; row++) {
      truth[row] = Integer.parseInt(lines.get(row)[0]);
      for (int k = 0; k < classes; k++) {
        probabilities[row * classes + k] = Float.parseFloat(lines.get(row)[k + 1]);
      }
    }
    return new Predictions(classes, probabilities, truth);
  }

  private static List<String[]> cells(String file) throws IOException {
    try (InputStream in = ScikitLearnTest.class.getResourceAsStream(file)) {
      return new String(in.readAllBytes(), UTF_8).lines().map(line -> line.split(",", -1)).toList();
    }
  }
}
