package org.headtune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A loss that is no number ends a run early, and never costs a model that was good. */
final class DivergenceTest {
  private static final String LAYER = "dense: {units: 16, activation: identity}";

  /** A network whose loss grows for some epochs before it is no number any more. */
  static final String LAYERS = "{" + LAYER + "}, {" + LAYER + "}, {" + LAYER + "}";

  private static final Pattern PLACE = Pattern.compile("epoch (\\d+), iteration (\\d+)");

  @TempDir Path folder;

  private static Run diverging(String config, String optimizer, String rate) {
    Run run =
        Run.of(
            "train",
            config,
            "--force",
            "--set",
            "training.epochs=40",
            "--set",
            "training.optimizer.type=" + optimizer,
            "--set",
            "training.optimizer.learning_rate=" + rate);
    assertThat(run.exit()).as(run.err()).isEqualTo(6);
    assertThat(run.out()).isEmpty();
    return run;
  }

  private static int[] epochAndIteration(Run run) {
    Matcher found = PLACE.matcher(run.err());
    assertThat(found.find()).as(run.err()).isTrue();
    return new int[] {Integer.parseInt(found.group(1)), Integer.parseInt(found.group(2))};
  }

  @Test
  void it_stops_within_twenty_iterations_and_says_what_to_change() throws IOException {
    Workplace place = Workplace.in(folder);
    String run = place.trained();
    String before = Workplace.sha256(Path.of(run, "model.zip"));
    String config = place.config("train.csv", LAYERS);
    for (String optimizer : new String[] {"sgd", "adam"}) {
      Run diverged = diverging(config, optimizer, "1e20");
      assertThat(epochAndIteration(diverged)[1]).isLessThanOrEqualTo(20);
      assertThat(diverged.err())
          .contains("lower training.optimizer.learning_rate (now 1.0E20)")
          .contains("no model was written");
      assertThat(Path.of(run, "model.zip")).doesNotExist();
      assertThat(Workplace.sha256(Path.of(run, "previous", "model.zip"))).isEqualTo(before);
    }
  }

  @Test
  void the_best_model_of_an_earlier_epoch_is_kept_and_predicts() throws IOException {
    Workplace place = Workplace.in(folder);
    String config = place.config("train.csv", LAYERS);
    Run diverged = diverging(config, "nesterovs", "0.5");
    int epoch = epochAndIteration(diverged)[0];
    assertThat(epoch).isGreaterThan(1);
    assertThat(diverged.err()).contains("is kept in " + place.word("run"));
    assertThat(Files.readString(place.path("run/metrics.jsonl"))).doesNotContain("NaN");
    Run predicted = Run.of("predict", place.word("run"), place.word("train.csv"));
    assertThat(predicted.exit()).as(predicted.err()).isZero();
    assertThat(predicted.out()).doesNotContain("NaN");
  }
}
