package org.headtune.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import org.headtune.config.CheckpointConfig;
import org.headtune.config.ClassWeightsConfig;
import org.headtune.config.ClippingConfig;
import org.headtune.config.HeadConfig;
import org.headtune.config.LayerConfig;
import org.headtune.config.LossConfig;
import org.headtune.config.ModelConfig;
import org.headtune.config.ObjectiveConfig;
import org.headtune.config.OptimizerConfig;
import org.headtune.config.RegularizationConfig;
import org.headtune.config.ScheduleConfig;
import org.headtune.config.TrainingConfig;
import org.headtune.data.Examples;
import org.headtune.data.Shape;
import org.headtune.model.FeatureTable;
import org.headtune.model.SoftmaxClassifier;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;

final class TrainingLoopTest {
  private static final int WIDTH = 8;
  private static final int ROWS = 50;
  private static final OptimizerConfig ADAM = new OptimizerConfig.Adam(0.01, 0.9, 0.999, 1e-8);

  /** Three classes that a small network can tell apart. */
  private static Examples examples() {
    float[] features = new float[ROWS * WIDTH];
    int[] labels = new int[ROWS];
    for (int row = 0; row < ROWS; row++) {
      labels[row] = row % 3;
      for (int i = 0; i < WIDTH; i++) {
        features[row * WIDTH + i] =
            (float) (Math.sin(row * WIDTH + i) + (i % 3 == row % 3 ? 1 : 0));
      }
    }
    return new Examples(WIDTH, features, labels, new long[ROWS]);
  }

  private static SoftmaxClassifier classifier(OptimizerConfig optimizer) {
    List<LayerConfig> layers =
        List.of(
            new LayerConfig.Dense(
                16, LayerConfig.ActivationFunction.RELU, LayerConfig.WeightInitialisation.AUTO, 0),
            new LayerConfig.BatchNorm(0.9, 1e-5),
            new LayerConfig.Dropout(0.3, LayerConfig.DropoutKind.AUTO));
    return SoftmaxClassifier.create(
        new ModelConfig(layers, new HeadConfig.Softmax()), optimizer, Shape.row(WIDTH), 3, 42);
  }

  private static TrainingConfig config(int epochs, int batchSize, OptimizerConfig optimizer) {
    return new TrainingConfig(
        epochs,
        batchSize,
        42,
        optimizer,
        new ScheduleConfig.Constant(Optional.empty()),
        new ClippingConfig(Optional.empty(), Optional.empty(), Optional.empty()),
        new RegularizationConfig(0, 0, 0, Optional.empty()),
        1,
        Optional.empty(),
        Optional.empty(),
        new ObjectiveConfig.Classify(),
        new LossConfig(0, 0, new ClassWeightsConfig.None(), 0),
        false,
        0,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        new CheckpointConfig("1 epoch", 3),
        Optional.empty());
  }

  /** Keeps what the loop says. */
  private static class Notes implements TrainingLoop.Observer {
    final List<EpochRecord> epochs = new ArrayList<>();
    final List<Position> positions = new ArrayList<>();

    @Override
    public boolean afterBatch(Position position, int batches) {
      positions.add(position);
      assertThat(position.batches()).isBetween(1, batches);
      return true;
    }

    @Override
    public boolean afterEpoch(EpochRecord record) {
      epochs.add(record);
      return record.epoch() < 5;
    }
  }

  private static float[] trained() {
    SoftmaxClassifier classifier = classifier(ADAM);
    new TrainingLoop(config(4, 16, ADAM), classifier, examples()).run(new Notes());
    return classifier.parameters();
  }

  private static long checksum(float[] parameters) {
    CRC32 crc = new CRC32();
    crc.update(Arrays.toString(parameters).getBytes(StandardCharsets.US_ASCII));
    return crc.getValue();
  }

  /** Trains in a process of its own, for {@link #another_process_gives_the_same_parameters}. */
  public static void main(String[] ignored) throws java.io.IOException {
    try (var out = new java.io.FileOutputStream(java.io.FileDescriptor.out)) {
      out.write(("checksum " + checksum(trained())).getBytes(StandardCharsets.US_ASCII));
    }
  }

  @Test
  void an_observer_is_told_when_an_epoch_begins_and_not_before_the_last_one_is_done_with() {
    List<String> told = new ArrayList<>();
    new TrainingLoop(config(3, 20, ADAM), classifier(ADAM), examples())
        .run(
            new Position(2, 1, 0),
            new TrainingLoop.Observer() {
              @Override
              public void beforeEpoch() {
                told.add("before");
              }

              @Override
              public boolean afterBatch(Position position, int batches) {
                told.add(position.epoch() + "/" + position.batches() + " of " + batches);
                return true;
              }

              @Override
              public boolean afterEpoch(EpochRecord record) {
                told.add("after " + record.epoch());
                return true;
              }
            });
    assertThat(told)
        .startsWith("before", "2/2 of 3")
        .containsSubsequence("2/3 of 3", "after 2", "before", "3/1 of 3")
        .endsWith("3/3 of 3", "after 3");
  }

  @Test
  void the_same_seed_gives_the_same_parameters_whatever_was_random_before() {
    float[] first = trained();
    Nd4j.getRandom().setSeed(999);
    Nd4j.rand(7);
    assertThat(trained()).isEqualTo(first);
  }

