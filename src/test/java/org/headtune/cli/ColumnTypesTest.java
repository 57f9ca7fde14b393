package org.headtune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dates, categories with many values and missing cells, through the commands. */
final class ColumnTypesTest {
  @TempDir private Path folder;
  private Workplace place;

  @BeforeEach
  void place() {
    place = new Workplace(folder);
  }

  private static Run done(String... words) {
    Run run = Run.of(words);
    assertThat(run.exit()).as(run.err()).isZero();
    return run;
  }

  private void tables(String header, Function<Random, String> row, int train, int test)
      throws IOException {
    place.write("train.csv", table(header, row, train, 1));
    place.write("test.csv", table(header, row, test, 2));
  }

  private static String table(String header, Function<Random, String> row, int rows, long seed) {
    Random random = new Random(seed);
    return Stream.generate(() -> row.apply(random))
        .limit(rows)
        .collect(Collectors.joining("\n", header + "\n", "\n"));
  }

  private void config(String columns, int epochs) throws IOException {
    place.write(
        "config.yaml",
        """
        data:
          train: '%s'
          test: '%s'
          label: label
          missing: median
          columns: %s
        model: {layers: [{dense: {units: 16}}]}
        training: {epochs: %d, batch_size: 32, optimizer: {learning_rate: 0.01}}
        output: '%s'
        """
            .formatted(
                place.word("train.csv"),
                place.word("test.csv"),
                columns,
                epochs,
                place.word("run")));
  }

  private double accuracy(String... more) throws IOException {
    List<String> words =
        new ArrayList<>(List.of("train", place.word("config.yaml"), "--json", "--quiet"));
    words.addAll(List.of(more));
    Run run = done(words.toArray(String[]::new));
    return new ObjectMapper().readTree(run.out()).at("/test/accuracy").doubleValue();
  }

  /** Open on Tuesday to Saturday, of any year. */
  private static String shop(Random random) {
    LocalDate day = LocalDate.of(2020, 1, 1).plusDays(random.nextInt(2000));
    boolean open = day.getDayOfWeek().getValue() >= 2 && day.getDayOfWeek().getValue() <= 6;
    return day + "," + random.nextInt(10) + "," + (open ? "open" : "closed");
  }

  @Test
  void a_label_that_hangs_on_the_weekday_is_learnt_from_a_date() throws IOException {
    tables("when,noise,label", ColumnTypesTest::shop, 600, 300);
    config("{}", 20);
    assertThat(accuracy()).isGreaterThan(0.98);
    assertThat(done("check", place.word("config.yaml")).out()).containsPattern("when +date +5 +0 ");
    assertThat(done("inspect", place.word("run")).out())
        .containsPattern(
            "when +date +5 +median 20\\S+Z +\\(x - 2022-\\S+\\) / \\S+ days; sine and cosine of day"
                + " of week, day of year");

    // A Sunday and a Wednesday of a year that was not seen; and no date, and none at all.
    place.write("rows.csv", "noise,when\n1,2031-06-01\n1,2031-06-04 17:00\n1,\n");
    Run predicted = done("predict", place.word("run"), place.word("rows.csv"));
    assertThat(predicted.out().lines().map(line -> line.split(",", -1)[0]).limit(3))
        .containsExactly("label", "closed", "open");
    place.write("rows.csv", "noise,when\n1,2031-02-29\n");
    Run refused = Run.of("predict", place.word("run"), place.word("rows.csv"));
    assertThat(refused.exit()).isEqualTo(4);
    assertThat(refused.err())
        .contains(":2:2: column 'when': '2031-02-29' is not a date of ISO 8601 such as 2026-11-25");
    done("evaluate", place.word("run"), place.word("test.csv"));

    // As it was before: a category that the test rows do not have.
    assertThat(
            accuracy("--set", "data.columns.when={type: categorical}", "-o", place.word("without")))
        .isLessThan(0.85);
  }

  /** Five hundred towns, of each of which the label is known, some of them rare; and noise. */
  private static String town(Random random) {
    int town = random.nextInt(500);
    int rare = random.nextInt(8);
    boolean big = new Random(town * 77_777L).nextBoolean();
    return rare == 0
        ? "hamlet" + random.nextInt(100_000) + "," + random.nextInt(10) + ",small"
        : "town" + town + "," + random.nextInt(10) + "," + (big ? "big" : "small");
  }

