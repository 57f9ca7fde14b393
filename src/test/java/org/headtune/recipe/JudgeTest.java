package org.headtune.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.headtune.backend.Backend;
import org.headtune.backend.Wanted;
import org.headtune.config.HeadConfig;
import org.headtune.config.ModelConfig;
import org.headtune.config.OptimizerConfig;
import org.headtune.data.Examples;
import org.headtune.data.Shape;
import org.headtune.evaluation.AdaptiveSets;
import org.headtune.evaluation.ConformityScores;
import org.headtune.evaluation.Evaluation;
import org.headtune.evaluation.Predictions;
import org.headtune.evaluation.ProbabilityRows;
import org.headtune.evaluation.SetCoverage;
import org.headtune.model.FeatureTable;
import org.headtune.model.SoftmaxClassifier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class JudgeTest {
  private static final int CLASSES = 5000;
  private static final int WIDTH = 8;
  private static final int ROWS = 900; // more than are predicted at a time

  @BeforeAll
  static void start() {
    Backend.start(Wanted.CPU, 1);
  }

  @Test
  void probabilities_that_are_not_held_are_worth_the_same() {
    Random random = new Random(1);
    float[] features = new float[ROWS * WIDTH];
    for (int i = 0; i < features.length; i++) {
      features[i] = (float) random.nextGaussian();
    }
    int[] labels = random.ints(ROWS, 0, CLASSES).toArray();
    FeatureTable table = FeatureTable.of(features, WIDTH);
    try (SoftmaxClassifier model =
        SoftmaxClassifier.create(
            new ModelConfig(List.of(), new HeadConfig.Softmax()),
            new OptimizerConfig.Adam(0.001, 0.9, 0.999, 1e-8),
            Shape.row(WIDTH),
            CLASSES,
            1)) {
      model.temper(0.5);
      assertThat(ROWS).isGreaterThan(Judge.batch(CLASSES));
      ProbabilityRows held = Judge.predict(model, table, labels, (long) ROWS * CLASSES);
      ProbabilityRows anew = Judge.predict(model, table, labels, (long) ROWS * CLASSES - 1);
      assertThat(held).isInstanceOf(Predictions.class);
      assertThat(anew).isNotInstanceOf(Predictions.class);

      Evaluation expected = Evaluation.of(held);
      Evaluation found = Evaluation.of(anew);
      assertThat(found.metrics()).isEqualTo(expected.metrics());
      assertThat(found.perClass()).isEqualTo(expected.perClass());
      assertThat(found.confusion().cells()).isEqualTo(expected.confusion().cells());
      assertThat(found.reliability()).isEqualTo(expected.reliability());

      double[] uniforms = Judge.uniforms(new Examples(WIDTH, features, labels, new long[ROWS]));
      ConformityScores scores = ConformityScores.of(held, uniforms);
      assertThat(ConformityScores.of(anew, uniforms)).isEqualTo(scores);
      Map<Double, AdaptiveSets> sets =
          Map.of(0.9, new AdaptiveSets(CLASSES, scores.quantile(0.9), false));
      assertThat(SetCoverage.of(sets, anew, uniforms))
          .isEqualTo(SetCoverage.of(sets, held, uniforms));
    }
  }

  /** By hand: positives 0.9 and 0.4 of class 1 beside negatives 0.4, 0.2: 3.5 of 4 pairs. */
  @Test
  void rows_are_read_in_their_order() {
    List<Integer> seen = new ArrayList<>();
    Predictions rows =
        new Predictions(
            2,
            new float[] {0.1f, 0.9f, 0.6f, 0.4f, 0.6f, 0.4f, 0.8f, 0.2f},
            new int[] {1, 1, 0, 0});
    rows.forEach((row, probabilities, from) -> seen.add(row * 10 + from));
    assertThat(seen).containsExactly(0, 12, 24, 36);
    assertThat(Evaluation.of(rows).perClass().get(1).rocAuc()).isEqualTo(3.5 / 4);
  }
}
