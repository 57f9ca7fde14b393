package org.headtune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Splits by a column, through the commands. */
final class SplitsTest {
  private static final int ROWS = 200;

  @TempDir private Path folder;
  private Workplace place;

  @BeforeEach
  void place() throws IOException {
    place = new Workplace(folder);
    Random random = new Random(3);
    StringBuilder table = new StringBuilder("x,y,part,patient,day,label\n");
    for (int i = 0; i < ROWS; i++) {
      int k = random.nextInt(3);
      table.append(
          "%.3f,%.3f,%s,p%d,2026-%02d-%02d,%s\n"
              .formatted(
                  k + 0.3 * random.nextGaussian(),
                  random.nextDouble(),
                  List.of("train", "train", "train", "val", "test").get(i % 5),
                  random.nextInt(25),
                  1 + i % 12,
                  1 + i % 27,
                  "abc".charAt(k)));
    }
    place.write("rows.csv", table.toString());
    place.write(
        "config.yaml",
        """
        data: {train: '%s', label: label, validation_split: 0.2, columns: {%s}}
        model: {layers: [{dense: {units: 8}}]}
        training: {epochs: 4, batch_size: 20, optimizer: {learning_rate: 0.05}}
        output: '%s'
        """
            .formatted(
                place.word("rows.csv"),
                "part: {type: ignore}, patient: {type: ignore}, day: {type: ignore}",
                place.word("run")));
  }

  private static Run done(List<String> words) {
    Run run = Run.of(words.toArray(String[]::new));
    assertThat(run.exit()).as(run.err()).isZero();
    return run;
  }

  private Run job(String command, String split, String... more) {
    List<String> words = new ArrayList<>(List.of(command, place.word("config.yaml")));
    words.addAll(List.of("--set", "data.split=" + split));
    words.addAll(List.of(more));
    return done(words);
  }

  /** Lines of the table by part. */
  private Map<String, List<String>> parts(String run) throws IOException {
    Map<String, List<String>> parts = new HashMap<>();
    List<String> lines = Files.readAllLines(folder.resolve(run).resolve("splits.csv"));
    assertThat(lines.get(0)).isEqualTo("file,line,part");
    List<String> table = Files.readAllLines(folder.resolve("rows.csv"));
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split(",", -1);
      assertThat(cells[0]).isEqualTo(place.word("rows.csv"));
      parts
          .computeIfAbsent(cells[2], part -> new ArrayList<>())
          .add(table.get(Integer.parseInt(cells[1]) - 1));
    }
    assertThat(parts.values().stream().mapToInt(List::size).sum()).isEqualTo(ROWS);
    return parts;
  }

  @Test
  void a_column_says_which_rows_are_held_out() throws IOException {
    assertThat(job("check", "{column: part}").out()).containsPattern("part +split +0 ");
    job("train", "{column: part}");
    Map<String, List<String>> parts = parts("run");
    assertThat(parts.get("train")).hasSize(120).allMatch(row -> row.contains(",train,"));
    assertThat(parts.get("validation")).hasSize(40).allMatch(row -> row.contains(",val,"));
    assertThat(parts.get("test")).hasSize(40).allMatch(row -> row.contains(",test,"));

    // New rows need no such column, and training that starts from the model may be split by it.
    place.write("new.csv", "y,x\n0.5,2.1\n");
    done(List.of("predict", place.word("run"), place.word("new.csv")));
    place.write(
        "finetune.yaml",
        "from: '%s'\ndata: {train: '%s', label: label, split: {column: part}}\noutput: '%s'\n"
            .formatted(place.word("run"), place.word("rows.csv"), place.word("tuned")));
    done(List.of("finetune", place.word("finetune.yaml"), "--set", "training.epochs=1"));
    assertThat(parts("tuned").get("test")).hasSize(40);
  }

  @Test
  void the_last_rows_are_test_rows() throws IOException {
    Run run = job("train", "{time: day}", "--set", "data.test_split=0.2");
    assertThat(run.err()).contains("split by the time in 'day': training up to 2026-");
    Map<String, List<String>> parts = parts("run");
    assertThat(parts.get("test").size()).isBetween(35, 45);
    assertThat(max(parts.get("train"))).isLessThan(min(parts.get("validation")));
    assertThat(max(parts.get("validation"))).isLessThan(min(parts.get("test")));
  }

  private static String max(List<String> rows) {
    return rows.stream().map(row -> row.split(",", -1)[4]).max(String::compareTo).orElseThrow();
  }

  private static String min(List<String> rows) {
    return rows.stream().map(row -> row.split(",", -1)[4]).min(String::compareTo).orElseThrow();
  }

  @Test
  void a_run_by_groups_goes_on_to_the_same_bytes() throws IOException {
    String[] share = {"--set", "data.test_split=0.2"};
    Run run = job("train", "{group: patient}", share);
    assertThat(run.err()).contains("split by the groups of 'patient': ");
    Map<String, String> partOfPatient = new HashMap<>();
    parts("run")
        .forEach(
            (part, rows) ->
                rows.forEach(
                    row ->
                        assertThat(partOfPatient.merge(row.split(",", -1)[3], part, (a, b) -> b))
                            .isEqualTo(part)));
    assertThat(partOfPatient).hasSizeGreaterThan(20);
    assertThat(parts("run").get("test").size()).isBetween(36, 44);

    String other = place.word("other");
    String[] shorter = {share[0], share[1], "-o", other, "--set", "training.epochs=2"};
    job("train", "{group: patient}", shorter);
    job("train", "{group: patient}", share[0], share[1], "-o", other, "--resume");
    for (String file : List.of("model.zip", "splits.csv", "metrics.json")) {
      assertThat(folder.resolve("other").resolve(file))
          .hasSameBinaryContentAs(folder.resolve("run").resolve(file));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"{column: patients}", "{group: label}", "{time: part}", "{column: day}"})
  void a_column_that_cannot_split_is_named_and_nothing_is_written(String split) throws IOException {
    Map<String, String> before = Workplace.tree(folder);
    for (String command : List.of("train", "check")) {
      Run run = Run.of(command, place.word("config.yaml"), "--set", "data.split=" + split);
      assertThat(run.exit()).isEqualTo(4);
      assertThat(run.err()).startsWith("error: ").contains("data.split").doesNotContain("\tat ");
    }
    assertThat(Workplace.tree(folder)).isEqualTo(before);
  }
}
