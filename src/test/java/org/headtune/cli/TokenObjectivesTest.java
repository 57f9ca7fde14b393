package org.headtune.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Language models of texts without labels, and classifiers that are made of them. */
final class TokenObjectivesTest {
  private static final String[] ANIMALS = {"cat", "dog", "horse", "bird"};
  private static final String[] DOES = {"eats", "sees", "likes", "hears"};
  private static final String[] THINGS = {"grass", "water", "the sun", "a song"};

  @TempDir private Path folder;
  private Workplace place;

  @BeforeEach
  void write() throws IOException {
    place = new Workplace(folder);
    place.write("texts.csv", table(300, 1, false));
    place.write("labelled.csv", table(60, 2, true));
    place.write(
        "pretrain.yaml",
        """
        data: {train: '%s', columns: {text: {type: tokens, tokens: {vocabulary: 300}}}}
        model: {transformer: {layers: 1, width: 16, heads: 2, length: 24, dropout: 0}}
        training: {epochs: 12, batch_size: 16, optimizer: {learning_rate: 0.01}, objective: {type: next_token}}
        output: '%s'
        """
            .formatted(place.word("texts.csv"), place.word("run")));
    place.write(
        "head.yaml",
        """
        from: '%s'
        data: {train: '%s', label: animal}
        finetune: {freeze: none}
        training: {epochs: 10, batch_size: 16, optimizer: {learning_rate: 0.01}}
        output: '%s'
        """
            .formatted(place.word("run"), place.word("labelled.csv"), place.word("head")));
  }

  /** What an animal does follows from the animal. */
  private static String table(int rows, long seed, boolean labelled) {
    Random random = new Random(seed);
    StringBuilder table = new StringBuilder(labelled ? "text,animal\n" : "text\n");
    for (int i = 0; i < rows; i++) {
      int animal = random.nextInt(ANIMALS.length);
      table.append("the " + ANIMALS[animal] + " " + DOES[animal] + " " + THINGS[random.nextInt(4)]);
      table.append(labelled ? "," + ANIMALS[animal] + "\n" : "\n");
    }
    return table.toString();
  }

  private static Run done(String... words) {
    Run run = Run.of(words);
    assertThat(run.exit()).as(run.err()).isZero();
    return run;
  }

  private static JsonNode json(Run run) throws IOException {
    return new ObjectMapper().readTree(run.out());
  }

  private JsonNode trained(String objective) throws IOException {
    return json(
        done(
            "train",
            place.word("pretrain.yaml"),
            "--json",
            "--set",
            "training.objective={type: " + objective + "}"));
  }

  @Test
  void the_next_token_is_learnt_from_those_before() throws IOException {
    JsonNode metrics = trained("next_token");

    double loss = metrics.at("/validation/loss").doubleValue();
    // Two of some ten tokens are free, one of four each.
    assertThat(loss).isLessThan(0.6);
    assertThat(metrics.at("/validation/perplexity").doubleValue()).isEqualTo(Math.exp(loss));
    assertThat(metrics.at("/validation/accuracy").doubleValue()).isGreaterThan(0.7);
    assertThat(done("inspect", place.word("run")).out())
        .contains("step_softmax", "causal", "none: it has learnt without labels (next_token)");
    assertThat(Files.readString(place.path("run/report.html"))).contains("perplexity");
  }

  @Test
  void hidden_tokens_are_learnt_from_both_sides() throws IOException {
    assertThat(trained("masked_tokens").at("/validation/accuracy").doubleValue())
        .isGreaterThan(0.6);
    assertThat(done("inspect", place.word("run")).out()).doesNotContain("causal");
  }

  @Test
  void every_head_of_classes_but_sigmoid_may_stand_on_the_steps() throws IOException {
    for (String head :
        new String[] {
          "{type: sampled_softmax, samples: 50}", "{type: mixture_of_softmaxes, components: 2}"
        }) {
      JsonNode metrics =
          json(
              done(
                  "train",
                  place.word("pretrain.yaml"),
                  "--force",
                  "--json",
                  "--set",
                  "model.head=" + head));
      assertThat(metrics.at("/validation/accuracy").doubleValue()).isGreaterThan(0.6);
    }
    assertThat(done("inspect", place.word("run")).out()).contains("step_mixture_of_softmaxes");
    done("finetune", place.word("head.yaml"), "--set", "training.epochs=1");
    assertThat(done("inspect", place.word("head")).out()).doesNotContain("mixture");
  }

