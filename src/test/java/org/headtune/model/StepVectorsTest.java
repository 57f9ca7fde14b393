package org.headtune.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.headtune.model.Networks.globalPool;
import static org.headtune.model.Networks.lstm;
import static org.headtune.model.Networks.selfAttention;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.headtune.config.LayerConfig.Directions;
import org.headtune.config.LayerConfig.PoolingKind;
import org.headtune.config.LayerConfig.StepOutput;
import org.headtune.config.ModelConfig;
import org.headtune.config.OptimizerConfig;
import org.headtune.data.Bag;
import org.headtune.data.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

final class StepVectorsTest {
  private static final int ENTRIES = 9;
  private static final int UNITS = 4;
  private static final ModelConfig LSTM = Networks.of(lstm(5, Directions.CONCAT, StepOutput.LAST));
  private static final ModelConfig POOLED =
      Networks.of(selfAttention(4, 2), globalPool(PoolingKind.AVG));

  private static SoftmaxClassifier classifier(
      ModelConfig model, OptimizerConfig optimizer, int steps) {
    return SoftmaxClassifier.create(
        model, optimizer, Shape.sequence(new Bag(ENTRIES, steps, UNITS)), 3, 7);
  }

  private static ModelConfig model(String name) {
    return name.equals("lstm") ? LSTM : POOLED;
  }

  /** Rows of so many steps, each an entry below {@code entries}. */
  private static float[] rows(Random random, int steps, int entries, int... lengths) {
    float[] rows = new float[lengths.length * (steps + 1)];
    for (int row = 0; row < lengths.length; row++) {
      for (int step = 0; step < lengths[row]; step++) {
        rows[row * (steps + 1) + step] = random.nextInt(entries);
      }
      rows[(row + 1) * (steps + 1) - 1] = lengths[row];
    }
    return rows;
  }

  /** Ours and DL4J's own training loop over our layer, from the same weights. */
  @Test
  void an_update_is_what_deeplearning4j_would_make() {
    int steps = 6;
    // DL4J cannot train one that reads both ways and hands on its last output alone.
    ModelConfig model = Networks.of(lstm(5, Directions.NONE, StepOutput.LAST));
    SoftmaxClassifier ours = classifier(model, new OptimizerConfig.Sgd(0.5), steps);
    ComputationGraph theirs = ours.graph().clone();
    Random random = new Random(4);
    for (int update = 0; update < 3; update++) {
      float[] rows = rows(random, steps, ENTRIES, 6, 6, 6, 6, 6);
      int[] labels = random.ints(5, 0, 3).toArray();
      INDArray input = Nd4j.zeros(DataType.FLOAT, 5, 1, steps);
      INDArray oneHot = Nd4j.zeros(DataType.FLOAT, 5, 3);
      for (int row = 0; row < 5; row++) {
        oneHot.putScalar(row, labels[row], 1);
        for (int step = 0; step < steps; step++) {
          input.putScalar(row, 0, step, rows[row * (steps + 1) + step]);
        }
      }
      double loss = ours.fit(rows, labels, 5);
      theirs.fit(new INDArray[] {input}, new INDArray[] {oneHot});
      assertThat(loss).isCloseTo(theirs.score(), within(1e-5 * loss));
      assertThat(ours.parameters()).containsExactly(theirs.params().toFloatVector(), within(2e-6f));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"lstm", "pooled"})
  void gradients_are_those_of_finite_differences(String name) {
    float[] rows = rows(new Random(5), 5, ENTRIES, 5, 1, 3, 4);
    int[] labels = {0, 1, 2, 0};
    SoftmaxClassifier classifier = classifier(model(name), new OptimizerConfig.Sgd(1), 5);
    float[] start = classifier.parameters();
    Random random = new Random(8);
    for (int i = 0; i < start.length; i++) {
      start[i] = (float) (0.5 * random.nextGaussian());
    }
    classifier.setParameters(start);
    classifier.fit(rows, labels, 4);
    float[] after = classifier.parameters();
    for (int trial = 0; trial < 8; trial++) {
      float[] direction = new float[start.length];
      double slope = 0;
      for (int i = 0; i < start.length; i++) {
        // The first parameters are those of the vectors.
        direction[i] = (float) (random.nextGaussian() * (i < ENTRIES * UNITS ? 1 : 0.1));
        slope += direction[i] * (start[i] - after[i]);
      }
      double difference =
          (loss(classifier, start, direction, 0.003f, rows, labels)
                  - loss(classifier, start, direction, -0.003f, rows, labels))
              / 0.006;
      assertThat(slope).isCloseTo(difference, within(0.01 * Math.max(0.2, Math.abs(difference))));
    }
  }

  private static double loss(
      SoftmaxClassifier classifier,
      float[] at,
      float[] direction,
      float share,
      float[] rows,
      int[] labels) {
    float[] moved = at.clone();
    for (int i = 0; i < moved.length; i++) {
      moved[i] += share * direction[i];
    }
    classifier.setParameters(moved);
    return classifier.fit(rows, labels, labels.length);
  }

  /** The same words with room for more behind them, and beside longer rows. */
  @ParameterizedTest
  @ValueSource(strings = {"lstm", "pooled"})
  void what_stands_behind_the_last_word_does_not_matter(String name) {
    SoftmaxClassifier narrow = classifier(model(name), Networks.ADAM, 3);
    SoftmaxClassifier wide = classifier(model(name), Networks.ADAM, 7);
    wide.setParameters(narrow.parameters());
    float[] three = rows(new Random(2), 3, ENTRIES, 3, 2);
    float[] seven = rows(new Random(3), 7, ENTRIES, 7, 3, 2);
    for (int row = 0; row < 2; row++) {
      System.arraycopy(three, row * 4, seven, (row + 1) * 8, 3);
      Arrays.fill(seven, (row + 1) * 8 + 3, (row + 2) * 8 - 1, 1);
    }
    float[] alone = new float[6];
    float[] among = new float[9];
    narrow.predict(three, 2, alone);
    wide.predict(seven, 3, among);
    assertThat(Arrays.copyOfRange(among, 3, 9)).containsExactly(alone, within(1e-6f));
  }

  @Test
  void vectors_of_words_that_are_not_there_are_left_alone() {
    SoftmaxClassifier classifier = classifier(LSTM, Networks.ADAM, 4);
    classifier.fit(rows(new Random(1), 4, ENTRIES, 4, 4, 4, 4), new int[] {0, 1, 2, 0}, 4);
    INDArray before = classifier.graph().getParam("words_W0").dup();
    classifier.fit(new float[] {2, 5, 2, 0, 3}, new int[] {1}, 1);
    INDArray after = classifier.graph().getParam("words_W0");
    for (int entry = 0; entry < ENTRIES; entry++) {
      assertThat(after.getColumn(entry).equals(before.getColumn(entry)))
          .as("entry %d", entry)
          .isEqualTo(!List.of(2, 5).contains(entry));
    }
  }

  @Test
  void a_configuration_survives_as_json() {
    ComputationGraphConfiguration configuration =
        classifier(LSTM, Networks.ADAM, 4).graph().getConfiguration();
    ComputationGraphConfiguration read =
        ComputationGraphConfiguration.fromJson(configuration.toJson());
    assertThat(read).isEqualTo(configuration);
    assertThat(read.toJson()).isEqualTo(configuration.toJson());
  }
}
