package org.headtune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that others read while a job runs. */
final class MonitoringTest {
  private static final Pattern SAMPLE =
      Pattern.compile(
          "([a-z_]+)\\{((?:[a-z_]+=\"(?:\\\\[\\\\n\"]|[^\"\\\\])*\",?)+)\\} (NaN|[+-]Inf|-?[0-9.]+(?:E-?[0-9]+)?)");

  @TempDir Path folder;
  private Workplace place;

  @BeforeEach
  void setUp() throws IOException {
    place = Workplace.in(folder);
  }

  /** By name and labels, as the format has it: HELP, TYPE, then the samples of that name. */
  private static Map<String, String> samples(Path file) throws IOException {
    Map<String, String> samples = new LinkedHashMap<>();
    String described = "";
    TreeSet<String> names = new TreeSet<>();
    String text = Files.readString(file);
    assertThat(text).endsWith("\n");
    for (String line : text.lines().toList()) {
      if (line.startsWith("# HELP ")) {
        described = line.split(" ", -1)[2];
        assertThat(names.add(described)).as("once: " + line).isTrue();
      } else if (line.startsWith("# TYPE ")) {
        assertThat(line).matches("# TYPE " + described + " (gauge|counter)");
      } else {
        Matcher sample = SAMPLE.matcher(line);
        assertThat(sample.matches()).as(line).isTrue();
        assertThat(sample.group(1)).isEqualTo(described);
        String labels = sample.group(2).replaceFirst("run=\"[^\"]*\",?", "");
        assertThat(samples.put(sample.group(1) + labels, sample.group(3))).isNull();
      }
    }
    return samples;
  }

  @Test
  void a_run_leaves_its_last_numbers_for_prometheus() throws IOException {
    Path file = folder.resolve("job.prom");
    Run run =
        Run.of("train", place.word("config.yaml"), "--force", "--metrics-file", file.toString());
    assertThat(run.exit()).as(run.err()).isZero();
    List<String> epochs = Files.readAllLines(place.path("run/metrics.jsonl"));
    assertThat(samples(file))
        .containsEntry("headtune_running", "0")
        .containsEntry("headtune_done", "1")
        .containsEntry("headtune_epochs_done", String.valueOf(epochs.size()))
        .containsKeys(
            "headtune_training_loss", "headtune_learning_rate", "headtune_samples_per_second")
        .containsKey("headtune_validationmetric=\"accuracy\"");
    assertThat(epochs.get(epochs.size() - 1))
        .contains("\"loss\":" + samples(file).get("headtune_training_loss"));
  }

  @Test
  void a_job_that_fails_is_neither_running_nor_done() throws IOException {
    place.write("train.csv", "x,y,label\n1,two,a\n1,2\n");
    Path file = folder.resolve("job.prom");
    Run run = Run.of("train", place.word("config.yaml"), "--metrics-file", file.toString());
    assertThat(run.exit()).isEqualTo(4);
    assertThat(samples(file))
        .containsEntry("headtune_running", "0")
        .containsEntry("headtune_done", "0");
  }

  @Test
  void a_file_that_cannot_be_written_ends_the_job_before_its_work() {
    for (String option : List.of("--metrics-file", "--tensorboard")) {
      Run run = Run.of("train", place.word("config.yaml"), option, place.word("train.csv") + "/x");
      assertThat(run.exit()).as(run.err()).isEqualTo(8);
      assertThat(run.err()).contains("cannot be written");
      assertThat(place.path("run")).doesNotExist();
    }
  }

  @Test
  void each_epoch_is_a_step_for_tensorboard() throws IOException {
    Path events = folder.resolve("events");
    Run run =
        Run.of("train", place.word("config.yaml"), "--force", "--tensorboard", events.toString());
    assertThat(run.exit()).as(run.err()).isZero();
    try (Stream<Path> files = Files.list(events)) {
      byte[] bytes = Files.readAllBytes(files.findFirst().orElseThrow());
      ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      int records = 0;
      while (buffer.hasRemaining()) {
        int length = Math.toIntExact(buffer.getLong());
        buffer.position(buffer.position() + 4 + length + 4);
        records++;
      }
      assertThat(records).isEqualTo(1 + Files.readAllLines(place.path("run/metrics.jsonl")).size());
      assertThat(new String(bytes, StandardCharsets.ISO_8859_1))
          .contains("training/loss", "validation/accuracy", "gradient_norm/");
    }
  }

  @Test
  void folds_have_no_steps_of_their_own() throws IOException {
    Run run =
        Run.of(
            "train",
            place.word("config.yaml"),
            "--set",
            "data.cross_validation=2",
            "--tensorboard",
            place.word("events"));
    assertThat(run.exit()).as(run.err()).isEqualTo(2);
    assertThat(run.err()).contains("--tensorboard does not go with data.cross_validation");
  }
}
