package org.headtune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Texts as sequences of tokens, through the commands. */
final class TokensColumnTest {
  private static final String[] FILLERS =
      "the of a very quite film book it was and so größer 界 42".split(" ");

  @TempDir private Path folder;
  private Workplace place;

  /** The label is told by which of two words comes first, and the size by itself tells nothing. */
  private static String table(int rows, long seed) {
    Random random = new Random(seed);
    return Stream.generate(() -> row(random))
        .limit(rows)
        .collect(Collectors.joining("\n", "text,size,label\n", "\n"));
  }

  private static String row(Random random) {
    boolean first = random.nextBoolean();
    StringBuilder text = new StringBuilder();
    text.append(fillers(random)).append(first ? "good " : "bad ");
    text.append(fillers(random)).append(first ? "bad" : "good");
    text.append(' ').append(fillers(random)).append(random.nextInt(9));
    return text.append(',').append(random.nextInt(9)).append(first ? ",up" : ",down").toString();
  }

  private static String fillers(Random random) {
    return random
        .ints(1 + random.nextInt(3), 0, FILLERS.length)
        .mapToObj(i -> FILLERS[i] + " ")
        .collect(Collectors.joining());
  }

  @BeforeEach
  void write() throws IOException {
    place = new Workplace(folder);
    place.write("train.csv", table(600, 1));
    place.write("test.csv", table(200, 2));
    place.write(
        "config.yaml",
        """
        data:
          train: '%s'
          test: '%s'
          label: label
          columns:
            text: {type: tokens, tokens: {vocabulary: 300, vector: 12, length: 40}}
            size: {type: ignore}
        model: {layers: [lstm: {units: 16}]}
        training: {epochs: 12, batch_size: 16, optimizer: {learning_rate: 0.01}}
        output: '%s'
        """
            .formatted(place.word("train.csv"), place.word("test.csv"), place.word("run")));
  }

  private static Run done(String... words) {
    Run run = Run.of(words);
    assertThat(run.exit()).as(run.err()).isZero();
    return run;
  }

  private static JsonNode json(Run run) throws IOException {
    return new ObjectMapper().readTree(run.out());
  }

  @Test
  void the_order_of_tokens_tells_the_label() throws IOException {
    Run run = done("train", place.word("config.yaml"), "--json", "--quiet");
    assertThat(json(run).at("/test/accuracy").doubleValue()).isGreaterThan(0.97);
    assertThat(done("inspect", place.word("run")).out())
        .contains("text    tokens")
        .contains("12 numbers for each token: the vector of one of 300 (byte pairs); at most 40");

    place.write(
        "rows.csv",
        "text\nthe film good it bad and\nthe film bad of it good so\n\nЖ\uD83D\uDE00 unheard\n,\n");
    String[] labels =
        done("predict", place.word("run"), place.word("rows.csv"), "--on-error=null")
            .out()
            .lines()
            .map(line -> line.split(",", -1)[0])
            .toArray(String[]::new);
    assertThat(labels).startsWith("label", "up", "down");
    JsonNode explained =
        json(
            done(
                "predict",
                place.word("run"),
                place.word("rows.csv"),
                "--explain=9",
                "--format=jsonl",
                "--on-error=skip"));
    assertThat(explained.get("reasons").findValuesAsText("part"))
        .hasSize(6)
        .contains("good", "bad");
    done("evaluate", place.word("run"), place.word("test.csv"));
    done("explain", place.word("run"), place.word("test.csv"), "--repeats=2");
  }

  @Test
  void attention_over_tokens_is_trained_gone_on_with_and_tuned() throws IOException {
    String[] attention = {
      "--set",
      "model.layers=[lstm: {units: 12, output: steps}, self_attention: {units: 12},"
          + " global_pool: {kind: max}]"
    };
    String config = place.word("config.yaml");
    done("train", config, attention[0], attention[1], "--quiet", "-o", place.word("whole"));
    done("train", config, attention[0], attention[1], "--quiet", "--set", "training.epochs=5");
    done("train", config, attention[0], attention[1], "--quiet", "--resume");
    assertThat(Files.readAllBytes(place.path("run").resolve("model.zip")))
        .isEqualTo(Files.readAllBytes(place.path("whole").resolve("model.zip")));

    place.write(
        "finetune.yaml",
        """
        from: '%s'
        data: {train: '%s', label: label}
        training: {epochs: 2, batch_size: 16}
        output: '%s'
        """
            .formatted(place.word("whole"), place.word("test.csv"), place.word("tuned")));
    String tuning = place.word("finetune.yaml");
    Run tuned = done("finetune", tuning, "--json", "--quiet");
    assertThat(json(tuned).at("/validation/accuracy").doubleValue()).isGreaterThan(0.9);
    done("finetune", tuning, "--set", "finetune.freeze=none", "--force", "--quiet");
  }

  @Test
  void tokens_stand_beside_other_columns() throws IOException {
    String[] mixed = {
      "--set", "data.columns.size={type: numeric}", "--set", "model.layers=[dense: {units: 8}]"
    };
    Run run =
        done(
            "train",
            place.word("config.yaml"),
            mixed[0],
            mixed[1],
            mixed[2],
            mixed[3],
            "--json",
            "--quiet");
    assertThat(json(run).at("/test/accuracy").doubleValue()).isGreaterThan(0.9);
    assertThat(done("inspect", place.word("run")).out()).contains("sequence_1_words");
    done("evaluate", place.word("run"), place.word("test.csv"));
  }

  @Test
  void longer_texts_are_cut_and_a_vocabulary_too_large_is_told() {
    Run run =
        done(
            "check",
            place.word("config.yaml"),
            "--set",
            "data.columns.text.tokens={length: 8, vocabulary: 5000, lower_case: true}");
    assertThat(run.err())
        .contains("sequences are longer than 8 steps and were cut there")
        .containsPattern(
            "column 'text': the training texts give [0-9]+ tokens, fewer than the vocabulary of 5,000");
    assertThat(run.out()).contains("tokens").contains("8 steps of 128");
  }

  @Test
  void what_cannot_go_with_tokens_is_refused() throws IOException {
    String config = place.word("config.yaml");
    Run layers = Run.of("check", config, "--set", "model.layers=[dense: {units: 4}]");
    assertThat(layers.exit()).isEqualTo(3);
    assertThat(layers.err()).contains("dense does not work on a sequence, here of");
    Run other = Run.of("check", config, "--set", "data.columns.text.type=text");
    assertThat(other.exit()).isEqualTo(3);
    assertThat(other.err()).contains("`type: tokens` beside it");
    Run few = Run.of("check", config, "--set", "data.columns.text.tokens={vocabulary: 100}");
    assertThat(few.exit()).isEqualTo(3);
    assertThat(few.err()).contains("260");
    Run filled =
        Run.of("check", config, "--set", "data.columns.text={type: tokens, missing: mean}");
    assertThat(filled.err()).contains("a missing text is an empty one");
  }
}
