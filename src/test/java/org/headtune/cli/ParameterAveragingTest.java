package org.headtune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.util.Files;
import org.headtune.training.TrainedRound;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Copies of a network that are trained one after the other and averaged. */
final class ParameterAveragingTest {
  @TempDir private Path folder;

  @Test
  void the_mean_is_weighted_by_rows() {
    float[][] vectors = {{1, -2}, {4, 0}};
    assertThat(TrainedRound.mean(vectors, new long[] {2, 1})).containsExactly(2, -4 / 3f);
    assertThat(TrainedRound.mean(vectors, new long[] {5, 5})).containsExactly(2.5f, -1);
  }

  @Test
  void one_worker_that_is_averaged_with_itself_trains_as_if_there_were_none() {
    Path plain = train("plain");
    Path one = train("one", "--set", averaging(1, 3));
    assertThat(withoutLoss(one)).isEqualTo(withoutLoss(plain)); // it is added up in another order
  }

  @Test
  void several_workers_train_otherwise_and_a_run_that_goes_on_has_the_same_bytes() {
    Path whole = train("whole", "--set", averaging(3, 2));
    assertThat(withoutLoss(whole)).isNotEqualTo(withoutLoss(train("none")));
    Path parts = train("parts", "--set", averaging(3, 2), "--stop-after", "2");
    train("parts", "--set", averaging(3, 2), "--resume");
    assertThat(parts.resolve("model.zip")).hasSameBinaryContentAs(whole.resolve("model.zip"));
  }

  private static String withoutLoss(Path run) {
    return Files.contentOf(run.resolve("metrics.jsonl").toFile(), StandardCharsets.UTF_8)
        .replaceAll("\"loss\":[^,]+", "");
  }

  private static String averaging(int workers, int frequency) {
    return "training.parameter_averaging={workers: " + workers + ", frequency: " + frequency + "}";
  }

  private Path train(String name, String... more) {
    Path run = folder.resolve(name);
    List<String> words = new ArrayList<>(List.of("train", "configs/iris.yaml"));
    words.addAll(List.of("--set", "training.epochs=4", "--set", "training.batch_size=16"));
    words.addAll(List.of("--set", "training.weight_average.decay=0.9"));
    words.addAll(List.of("-o", run.toString()));
    words.addAll(List.of(more));
    StringWriter lines = new StringWriter();
    Outside nobody = Outside.ofProcess().quiet(new PrintWriter(lines));
    assertThat(Main.run(nobody, words.toArray(String[]::new))).as(lines::toString).isZero();
    return run;
  }
}
