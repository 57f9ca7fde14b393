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

/** A transformer through the commands: the label is told by the order of two words alone. */
final class TransformerRunsTest {
  private static final String[] FILLERS = "the of a very quite film book it was and so".split(" ");

  @TempDir private Path folder;
  private Workplace place;

  private static String table(int rows, long seed) {
    Random random = new Random(seed);
    return Stream.generate(() -> row(random))
        .limit(rows)
        .collect(Collectors.joining("\n", "text,label\n", "\n"));
  }

  private static String row(Random random) {
    boolean first = random.nextBoolean();
    return fillers(random)
        + (first ? "good " : "bad ")
        + fillers(random)
        + (first ? "bad " : "good ")
        + fillers(random)
        + (first ? ",up" : ",down");
  }

  private static String fillers(Random random) {
    return random
        .ints(1 + random.nextInt(5), 0, FILLERS.length)
        .mapToObj(i -> FILLERS[i] + " ")
        .collect(Collectors.joining());
  }

  @BeforeEach
  void write() throws IOException {
    place = new Workplace(folder);
    place.write("train.csv", table(500, 1));
    place.write("test.csv", table(200, 2));
    place.write(
        "config.yaml",
        """
        data:
          train: '%s'
          test: '%s'
          label: label
          columns: {text: {type: words}}
        model: {transformer: {layers: 2, width: 16, heads: 2, length: 30}}
        training: {epochs: 6, batch_size: 16, optimizer: {learning_rate: 0.005}}
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

  private byte[] model(String run) throws IOException {
    return Files.readAllBytes(place.path(run).resolve("model.zip"));
  }

  @Test
  void it_learns_what_the_order_tells_and_goes_on_where_it_stopped() throws IOException {
    Run whole =
        done("train", place.word("config.yaml"), "--json", "--quiet", "-o", place.word("whole"));
    assertThat(json(whole).at("/test/accuracy").doubleValue()).isGreaterThan(0.97);
    done("train", place.word("config.yaml"), "--quiet", "--set", "training.epochs=2");
    done("train", place.word("config.yaml"), "--quiet", "--resume");
    assertThat(model("run")).isEqualTo(model("whole"));

    assertThat(done("inspect", place.word("run")).out())
        .containsPattern("positions +positions +17 steps of 16 +272\n")
        .containsPattern("block_2 +transformer_block +2 heads, 64 wide +17 steps of 16 +3,280\n")
        .containsPattern("layer_norm +layer_norm +17 steps of 16 +32\n");
    done("evaluate", place.word("run"), place.word("test.csv"));
    Run explained =
        done("predict", place.word("run"), place.word("test.csv"), "--explain=2", "--format=jsonl");
    assertThat(explained.out()).contains("good").contains("bad");
  }

  @Test
  void it_is_tuned_with_frozen_blocks_and_cached_features() throws IOException {
    done("train", place.word("config.yaml"), "--quiet");
    place.write(
        "finetune.yaml",
        """
        from: '%s'
        data: {train: '%s', label: label}
        training: {epochs: 4, batch_size: 16, optimizer: {learning_rate: 0.005}}
        finetune: {freeze: [words, positions, block_1], unfreeze: [{layers: block_1, epoch: 3}], layer_decay: 0.5}
        output: '%s'
        """
            .formatted(place.word("run"), place.word("test.csv"), place.word("tuned")));
    Run plan = Run.of("check", place.word("finetune.yaml"));
    assertThat(plan.exit()).as(plan.err()).isZero();
    done("finetune", place.word("finetune.yaml"), "--quiet", "-o", place.word("whole"));
    done("finetune", place.word("finetune.yaml"), "--quiet", "--set", "training.epochs=2");
    Run tuned = done("finetune", place.word("finetune.yaml"), "--quiet", "--resume", "--json");
    assertThat(json(tuned).at("/validation/accuracy").doubleValue()).isGreaterThan(0.9);
    assertThat(model("tuned")).isEqualTo(model("whole"));
  }

  @Test
  void a_causal_one_with_other_layers_above() throws IOException {
    Run run =
        done(
            "train",
            place.word("config.yaml"),
            "--json",
            "--quiet",
            "--set",
            "model.transformer.causal=true",
            "--set",
            "data.columns.text.type=tokens",
            "--set",
            "model.transformer.pool=steps",
            "--set",
            "model.layers=[lstm: {units: 8}]");
    assertThat(json(run).at("/test/accuracy").doubleValue()).isGreaterThan(0.9);
  }

  @Test
  void what_cannot_go_with_it_is_refused() {
    Run heads = Run.of("check", place.word("config.yaml"), "--set", "model.transformer.heads=3");
    assertThat(heads.exit()).isEqualTo(3);
    assertThat(heads.err())
        .contains("model.transformer.heads is 3, which does not divide width, 16; expected");
    Run width =
        Run.of("check", place.word("config.yaml"), "--set", "data.columns.text.words.vector=32");
    assertThat(width.exit()).isEqualTo(3);
    assertThat(width.err())
        .contains(
            "model.transformer.width is 16, and the column 'text' has the vector 32 of its own;");
    Run layer =
        Run.of(
            "check",
            place.word("config.yaml"),
            "--set",
            "model.layers=[{transformer_block: {heads: 5}}]",
            "--set",
            "model.transformer.pool=steps");
    assertThat(layer.exit()).isEqualTo(3);
    assertThat(layer.err())
        .contains("transformer_block has 5 heads, which do not divide the 16 numbers of a step;");
    Run text = Run.of("check", place.word("config.yaml"), "--set", "data.columns.text.type=text");
    assertThat(text.exit()).isEqualTo(3);
    assertThat(text.err()).contains("positions needs a sequence but its input is a row");
  }
}
