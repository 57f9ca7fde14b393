package org.headtune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables with a column of free texts, through the commands. */
final class TextColumnTest {
  private static final String WORDS =
      "table of the window under green light after a long stone river went quiet and never again";

  @TempDir private Path folder;
  private Workplace place;

  /** The label is told by a word and a number together, neither of which tells much alone. */
  static String table(int rows, long seed) {
    Random random = new Random(seed);
    List<String> words = List.of(WORDS.split(" "));
    return Stream.generate(
            () -> {
              boolean offer = random.nextBoolean();
              boolean large = random.nextBoolean();
              List<String> text =
                  IntStream.range(0, 3 + random.nextInt(8))
                      .mapToObj(i -> words.get(random.nextInt(words.size())))
                      .collect(Collectors.toList());
              text.add(random.nextInt(text.size()), offer ? "Winner!" : "dinner");
              return '"'
                  + String.join(" ", text)
                  + "\","
                  + (large ? 9 : 2)
                  + ","
                  + (offer == large ? "yes" : "no");
            })
        .limit(rows)
        .collect(Collectors.joining("\n", "text,size,label\n", "\n"));
  }

  @BeforeEach
  void write() throws IOException {
    place = new Workplace(folder);
    place.write("train.csv", table(400, 1));
    place.write("test.csv", table(200, 2));
    place.write(
        "config.yaml",
        """
        data:
          train: '%s'
          test: '%s'
          label: label
          columns: {text: {type: text}}
        model: {layers: [{dense: {units: 16}}]}
        training: {epochs: 15, batch_size: 20, optimizer: {learning_rate: 0.01}}
        output: '%s'
        """
            .formatted(place.word("train.csv"), place.word("test.csv"), place.word("run")));
  }

  private Run done(String... words) {
    Run run = Run.of(words);
    assertThat(run.exit()).as(run.err()).isZero();
    return run;
  }

  private static JsonNode json(Run run) throws IOException {
    return new ObjectMapper().readTree(run.out());
  }

  @Test
  void a_text_and_a_number_together_tell_what_neither_tells_alone() throws IOException {
    Run both = done("train", place.word("config.yaml"), "--json", "--quiet");
    assertThat(json(both).at("/test/accuracy").doubleValue()).isGreaterThan(0.97);
    for (String column : List.of("text", "size")) {
      Run one =
          done(
              "train",
              place.word("config.yaml"),
              "--json",
              "--quiet",
              "--set",
              "data.columns." + column + "={type: ignore}",
              "-o",
              place.word("without-" + column));
      assertThat(json(one).at("/test/accuracy").doubleValue()).as(column).isLessThan(0.65);
    }

    assertThat(done("inspect", place.word("run")).out())
        .contains("columns  columns")
        .contains("text    text     ");
    place.write("rows.csv", "size,text\n9,\"WINNER! the river\"\n2,\n9,unheard of\n");
    Run predicted = done("predict", place.word("run"), place.word("rows.csv"));
    assertThat(predicted.out().lines()).hasSize(4).element(1).asString().startsWith("yes,");
    done("evaluate", place.word("run"), place.word("test.csv"));
  }

