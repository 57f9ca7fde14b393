package org.headtune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A run that was killed and goes on ends as if it had never stopped, to the last bit. */
final class ResumeTest {
  /** 72 training rows: eight batches in each epoch, the last one of two rows. */
  static final String CONFIG =
      """
      data: {train: '%s', label: label, validation_split: 0.2}
      model: {layers: [%s]}
      training:
        epochs: 4
        batch_size: 10
        early_stopping: {patience: 3}
        checkpoint: {every: 5 steps, keep_last: 1000}
      output: '%s'
      """;

  static final String LAYERS =
      "{dense: {units: 8}}, batch_norm, {dropout: {rate: 0.4}}, {dense: {units: 5}}";

  @TempDir Path folder;

  /**
   * A job that can go on.
   *
   * @param name what it is, for the test's report
   * @param command such as {@code train}
   * @param config the name of its file
   * @param settings to override, {@code KEY=VALUE}
   */
  record Job(String name, String command, String config, List<String> settings) {

    /** Training, with the config that {@link #place} writes. */
    static Job train(String name, String... settings) {
      return new Job(name, "train", "config.yaml", List.of(settings));
    }

    Run run(Path folder, String output, String... more) {
      List<String> words = new ArrayList<>();
      words.addAll(List.of(command, folder.resolve(config).toString()));
      words.addAll(List.of("-o", folder.resolve(output).toString()));
      settings.forEach(setting -> words.addAll(List.of("--set", setting)));
      words.addAll(Arrays.asList(more));
      return Run.at(new Ticking(), words.toArray(String[]::new));
    }

