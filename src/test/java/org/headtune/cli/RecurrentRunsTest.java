package org.headtune.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.headtune.artifact.LoadedModel;
import org.headtune.artifact.ModelZip;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Runs of networks that read sequences of 2 to 6 steps: interrupted, fine-tuned, refused. */
final class RecurrentRunsTest {
  private static final int STEPS = 6;
  private static final String CONFIG =
      """
      data:
        train: '%s'
        label: label
        sequence: {columns: "t*"}
        validation_split: 0.2
      model: {layers: [%s]}
      training:
        epochs: 3
        batch_size: 10
        checkpoint: {every: 5 steps, keep_last: 1000}
      output: '%s'
      """;

  private static final String TUNING =
      """
      from: '%s'
      data: {train: '%s', label: label, validation_split: 0.2}
      training:
        epochs: 3
        batch_size: 10
        checkpoint: {every: 5 steps, keep_last: 1000}
      output: '%s'
      """;

  private static final String DEEP =
      "lstm: {units: 4, output: steps}, self_attention: {units: 6, heads: 2},"
          + " dropout: {rate: 0.3}, simple_rnn: {units: 3, bidirectional: add}";

  @TempDir Path folder;
  private Workplace place;

  @BeforeEach
  void write() throws IOException {
    place = new Workplace(folder);
    place.write("train.csv", table(new Random(7), "abc"));
    place.write("new.csv", table(new Random(8), "bcd"));
    place.write(
        "config.yaml", CONFIG.formatted(place.word("train.csv"), layers(DEEP), place.word("run")));
    place.write(
        "finetune.yaml",
        TUNING.formatted(place.word("parent"), place.word("new.csv"), place.word("tuned")));
  }

  /** {@code lstm: {units: 4}} in YAML's flow style is {@code {lstm: {units: 4}}}. */
  private static String layers(String layers) {
    return layers.replaceAll("(\\w+): (\\{[^{}]*})", "{$1: $2}");
  }

  /** Each class has a slope of its own; the last cells of most rows are missing. */
  private static String table(Random random, String classes) {
    StringBuilder text = new StringBuilder("t1,t2,t3,t4,t5,t6,label\n");
    for (int i = 0; i < 75; i++) {
      int k = i % classes.length();
      int length = 2 + random.nextInt(STEPS - 1);
      for (int t = 0; t < STEPS; t++) {
        text.append(t < length ? (k - 1) * t / 4.0 + random.nextInt(10) / 20.0 : "").append(',');
      }
      text.append(classes.charAt(k)).append('\n');
    }
    return text.toString();
  }

  private static String setting(String layers) {
    return "model.layers=[" + layers(layers) + "]";
  }

  static Stream<ResumeTest.Job> jobs() {
    return Stream.of(
        ResumeTest.Job.train("all kinds", setting(DEEP)),
        ResumeTest.Job.train(
            "pooled attention",
            setting("self_attention: {units: 4, head_size: 3}, global_pool: {kind: max}"),
            "training.regularization={l2: 0.01, weight_decay: 0.1}",
            "training.weight_average={decay: 0.9}"),
        ResumeTest.Job.train(
            "truncated",
            setting(
                "lstm: {units: 4, output: steps}, dropout: {rate: 0.2}, simple_rnn: {units: 3}"),
            "training.truncated_backpropagation=2",
            "training.accumulate=2"),
        ResumeTest.Job.train(
            "both ways",
            setting("lstm: {units: 3, bidirectional: concat, output: steps}, global_pool: {}"),
            "training.clipping.global_norm=0.1",
            "training.schedule.type=cosine"));
  }

  @ParameterizedTest
  @MethodSource("jobs")
  void a_killed_run_goes_on_to_the_last_bit(ResumeTest.Job job) throws IOException {
    endsTheSame(job);
  }

  private void endsTheSame(ResumeTest.Job job) throws IOException {
    SavedRun whole = job.done(folder, "run");
    List<Path> checkpoints = whole.checkpoints();
    assertThat(checkpoints).hasSizeGreaterThan(1);
    for (int i : new int[] {0, 1}) {
      SavedRun killed = whole.killedAfter(checkpoints.get(i), folder.resolve("killed" + i));
      job.done(folder, "killed" + i, "--resume");
      assertThat(killed.results()).isEqualTo(whole.results());
    }
  }

  private void parent() {
    Run run = run("train", "config.yaml", "-o", place.word("parent"));
    assertThat(run.exit()).as(run.err()).isZero();
  }

