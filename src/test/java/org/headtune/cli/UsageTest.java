package org.headtune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a mistyped command is answered, word by word. */
final class UsageTest {
  @TempDir static Path folder;
  private static Workplace place;
  private static String model;
  private static String config;
  private static String table;

  @BeforeAll
  static void train() throws IOException {
    place = Workplace.in(folder);
    model = place.trained();
    config = place.word("config.yaml");
    table = place.word("train.csv");
  }

  private static void answered(int exit, String message, String... words) {
    Run run = Run.of(words);
    assertThat(run.err().replace(folder + "/", "")).isEqualToNormalizingNewlines(message);
    assertThat(run.exit()).isEqualTo(exit);
    assertThat(run.out()).isEmpty();
  }

  @Test
  void x() {
    for (List<String> words :
        List.of(
            List.<String>of(),
            List.of("trian", config),
            List.of("train"),
            List.of("train", config, "--epochs", "3"),
            List.of("train", config, "--forse"),
            List.of("train", config, "second.yaml"),
            List.of("predict", model),
            List.of("predict", model, table, "--format", "xml"),
            List.of("predict", model, table, "--top-k", "-1"),
            List.of("predict", model, table, "--top-k", "many"),
            List.of("predict", model, table, "--threshold", "2"),
            List.of("predict", model, table, "--threshold", "NaN"),
            List.of("predict", model, table, "--digits", "0"),
            List.of("predict", model, table, "--keep", "z"),
            List.of("predict", model, table, "--on-error", "ignore"),
            List.of("predict", model, table, "--delimiter", "ab"),
            List.of("predict", model, table, "--delimiter", "\""),
            List.of("predict", model, table, "--threads", "0"),
            List.of("predict", model, table, "-o", place.word("none/out.csv")),
            List.of("predict", model, table, "-o", folder.toString()),
            List.of("predict", model, "a\0b"),
            List.of("predict", "a\0b", table),
            List.of("train", config, "--threads", "0"),
            List.of("train", config, "--force", "--backend", "gpu"),
            List.of("train", config, "--force", "--backend", "cuda"),
            List.of("train", config, "--set", "training.epochs"),
            List.of("train", config, "--set", "training.epocs=3"),
            List.of("evaluate", model, table, "--threads", "-1"),
            List.of("evaluate", model, table, "-o", model, "--force"),
            List.of("evaluate", place.word("nothing"), table),
            List.of("evaluate", folder.toString(), table),
            List.of("predict", table, table))) {
      Run run = Run.of(words.toArray(String[]::new));
      System.err.println("=== " + words + " -> " + run.exit());
      System.err.println(run.err().replace(folder + "/", ""));
    }
    answered(2, "", "train");
  }
}