    SavedRun done(Path folder, String output, String... more) {
      Run run = run(folder, output, more);
      assertThat(run.exit()).as(run.err()).isZero();
      assertThat(run.err()).doesNotContain("last bits", "is taken");
      return new SavedRun(folder.resolve(output));
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Job> jobs() {
    Stream<Job> optimisers =
        Stream.of(
                "adam",
                "adamw",
                "sgd",
                "nesterovs",
                "rmsprop",
                "nadam",
                "amsgrad",
                "adagrad",
                "adadelta")
            .map(type -> Job.train(type, "training.optimizer={type: " + type + "}"));
    Stream<Job> intervals =
        Stream.of("7 steps", "1 epoch", "2 epochs", "1 second")
            .map(every -> Job.train("every " + every, "training.checkpoint.every=" + every));
    Stream<Job> others =
        Stream.of(
            Job.train("no hidden layer", "model.layers=[]"),
            Job.train(
                "prelu and alpha dropout",
                "model.layers=[{dense: {units: 8, activation: selu}}, {dropout: {rate: 0.2}},"
                    + " {dense: {units: 5, activation: prelu}}, {activation: {function: prelu}}]"),
            new Job(
                "loss",
                "train",
                "uneven.yaml",
                List.of(
                    "training.loss={focal_gamma: 2, label_smoothing: 0.1, class_weights: {a: 3}}",
                    "training.oversample=true",
                    "training.mixup=0.3")),
            Job.train("adjusted", "training.loss.logit_adjustment=1", "training.accumulate=2"),
            Job.train("mixture", "model.head={type: mixture_of_softmaxes, components: 3}"),
            Job.train("sampled softmax", "model.head={type: sampled_softmax, samples: 2}"),
            new Job("texts", "train", "texts.yaml", List.of()),
            new Job(
                "next token",
                "train",
                "tokens.yaml",
                List.of("training.objective={type: next_token, tied: true}")),
            new Job(
                "masked tokens",
                "train",
                "tokens.yaml",
                List.of(
                    "training.objective={type: masked_tokens}",
                    "model.head={type: sampled_softmax, samples: 20}")),
            Job.train("denoise", "training.objective={type: denoise, swap: 0.2, mask: 0.1}"),
            Job.train("contrastive", "training.objective={type: contrastive, projection: 4}"),
            new Job(
                "contrastive images",
                "train",
                "config.yaml",
                List.of(
                    "training.objective={type: contrastive, projection: 4}",
                    "data.image={height: 1, width: 2}",
                    "data.scaling=none",
                    "data.label=label")),
            Job.train("rows on the disk", "data.storage=disk"),
            Job.train("no validation rows", "data.validation_split=0", "training.early_stopping=~"),
            Job.train(
                "stops early",
                "training.epochs=9",
                "training.early_stopping={patience: 2, min_delta: 9}"));
    Stream<Job> steps =
        Stream.of(
                "schedule={type: cosine, warmup: 1 epoch}",
                "schedule={type: one_cycle}",
                "schedule={type: reduce_on_plateau, patience: 0, factor: 0.5, min_delta: 0.5}",
                "clipping={value: 0.1, layer_norm: 0.2, global_norm: 0.25}",
                "regularization={l1: 0.001, l2: 0.01, weight_decay: 0.1, max_norm: 0.9}",
                "accumulate=3",
                "weight_average={decay: 0.95}")
            .map(setting -> Job.train(setting, "training." + setting));
    Job all =
        Job.train(
            "all of them",
            "training.accumulate=2",
            "training.weight_average={}",
            "training.schedule={type: reduce_on_plateau, warmup: 7 steps, patience: 0}",
            "training.clipping.global_norm=0.5",
            "training.regularization={l2: 0.01, max_norm: 1}",
            "training.checkpoint.every=1 step");
    return Stream.of(optimisers, intervals, others, steps, Stream.of(all)).flatMap(jobs -> jobs);
  }

  private void place() throws IOException {
    place(folder);
  }

  static void place(Path folder) throws IOException {
    Workplace place = new Workplace(folder);
    place.write("train.csv", Workplace.table(90));
    place.write(
        "config.yaml", CONFIG.formatted(place.word("train.csv"), LAYERS, place.word("run")));
    place.write("uneven.csv", uneven(Workplace.table(150)));
    place.write(
        "uneven.yaml", CONFIG.formatted(place.word("uneven.csv"), LAYERS, place.word("run")));
    place.write("texts.yaml", texts(place));
    place.write(
        "tokens.yaml",
        texts(place)
            .replace(
                "{type: text}", "{type: tokens, tokens: {vocabulary: 300}}, size: {type: ignore}")
            .replace(
                "model: {layers: [" + LAYERS + "]}",
                "model: {transformer: {layers: 1, width: 8, heads: 2, length: 12}}"));
  }

  private static String texts(Workplace place) throws IOException {
    place.write("texts.csv", TextColumnTest.table(90, 3));
    return CONFIG
        .formatted(place.word("texts.csv"), LAYERS, place.word("run"))
        .replace("label: label", "label: label, columns: {text: {type: text}}");
  }

  /** A table with few rows of the classes that come last. */
  private static String uneven(String table) {
    List<String> lines = table.lines().toList();
    return IntStream.range(0, lines.size())
        .filter(i -> i % 3 < 2 || i % 9 == 2)
        .filter(i -> i % 3 != 0 || i % 5 == 0)
        .mapToObj(lines::get)
        .collect(Collectors.joining("\n", "", "\n"));
  }

  @Test
  void after_any_batch() throws IOException {
    place();
    Job job =
        Job.train(
            "every step",
            "training.checkpoint.every=1 step",
            "training.epochs=3",
            "training.schedule.type=cosine");
    SavedRun whole = job.done(folder, "run");
    assertThat(whole.checkpoints()).hasSize(24);
    for (Path checkpoint : whole.checkpoints()) {
      String name = "killed-" + checkpoint.getFileName();
      SavedRun killed = whole.killedAfter(checkpoint, folder.resolve(name));
      job.done(folder, name, "--resume");
      assertThat(killed.results()).as(name).isEqualTo(whole.results());
      assertThat(killed.temporary()).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("jobs")
  void any_job(Job job) throws IOException {
    place();
    SavedRun whole = job.done(folder, "run");
    List<Path> checkpoints = whole.checkpoints();
    for (int i : new int[] {0, 1}) {
      SavedRun killed = whole.killedAfter(checkpoints.get(i), folder.resolve("killed" + i));
      job.done(folder, "killed" + i, "--resume");
      assertThat(killed.results()).isEqualTo(whole.results());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1 step", "1 epoch", "1 second"})
  void saving_changes_nothing(String every) throws IOException {
    place();
    SavedRun rarely = Job.train("", "training.checkpoint.every=1000 epochs").done(folder, "rarely");
    SavedRun often = Job.train("", "training.checkpoint.every=" + every).done(folder, "often");
    assertThat(rarely.checkpoints()).hasSize(1);
    for (String name : List.of("model.zip", "metrics.json", "metrics.jsonl")) {
      assertThat(often.folder().resolve(name))
          .hasSameBinaryContentAs(rarely.folder().resolve(name));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void as_many_checkpoints_are_kept_as_the_config_says(int keep) throws IOException {
    place();
    SavedRun run = Job.train("", "training.checkpoint.keep_last=" + keep).done(folder, "run");
    assertThat(run.checkpoints())
        .extracting(file -> file.getFileName().toString())
        .isEqualTo(
            List.of("step-000000025.zip", "step-000000030.zip", "step-000000032.zip")
                .subList(3 - keep, 3));
  }

  @Test
  void a_run_interrupted_many_times_ends_the_same() throws IOException {
    place();
    Job job = Job.train("");
    SavedRun whole = job.done(folder, "run");
    SavedRun killed = whole.killedAfter(whole.checkpoints().get(0), folder.resolve("0"));
    for (int i = 1; i < 6; i++) {
      job.done(folder, killed.folder().getFileName().toString(), "--resume");
      killed = killed.killedAfter(killed.checkpoints().get(i), folder.resolve("" + i));
    }
    job.done(folder, "5", "--resume");
    assertThat(killed.results()).isEqualTo(whole.results());
  }

  @Test
  void a_kill_between_the_last_checkpoint_and_the_model_costs_nothing() throws IOException {
    place();
    Job job = Job.train("");
    SavedRun whole = job.done(folder, "run");
    SavedRun killed = whole.killedAfter(whole.newest(), folder.resolve("killed"));
    Run resumed = job.run(folder, "killed", "--resume");
    assertThat(resumed.exit()).isZero();
    assertThat(resumed.err()).doesNotContain("samples/s");
    assertThat(killed.results()).isEqualTo(whole.results());
  }
}