  @Test
  void five_hundred_values_have_a_vector_each() throws IOException {
    tables("town,noise,label", ColumnTypesTest::town, 6000, 1000);
    config("{town: {type: categorical, vector: 16, min_rows: 2}}", 12);
    assertThat(accuracy()).isGreaterThan(0.97);
    assertThat(done("inspect", place.word("run")).out())
        .containsPattern(
            "town +categorical +16 +median 'town\\d+' +16 numbers: the vector of one of \\d\\d\\d"
                + " values; of any other that of rare ones");
    place.write("rows.csv", "town,noise\nnever heard of,1\n,2\n");
    Run predicted = done("predict", place.word("run"), place.word("rows.csv"));
    assertThat(predicted.out().lines().skip(1).findFirst().orElseThrow()).startsWith("small,");
    assertThat(accuracy("--set", "data.columns.town={type: ignore}", "-o", place.word("without")))
        .isLessThan(0.7);

    Run unsaid = Run.of("check", place.word("config.yaml"), "--set", "data.columns={}");
    assertThat(unsaid.exit()).isEqualTo(4);
    assertThat(unsaid.err())
        .contains("column 'town' holds more than 1,000 different texts")
        .contains("or to categorical, with `vector: 64` so that 64 numbers are learnt for each");
    Run gathered = Run.of("check", place.word("config.yaml"), "--set", "training.accumulate=2");
    assertThat(gathered.err()).contains("looks up vectors of its own in column 'town'");
  }

  @Test
  void every_kind_goes_on_and_is_tuned() throws IOException {
    Function<Random, String> row =
        random ->
            (random.nextInt(5) == 0 ? "" : LocalDate.ofEpochDay(random.nextInt(9000)))
                + ","
                + (random.nextInt(5) == 0 ? "" : "t" + random.nextInt(30))
                + ","
                + (random.nextInt(5) == 0 ? "" : random.nextBoolean())
                + ","
                + (random.nextBoolean() ? "a" : "b");
    tables("when,town,flag,label", row, 200, 50);
    config("{town: {type: categorical, vector: 4, min_rows: 3}}", 4);
    String all = "data.was_missing=true";
    done("train", place.word("config.yaml"), "--quiet", "--set", all);
    done(
        "train",
        place.word("config.yaml"),
        "--quiet",
        "--set",
        all,
        "--set",
        "training.epochs=2",
        "-o",
        place.word("half"));
    done(
        "train",
        place.word("config.yaml"),
        "--quiet",
        "--set",
        all,
        "--resume",
        "-o",
        place.word("half"));
    assertThat(new SavedRun(place.path("half")).results())
        .isEqualTo(new SavedRun(place.path("run")).results());
    assertThat(done("inspect", place.word("run")).out())
        .containsPattern("when ... flag +was missing +3 +1 where the cell is missing, else 0");
    for (String preprocessing : List.of("inherit", "refit")) {
      place.write(
          "finetune.yaml",
          """
          from: '%s'
          data: {train: '%s', label: label}
          finetune: {preprocessing: %s, freeze: none}
          training: {epochs: 1}
          output: '%s'
          """
              .formatted(
                  place.word("run"),
                  place.word("test.csv"),
                  preprocessing,
                  place.word(preprocessing)));
      done("finetune", place.word("finetune.yaml"), "--quiet");
    }
  }

  /** Who does not tell the income has a high one; the number alone does not show who that is. */
  @Test
  void that_a_cell_is_missing_may_tell_the_label() throws IOException {
    tables(
        "income,label",
        random -> {
          boolean high = random.nextBoolean();
          boolean told = random.nextInt(10) == 0 || !high;
          return (told ? 1 + random.nextInt(3) : "") + "," + (high ? "high" : "low");
        },
        600,
        300);
    config("{income: {was_missing: true}}", 10);
    assertThat(accuracy()).isGreaterThan(0.9);
    Run explained = done("explain", place.word("run"), place.word("test.csv"), "--json");
    assertThat(new ObjectMapper().readTree(explained.out()).get("columns")).hasSize(1);
    assertThat(accuracy("--set", "data.columns={}", "-o", place.word("without"))).isLessThan(0.87);
  }
}
