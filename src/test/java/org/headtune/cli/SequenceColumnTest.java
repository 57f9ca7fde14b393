package org.headtune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sequences of 4 to 20 numbers in one cell; somewhere in each stands one of two patterns. */
final class SequenceColumnTest {
  @TempDir private Path folder;
  private Path config;

  @BeforeEach
  void write() throws IOException {
    Random random = new Random(3);
    Files.writeString(folder.resolve("train.csv"), table(random, 800));
    Files.writeString(folder.resolve("test.csv"), table(random, 300));
    config = folder.resolve("config.yaml");
    Files.writeString(
        config,
        String.join(
            "\n",
            "data:",
            "  train: " + folder.resolve("train.csv"),
            "  test: " + folder.resolve("test.csv"),
            "  label: kind",
            "  columns: {signal: {type: sequence}}",
            "model: {layers: [lstm: {units: 24, output: steps}, global_pool: {kind: max}]}",
            "training: {epochs: 25, batch_size: 32, optimizer: {learning_rate: 0.01}}",
            "output: " + folder.resolve("run")));
  }

  private static String table(Random random, int rows) {
    return Stream.generate(() -> row(random))
        .limit(rows)
        .collect(Collectors.joining("\n", "signal,kind\n", "\n"));
  }

  private static String row(Random random) {
    int steps = 4 + random.nextInt(17);
    boolean first = random.nextBoolean();
    double[] values = IntStream.range(0, steps).mapToDouble(i -> 0.4 * noise(random)).toArray();
    int[] pattern = first ? new int[] {2, 2, -2, -2} : new int[] {2, -2, 2, -2};
    int at = random.nextInt(steps - 3);
    for (int i = 0; i < pattern.length; i++) {
      values[at + i] += pattern[i];
    }
    return IntStream.range(0, steps)
            .mapToObj(i -> String.format(Locale.ROOT, "%.2f", values[i]))
            .collect(Collectors.joining(" "))
        + (first ? ",a" : ",b");
  }

  private static double noise(Random random) {
    return random.nextGaussian();
  }

  @Test
  void patterns_are_found_wherever_they_stand() throws IOException {
    Run run = Run.of("train", config.toString(), "--json", "--quiet");
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(new ObjectMapper().readTree(run.out()).at("/test/accuracy").doubleValue())
        .isGreaterThan(0.97);

    Path rows = folder.resolve("rows.csv");
    Files.write(rows, List.of("signal", "2 2 -2 -2", "0 2 -2 2 -2 0 0"));
    Run predicted = Run.of("predict", folder.resolve("run").toString(), rows.toString());
    assertThat(predicted.out().lines().map(line -> line.split(",", -1)[0]))
        .containsExactly("label", "a", "b");

    Files.write(rows, List.of("signal", "1 x 2"));
    Run refused = Run.of("predict", folder.resolve("run").toString(), rows.toString());
    assertThat(refused.exit()).isEqualTo(4);
    assertThat(refused.err())
        .contains(
            ":2:1: column 'signal': '1 x 2' is not a list of finite numbers, separated by blanks");
  }

  @Test
  void a_head_over_every_step_is_refused() {
    Run run =
        Run.of(
            "check",
            config.toString(),
            "--set",
            "model.layers=[{lstm: {units: 4, output: steps}}]");
    assertThat(run.exit()).isEqualTo(3);
    assertThat(run.err())
        .contains(
            "the head does not work on a sequence, here of 20 steps of 4; let the recurrent layer"
                + " below hand on its last output alone (output: last), or put a global_pool"
                + " between");
  }
}