  @Test
  void another_process_gives_the_same_parameters() throws Exception {
    Process process =
        new ProcessBuilder(
                System.getProperty("java.home") + "/bin/java",
                "-Dorg.eclipse.deeplearning4j.helpers.disable=false",
                "-cp",
                System.getProperty(
                        "surefire.test.class.path", System.getProperty("java.class.path"))
                    + File.pathSeparator,
                TrainingLoopTest.class.getName())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    assertThat(output).endsWith("checksum " + checksum(trained()));
  }

  @Test
  void dropout_and_order_depend_on_seed_and_epoch_alone_so_that_a_run_can_go_on() {
    Examples train = examples();
    SoftmaxClassifier whole = classifier(ADAM);
    new TrainingLoop(config(4, 16, ADAM), whole, train).run(new Notes());

    SoftmaxClassifier parts = classifier(ADAM);
    new TrainingLoop(config(2, 16, ADAM), parts, train).run(new Notes());
    Nd4j.getRandom().setSeed(999);
    new TrainingLoop(config(4, 16, ADAM), parts, train).run(Position.beginOf(3), new Notes());
    assertThat(parts.parameters()).isEqualTo(whole.parameters());
  }

  @Test
  void a_run_that_is_stopped_after_any_batch_goes_on_as_if_nothing_had_happened() {
    Examples train = examples();
    Notes uninterrupted = new Notes();
    SoftmaxClassifier whole = classifier(ADAM);
    new TrainingLoop(config(3, 16, ADAM), whole, train).run(uninterrupted);
    for (int stop = 1; stop < uninterrupted.positions.size(); stop++) {
      SoftmaxClassifier parts = classifier(ADAM);
      TrainingLoop loop = new TrainingLoop(config(3, 16, ADAM), parts, train);
      List<Position> seen = new ArrayList<>();
      int last = stop;
      loop.run(
          new Notes() {
            @Override
            public boolean afterBatch(Position position, int batches) {
              seen.add(position);
              return seen.size() < last;
            }
          });
      Nd4j.getRandom().setSeed(999);
      Notes rest = new Notes();
      loop.run(seen.get(last - 1), rest);
      assertThat(parts.parameters()).isEqualTo(whole.parameters());
      assertThat(rest.epochs).isEqualTo(uninterrupted.epochs.subList(3 - rest.epochs.size(), 3));
    }
  }

  @Test
  void the_loss_of_an_epoch_counts_every_row_once_also_those_of_the_last_batch() {
    Notes notes = new Notes();
    new TrainingLoop(config(1, 16, ADAM), classifier(ADAM), examples()).run(notes);
    assertThat(notes.positions).hasSize(4);
    assertThat(notes.epochs).hasSize(1);
    SoftmaxClassifier sameAgain = classifier(ADAM);
    BatchOrder order = new BatchOrder(42, ROWS);
    double sum = 0;
    for (int from = 0; from < ROWS; from += 16) {
      int rows = Math.min(16, ROWS - from);
      Nd4j.getRandom().setSeed(BatchOrder.batchSeed(42, 1, from / 16 + 1));
      Examples train = examples();
      FeatureTable table = FeatureTable.of(train.features(), WIDTH);
      sum += rows * sameAgain.fit(table, train.labels(), order.of(1), from, rows);
    }
    assertThat(notes.positions.get(3).loss()).isCloseTo(sum, within(1e-9));
    assertThat(notes.epochs.get(0).loss()).isCloseTo(sum / ROWS, within(1e-12));
    assertThat(notes.epochs.get(0).rows()).isEqualTo(ROWS);
    assertThat(notes.epochs.get(0).learningRate()).isEqualTo(0.01);
  }

  @Test
  void the_loss_falls_and_the_observer_may_end_the_run() {
    Notes notes = new Notes();
    new TrainingLoop(config(100, 16, ADAM), classifier(ADAM), examples()).run(notes);
    assertThat(notes.epochs).hasSize(5);
    assertThat(notes.epochs.get(4).loss()).isLessThan(0.8 * notes.epochs.get(0).loss());
  }

  @Test
  void a_batch_may_be_larger_than_the_data() {
    Notes notes = new Notes();
    new TrainingLoop(config(1, 1000, ADAM), classifier(ADAM), examples()).run(notes);
    assertThat(notes.positions).hasSize(1);
  }

  @Test
  void an_absurd_step_size_is_noticed_within_twenty_iterations() {
    OptimizerConfig absurd = new OptimizerConfig.Sgd(1e30);
    TrainingLoop loop = new TrainingLoop(config(50, 16, absurd), classifier(absurd), examples());
    assertThatThrownBy(() -> loop.run(new Notes()))
        .isInstanceOfSatisfying(
            Diverged.class,
            diverged -> {
              assertThat(diverged.iteration()).isBetween(1L, 20L);
              assertThat(diverged.epoch()).isBetween(1, 5);
              assertThat(diverged.learningRate()).isEqualTo(1e30);
            });
  }

  @Test
  void a_feature_that_is_not_a_number_is_noticed() {
    Examples good = examples();
    float[] features = good.features();
    features[17] = Float.NaN;
    Examples train = new Examples(WIDTH, features, good.labels(), new long[ROWS]);
    TrainingLoop loop = new TrainingLoop(config(5, 16, ADAM), classifier(ADAM), train);
    assertThatThrownBy(() -> loop.run(new Notes())).isInstanceOf(Diverged.class);
  }
}