  private Run run(String command, String config, String... more) {
    List<String> words = new ArrayList<>(List.of(command, place.word(config)));
    words.addAll(Arrays.asList(more));
    return Run.of(words.toArray(String[]::new));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "finetune.freeze=[backbone]",
        "finetune.freeze=[lstm_1, self_attention_2]",
        "finetune.freeze=[none]",
        "finetune={freeze: [backbone], unfreeze: [{epoch: 2, layers: [simple_rnn_4]}]}"
      })
  void a_killed_fine_tuning_goes_on_to_the_last_bit(String setting) throws IOException {
    parent();
    endsTheSame(new ResumeTest.Job("", "finetune", "finetune.yaml", List.of(setting)));
  }

  @Test
  void frozen_layers_keep_every_bit_and_the_others_move() {
    parent();
    Run run =
        run("finetune", "finetune.yaml", "--set", "finetune.freeze=[lstm_1, self_attention_2]");
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.err())
        .containsPattern("self_attention_2 +self_attention +6 steps of 6 +108 +copied +frozen")
        .containsPattern("simple_rnn_4 +simple_rnn +3 +60 +copied +trained");
    LoadedModel before = ModelZip.read(place.path("parent"));
    LoadedModel after = ModelZip.read(place.path("tuned"));
    for (String layer : List.of("lstm_1", "self_attention_2", "simple_rnn_4")) {
      float[] now = after.graph().getVertex(layer).params().toFloatVector();
      float[] then = before.graph().getVertex(layer).params().toFloatVector();
      if (layer.equals("simple_rnn_4")) {
        assertThat(now).isNotEqualTo(then);
      } else {
        assertThat(now).as(layer).isEqualTo(then);
      }
    }
  }

  @Test
  void attention_above_a_row_is_refused() {
    Run train =
        run(
            "train",
            "config.yaml",
            "-o",
            place.word("parent"),
            "--set",
            setting("lstm: {units: 4, output: steps}, global_pool: {}"));
    assertThat(train.exit()).as(train.err()).isZero();
    Run refused =
        run("check", "finetune.yaml", "--set", "finetune.head.layers=[" + attention() + "]");
    assertThat(refused.exit()).isEqualTo(3);
    assertThat(refused.err())
        .contains("self_attention needs a sequence but its input is a row of 4");
  }

  private static String attention() {
    return "{self_attention: {units: 4}}";
  }

  @Test
  void plain_deeplearning4j_opens_the_file_and_gives_the_same() throws IOException {
    Run train =
        run(
            "train",
            "config.yaml",
            "-o",
            place.word("parent"),
            "--set",
            "data.scaling=none",
            "--set",
            setting(
                "lstm: {units: 4, output: steps}, self_attention: {units: 4}, global_pool: {}"));
    assertThat(train.exit()).as(train.err()).isZero();
    float[] steps = {1, -2, 0.5f, 3, 2, -1};
    place.write("one.csv", "t1,t2,t3,t4,t5,t6\n1,-2,0.5,3,2,-1\n");
    String[] ours =
        run("predict", "parent", place.word("one.csv"))
            .out()
            .lines()
            .toList()
            .get(1)
            .split(",", -1);
    ComputationGraph graph =
        ModelSerializer.restoreComputationGraph(
            place.path("parent").resolve("model.zip").toFile(), false);
    INDArray theirs = graph.outputSingle(Nd4j.createFromArray(steps).reshape(1, 1, STEPS));
    for (int k = 0; k < 3; k++) {
      assertThat(theirs.getDouble(0, k)).isCloseTo(Double.parseDouble(ours[2 + k]), within(2e-6));
    }
  }

  @Test
  void inspect_tells_heads_and_parameters() {
    parent();
    assertThat(run("inspect", "parent").out())
        .containsPattern("lstm_1 +lstm +tanh +6 steps of 4 +96\n")
        .containsPattern("self_attention_2 +self_attention +2 heads +6 steps of 6 +108\n");
  }

  @Test
  void a_row_gives_the_same_alone_and_beside_longer_ones() throws IOException {
    parent();
    place.write("two.csv", "t1,t2,t3,t4,t5,t6\n1,2,,,,\n3,1,2,0,1,2\n");
    place.write("one.csv", "t1,t2,t3,t4,t5,t6\n1,2,,,,\n");
    List<String> both = run("predict", "parent", place.word("two.csv")).out().lines().toList();
    List<String> alone = run("predict", "parent", place.word("one.csv")).out().lines().toList();
    assertThat(both).hasSize(3);
    assertThat(alone.get(1)).isEqualTo(both.get(1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "global_pool: {}"
            + "| has no effect, since no layer is recurrent; expected an lstm or a simple_rnn, or"
            + " remove the key",
        "lstm: {units: 3, bidirectional: add}"
            + "| stands beside lstm_1, which also reads from the last step back, so that what it"
            + " makes of the last steps it has not made of those before; expected layers that read"
            + " one way: set its key bidirectional to none, or remove the key",
        "lstm: {units: 3, output: steps}, global_pool: {}"
            + "| stands beside global_pool_2, which takes every step, and of these only the last"
            + " ones would be learnt from; expected recurrent layers of which the topmost hands on"
            + " its last output, or remove the key",
        "self_attention: {units: 3}, lstm: {units: 3}"
            + "| stands beside self_attention_1, which takes every step, and of these only the last"
            + " ones would be learnt from; expected recurrent layers of which the topmost hands on"
            + " its last output, or remove the key"
      })
  void truncated_back_propagation_is_refused_where_it_does_not_go(String layers, String reason) {
    String key = "training.truncated_backpropagation";
    for (String command : List.of("check", "train")) {
      Run run = run(command, "config.yaml", "--set", setting(layers), "--set", key + "=2");
      assertThat(run.exit()).isEqualTo(3);
      assertThat(run.err()).contains("error: --set " + key + "=2: " + key + " " + reason.strip());
    }
  }

  @Test
  void truncated_back_propagation_is_refused_of_an_old_model_that_reads_both_ways() {
    parent();
    Run run = run("check", "finetune.yaml", "--set", "training.truncated_backpropagation=2");
    assertThat(run.exit()).isEqualTo(3);
    assertThat(run.err())
        .contains(
            "training.truncated_backpropagation stands beside simple_rnn_4, which also reads");
  }

  @Test
  void what_cuts_nothing_off_is_said() {
    String layers = setting("lstm: {units: 3}");
    String key = "training.truncated_backpropagation=";
    String remark =
        "training.truncated_backpropagation of 6 cuts nothing off: the longest sequence has 6 steps";
    assertThat(run("check", "config.yaml", "--set", layers, "--set", key + 6).out())
        .contains(remark);
    assertThat(run("check", "config.yaml", "--set", layers, "--set", key + 5).out())
        .doesNotContain("cuts nothing off");
    assertThat(run("train", "config.yaml", "--set", layers, "--set", key + 6).err())
        .contains(remark);
  }

  @Test
  void what_has_no_effect_on_frozen_layers_is_said() {
    Run train =
        run(
            "train",
            "config.yaml",
            "-o",
            place.word("parent"),
            "--set",
            setting("lstm: {units: 3}"));
    assertThat(train.exit()).as(train.err()).isZero();
    String key = "training.truncated_backpropagation=3";
    String remark =
        "training.truncated_backpropagation has no effect: every recurrent layer is frozen";
    assertThat(run("check", "finetune.yaml", "--set", key).out()).contains(remark);
    assertThat(run("finetune", "finetune.yaml", "--set", key).err()).contains(remark);
    String free = "finetune.freeze=[none]";
    assertThat(run("check", "finetune.yaml", "--set", key, "--set", free).out())
        .doesNotContain("truncated_backpropagation has no effect", "cuts nothing off");
  }

  /** Weights of 3 x 4 x 1 for queries, keys and values, and 4 x 5 for the output. */
  @Test
  void check_knows_the_numbers_of_attention() {
    Run run =
        run(
            "check",
            "config.yaml",
            "--set",
            setting("self_attention: {units: 5, heads: 2, head_size: 2}, global_pool: {}"));
    assertThat(run.out()).containsPattern("self_attention_1 +self_attention +6 steps of 5 +32\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "activation: {function: prelu}, lstm: {units: 3}"
            + "| prelu learns a slope for each number of a row or channel of an image, and its"
            + " input is a sequence of 6 steps of 1; take leaky_relu, whose slope is fixed, or put"
            + " a global_pool between",
        "dense: {units: 3}| dense does not work on a sequence, here of 6 steps of 1; let the",
        "lstm: {units: 3}, lstm: {units: 3}"
            + "| lstm needs a sequence but its input is a row of 3 numbers; set data.sequence or a"
            + " column's type to sequence, and output: steps on a recurrent layer below another",
        "self_attention: {units: 3}| the head does not work on a sequence, here of 6 steps of 3"
      })
  void layers_that_do_not_fit_a_sequence_are_told(String layers, String reason) {
    Run run = run("check", "config.yaml", "--set", setting(layers));
    assertThat(run.exit()).isEqualTo(3);
    assertThat(run.err()).contains(reason.strip());
  }

  @Test
  void max_norm_is_refused_where_weights_do_not_stand_unit_by_unit() {
    parent();
    for (String config : List.of("config.yaml", "finetune.yaml")) {
      Run run = run("check", config, "--set", "training.regularization.max_norm=1");
      assertThat(run.exit()).isEqualTo(3);
      assertThat(run.err())
          .contains(
              "error: --set training.regularization.max_norm=1: training.regularization.max_norm"
                  + " cannot be kept in the layer self_attention_2");
    }
  }
}