  /** Texts are encoded by several threads, chunk by chunk: what is told must not show it. */
  @Test
  void many_rows_are_predicted_in_order_and_the_first_fault_is_told() throws IOException {
    done("train", place.word("config.yaml"), "--quiet", "--set", "training.epochs=1");
    int rows = 20_000;
    List<Integer> faulty = List.of(4_000, 9_000, 9_001, 15_000);
    String table =
        IntStream.range(0, rows)
            .mapToObj(i -> i + "," + (faulty.contains(i) ? "?!" : i % 2 == 0 ? "2" : "9"))
            .map(row -> row + ",dinner under the green light")
            .collect(Collectors.joining("\n", "id,size,text\n", "\n"));
    place.write("rows.csv", table);
    String model = place.word("run");

    Run empty =
        done("predict", model, place.word("rows.csv"), "--keep", "id", "--on-error", "null");
    List<String> lines = empty.out().lines().toList();
    assertThat(lines).hasSize(rows + 1);
    String even = lines.get(1).substring(1);
    String odd = lines.get(2).substring(1);
    assertThat(even).isNotEqualTo(odd);
    for (int i = 0; i < rows; i++) {
      String expected = faulty.contains(i) ? ",,,," : i % 2 == 0 ? even : odd;
      assertThat(lines.get(i + 1)).isEqualTo(i + expected);
    }
    assertThat(empty.err().lines().filter(line -> line.contains("'?!'")).toList())
        .hasSize(4)
        .element(1)
        .asString()
        .contains("rows.csv:9002:2: ");
    assertThat(empty.err()).contains("19,996 rows predicted, 4 faulty ones written empty");
    Run skip = done("predict", model, place.word("rows.csv"), "--on-error", "skip");
    assertThat(skip.out()).hasLineCount(rows - 3);

    Run fail = Run.of("predict", model, place.word("rows.csv"));
    assertThat(fail.exit()).isEqualTo(4);
    assertThat(fail.err()).contains("rows.csv:4002:2: ").doesNotContain("9002");
    // A table that cannot be read on: what was faulty before is told, and then this.
    place.write("rows.csv", table + "7,2,\"open\n");
    Run broken = Run.of("predict", model, place.word("rows.csv"), "--on-error", "skip");
    assertThat(broken.exit()).isEqualTo(4);
    assertThat(broken.err())
        .containsSubsequence("rows.csv:4002:2: ", "rows.csv:15002:2: ", "never closed");
  }

  @Test
  void a_head_is_tuned_on_texts_that_the_model_did_not_see() throws IOException {
    done("train", place.word("config.yaml"), "--quiet");
    place.write(
        "finetune.yaml",
        """
        from: '%s'
        data: {train: '%s', label: label}
        training: {epochs: 3, batch_size: 20}
        output: '%s'
        """
            .formatted(place.word("run"), place.word("test.csv"), place.word("tuned")));
    Run tuned = done("finetune", place.word("finetune.yaml"), "--json", "--quiet");
    assertThat(json(tuned).at("/validation/accuracy").doubleValue()).isGreaterThan(0.9);
    done(
        "finetune",
        place.word("finetune.yaml"),
        "--set",
        "finetune.freeze=none",
        "--force",
        "--quiet");
  }

  @Test
  void what_cannot_go_with_texts_is_refused() {
    Run mixed = Run.of("check", place.word("config.yaml"), "--set", "training.mixup=0.2");
    assertThat(mixed.exit()).isEqualTo(3);
    Run gathered = Run.of("check", place.word("config.yaml"), "--set", "training.accumulate=2");
    assertThat(gathered.exit()).isEqualTo(3);
    assertThat(gathered.err())
        .contains(
            "training.accumulate gathers gradients, but each batch looks up vectors of its own in"
                + " column 'text': set it to 1, and training.batch_size higher");
    Run first =
        Run.of(
            "check",
            place.word("config.yaml"),
            "--set",
            "data.columns.text={type: text, missing: mode}");
    assertThat(first.exit()).isEqualTo(3);
    assertThat(first.err()).contains("is mode, but a missing text is an empty one");
  }

  /** 5,574 text messages, a quarter of them held out. */
  @Test
  void spam_is_told_from_ham() throws IOException {
    Path file = Path.of("../shared/data/sms-spam.tsv");
    Assumptions.assumeTrue(Files.exists(file), "skipped: the optional test data is absent");
    place.write(
        "sms.yaml",
        """
        data:
          train: '%s'
          header: false
          label: c1
          test_split: 0.25
          columns:
            c2: {type: text}
            c3: {type: ignore}
            c4: {type: ignore}
            c5: {type: ignore}
        model: {layers: []}
        training: {epochs: 4, optimizer: {learning_rate: 0.005}}
        output: '%s'
        """
            .formatted(file, place.word("sms")));
    Run run = done("train", place.word("sms.yaml"), "--json", "--quiet");
    assertThat(json(run).at("/test/macro_f1").doubleValue()).isGreaterThan(0.96);
  }
}