  @Test
  void a_classifier_takes_the_mean_of_the_steps() throws IOException {
    trained("next_token");

    Run run = done("finetune", place.word("head.yaml"), "--json");

    assertThat(run.err()).contains("global_pool");
    assertThat(json(run).at("/validation/accuracy").doubleValue()).isGreaterThan(0.9);
    assertThat(done("predict", place.word("head"), place.word("texts.csv")).out())
        .contains("horse");
    done(
        "finetune",
        place.word("head.yaml"),
        "--force",
        "--set",
        "finetune.head={layers: [{lstm: {units: 4}}]}",
        "--set",
        "training.epochs=1");
    assertThat(done("inspect", place.word("head")).out())
        .contains("lstm")
        .doesNotContain("global_pool");
  }

  @Test
  void a_language_model_goes_on_with_a_text() throws IOException {
    trained("next_token");
    String model = place.word("run");

    assertThat(done("generate", model, "--prompt", "the dog", "--temperature", "0").out())
        .startsWith("the dog sees ");
    Run drawn = done("generate", model, "--prompt", "the ", "--seed", "7", "--json");
    assertThat(json(drawn).get("ended").booleanValue()).isTrue();
    assertThat(json(drawn).get("text").textValue()).startsWith("the ");
    assertThat(done("generate", model, "--prompt", "the ", "--seed", "7", "--json").out())
        .isEqualTo(drawn.out());
    JsonNode cut = json(done("generate", model, "--tokens", "1", "--top-k", "1", "--json"));
    assertThat(cut.get("tokens").intValue()).isEqualTo(1);
    assertThat(cut.get("ended").booleanValue()).isFalse();
    assertThat(done("generate", model, "--prompt", "the dog ".repeat(20), "--tokens", "2").err())
        .contains("tokens, of which the model sees the last 24");
    // A text of another language.
    assertThat(done("generate", model, "--prompt", "猫は", "--tokens", "3").out()).startsWith("猫は");
  }

  @Test
  void only_a_language_model_generates() throws IOException {
    trained("masked_tokens");

    Run run = Run.of("generate", place.word("run"));
    assertThat(run.exit()).isEqualTo(5);
    assertThat(run.err())
        .isEqualTo(
            "error: "
                + place.word("run/model.zip")
                + ": has learnt without labels (masked_tokens), and only a language model can go on"
                + " with a text; expected one that was trained with `training.objective: {type:"
                + " next_token}`\n");
    for (String[] option :
        new String[][] {
          {"--tokens", "0"}, {"--temperature", "-1"}, {"--top-k", "-1"}, {"--top-p", "0"}
        }) {
      Run refused = Run.of("generate", place.word("run"), option[0], option[1]);
      assertThat(refused.exit()).isEqualTo(2);
      assertThat(refused.err()).contains(option[0] + " ", ": expected ");
    }
  }

  @Test
  void the_head_may_have_the_vectors_of_the_tokens_for_weights() throws IOException {
    assertThat(
            json(done(
                    "train",
                    place.word("pretrain.yaml"),
                    "--json",
                    "--set",
                    "training.objective={type: next_token, tied: true}",
                    "--set",
                    "training.weight_average={decay: 0.5}"))
                .at("/validation/accuracy")
                .doubleValue())
        .isGreaterThan(0.7);
    assertThat(
            refused(
                "training.objective={type: masked_tokens, tied: true}",
                "model.head={type: mixture_of_softmaxes}"))
        .contains(
            "cannot be tied: the vectors of the tokens have 16 numbers, and the head"
                + " mixture_of_softmaxes is given 16; expected the head softmax on as many numbers, or"
                + " tied: false");
  }

  @Test
  void the_column_of_texts_may_have_another_name() throws IOException {
    trained("next_token");
    place.write("labelled.csv", table(60, 2, true).replaceFirst("text,animal", "message,animal"));

    done("finetune", place.word("head.yaml"), "--set", "training.epochs=1");

    assertThat(done("inspect", place.word("head")).out()).contains("\nmessage  tokens");
    place.write("new.csv", "message\nthe cat eats grass\n");
    assertThat(done("predict", place.word("head"), place.word("new.csv")).out()).hasLineCount(2);
  }

