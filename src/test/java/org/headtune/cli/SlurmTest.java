package org.headtune.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code scripts/slurm-train.sbatch} under a real Slurm. */
final class SlurmTest {
  private static final long MINUTES = 10;

  /** More than a minute of training, which is the shortest time limit that Slurm knows. */
  private static final String CONFIG =
      """
      data: {train: '%s', test: '%s', label: digit}
      model: {layers: [{dense: {units: 64}}, {dropout: {rate: 0.3}}]}
      training: {epochs: %d, batch_size: 8, checkpoint: {every: 500 steps}}
      output: '%s'
      """;

  private Path folder;
  private Slurm slurm;

  /** Not where tests usually write: the path of a socket has 107 characters at most. */
  @BeforeEach
  void start() throws IOException, InterruptedException {
    List<String> missing = Slurm.missing();
    assumeTrue(missing.isEmpty(), "no Slurm here: " + missing + " are not installed");
    folder = Files.createTempDirectory("slurm");
    slurm = Slurm.start(folder);
  }

  @AfterEach
  void end() throws IOException {
    if (slurm != null) {
      slurm.close();
    }
    if (folder != null) {
      try (var files = Files.walk(folder)) {
        for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private Path config(String name, int epochs) throws IOException {
    Path data = Path.of("data", "digits").toAbsolutePath();
    return Files.writeString(
        folder.resolve(name + ".yaml"),
        CONFIG.formatted(
            data.resolve("train.csv"), data.resolve("test.csv"), epochs, folder.resolve(name)));
  }

  /** What the script calls, in place of scripts/headtune, which would build the program first. */
  private String headtune() throws IOException {
    Path script = folder.resolve("headtune");
    String words =
        Child.in(folder).command().stream()
            .map(word -> "'" + word.replace("'", "'\\''") + "'")
            .collect(Collectors.joining(" "));
    Files.writeString(script, "#!/bin/sh\nexec " + words + " \"$@\"\n");
    assertThat(script.toFile().setExecutable(true)).isTrue();
    return script.toString();
  }

  private String submit(String... words) throws IOException, InterruptedException {
    String[] all = new String[words.length + 4];
    all[0] = "--time=1";
    all[1] = "--signal=B:TERM@30";
    all[2] = "--output=" + folder.resolve("job.log");
    all[3] = Path.of("scripts", "slurm-train.sbatch").toAbsolutePath().toString();
    System.arraycopy(words, 0, all, 4, words.length);
    return slurm.submit(Map.of("HEADTUNE", headtune(), "OMP_NUM_THREADS", "1"), all);
  }

  /** What Slurm says of the job once it is over. */
  private String over(String job) throws IOException, InterruptedException {
    Pattern going = Pattern.compile("JobState=(PENDING|RUNNING|COMPLETING|REQUEUED)");
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(MINUTES);
    String told = slurm.told(job);
    while (going.matcher(told).find()) {
      assertThat(System.nanoTime()).as(told).isLessThan(end);
      Thread.sleep(500);
      told = slurm.told(job);
    }
    return told;
  }

  @Test
  void a_job_that_is_longer_than_its_time_limit_ends_with_the_same_model()
      throws IOException, InterruptedException {
    int epochs = 800;
    String job = submit(config("limited", epochs).toString());
    Path alone = config("alone", epochs);
    Run straight = Run.of("train", alone.toString(), "--threads", "1");
    assertThat(straight.exit()).as(straight.err()).isZero();

    String told = over(job);

    String log = Files.readString(folder.resolve("job.log"));
    assertThat(told)
        .as(log)
        .contains("JobState=COMPLETED", "ExitCode=0:0")
        .doesNotContain("Restarts=0");
    assertThat(log).contains("start 1", "back into the queue", "start 2");
    assertThat(
            Files.mismatch(folder.resolve("limited/model.zip"), folder.resolve("alone/model.zip")))
        .isEqualTo(-1);
  }

  @Test
  void a_job_that_cannot_go_on_fails_and_is_not_tried_again()
      throws IOException, InterruptedException {
    Path config = Files.writeString(folder.resolve("wrong.yaml"), "epochs: 3\n");

    String told = over(submit(config.toString()));

    assertThat(told).contains("JobState=FAILED", "ExitCode=3:0", "Restarts=0");
    assertThat(Files.readString(folder.resolve("job.log"))).contains("wrong.yaml:1:1");
  }
}