  /** As long as its layers are frozen, a classifier made of the model pools the same steps. */
  @Test
  void vectors_are_means_over_the_tokens() throws IOException {
    trained("next_token");
    place.write("two.csv", "text\nthe cat eats grass\na\n");

    List<String> together =
        done("embed", place.word("run"), place.word("two.csv")).out().lines().toList();

    assertThat(together).hasSize(3);
    assertThat(together.get(0)).startsWith("f1,").endsWith(",f16");
    done(
        "finetune",
        place.word("head.yaml"),
        "--set",
        "finetune.freeze=backbone",
        "--set",
        "training.epochs=1");
    // There the pooling is a layer of its own.
    List<String> pooled =
        done("embed", place.word("head"), place.word("two.csv")).out().lines().toList();
    for (int row = 1; row < 3; row++) {
      double[] mean = numbers(together.get(row));
      assertThat(mean).containsExactly(numbers(pooled.get(row)), within(1e-5));
    }
  }

  @Test
  void a_language_model_is_measured_on_other_texts() throws IOException {
    place.write("other.csv", table(50, 3, true));
    JsonNode trained =
        json(
            done(
                "train",
                place.word("pretrain.yaml"),
                "--json",
                "--set",
                "data.test=" + place.word("other.csv")));

    JsonNode measured =
        json(done("evaluate", place.word("run"), place.word("other.csv"), "--json"));

    assertThat(measured.at("/rows").intValue()).isEqualTo(50);
    for (String metric : new String[] {"loss", "accuracy", "perplexity"}) {
      assertThat(measured.at("/test/" + metric).doubleValue())
          .isCloseTo(trained.at("/test/" + metric).doubleValue(), within(1e-6));
    }
    Run run =
        done("evaluate", place.word("run"), place.word("other.csv"), "-o", place.word("measured"));
    assertThat(run.out()).contains("50 rows of", "perplexity");
    assertThat(Files.readString(place.path("measured/report.html"))).contains("perplexity");
    place.write("strange.csv", "text\nzzz qqq\n");
    assertThat(
            json(done("evaluate", place.word("run"), place.word("strange.csv"), "--json"))
                .at("/test/perplexity")
                .doubleValue())
        .isGreaterThan(10 * measured.at("/test/perplexity").doubleValue());
  }

  @Test
  void what_asks_for_classes_is_refused_of_a_language_model() throws IOException {
    trained("next_token");

    assertUsage("--label", "animal")
        .contains("--label names a column of classes, and a language model knows none");
    assertUsage("--coverage", "0.9")
        .contains(
            "--coverage is for models that give a row exactly one class; this one has learnt");
  }

  private AbstractStringAssert<?> assertUsage(String... options) {
    Run run =
        Run.of("evaluate", place.word("run"), place.word("labelled.csv"), options[0], options[1]);
    assertThat(run.exit()).isEqualTo(2);
    return assertThat(run.err());
  }

  private static double[] numbers(String line) {
    return Arrays.stream(line.split(",", -1)).mapToDouble(Double::parseDouble).toArray();
  }

  private String refused(String... settings) {
    String[] words = new String[2 + 2 * settings.length];
    words[0] = "check";
    words[1] = place.word("pretrain.yaml");
    for (int i = 0; i < settings.length; i++) {
      words[2 + 2 * i] = "--set";
      words[3 + 2 * i] = settings[i];
    }
    Run run = Run.of(words);
    assertThat(run.exit()).isEqualTo(3);
    return run.err();
  }

  @Test
  void what_does_not_go_with_tokens_is_said() {
    assertThat(refused("data.columns={}"))
        .contains(
            "training.objective asks for tokens, which one column of `type: tokens` has, and there"
                + " must be no other column; found the columns 'text': set the type of one, and"
                + " `type: ignore` for the others");
    assertThat(refused("model.transformer=~", "model.layers=[{lstm: {units: 4}}]"))
        .contains(
            "the objective asks for tokens at every step, but the layer below the head gives a row of"
                + " 4 numbers; let the layers hand on every step (output: steps, no pooling)");
    assertThat(
            refused(
                "model.transformer=~",
                "model.layers=[{lstm: {units: 4, output: steps, bidirectional: add}}]"))
        .contains(
            "lstm sees the later steps that training.objective asks for; take an lstm or simple_rnn"
                + " that reads one way, or model.transformer, which then sees none of them");
  }
}
