package org.headtune.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.headtune.config.DataConfig.MissingPolicy;
import org.headtune.config.HeadConfig;
import org.headtune.config.LayerConfig;
import org.headtune.config.LayerConfig.Directions;
import org.headtune.config.LayerConfig.StepOutput;
import org.headtune.config.ModelConfig;
import org.headtune.config.OptimizerConfig;
import org.headtune.data.Bag;
import org.headtune.data.ClassNames;
import org.headtune.data.FittedColumns;
import org.headtune.data.Shape;
import org.headtune.data.Spelling;
import org.headtune.data.TokenSequence;
import org.headtune.data.Tokenizer;
import org.headtune.model.SoftmaxClassifier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A tokenizer travels in the card, and is refused where it makes no sense. */
final class TokensZipTest {
  private static final Shape INPUT = Shape.sequence(new Bag(262, 5, 2));

  @TempDir private static Path folder;
  private static Path good;

  @BeforeAll
  static void write() {
    ModelConfig model =
        new ModelConfig(
            List.of(new LayerConfig.Lstm(4, Directions.NONE, StepOutput.LAST)),
            new HeadConfig.Softmax());
    good = folder.resolve("good.zip");
    FittedColumns columns =
        new FittedColumns(
            List.of(
                new TokenSequence(
                    "text",
                    MissingPolicy.CONSTANT,
                    false,
                    "108 105,260 110",
                    INPUT.bags().get(0),
                    false)),
            INPUT,
            List.of(),
            Spelling.STANDARD);
    ModelZip.write(
        good,
        SoftmaxClassifier.create(model, new OptimizerConfig.Sgd(0.1), INPUT, 2, 7).graph(),
        ModelCard.of(
            ClassNames.inOrder(List.of("no", "yes")),
            "answer",
            columns,
            List.of(),
            Networks.provenance()));
  }

  /** 108 is h as 4 + 'h', 105 is e: the merges are h-e, and he-j. */
  @Test
  void the_tokenizer_of_a_model_is_read() {
    Tokenizer tokenizer = ModelZip.read(good).card().columns().tokenizer().orElseThrow();
    assertThat(tokenizer.size()).isEqualTo(262);
    assertThat(tokenizer.encode("hejhe")).containsExactly(261, 260);
    assertThat(tokenizer.decode(261)).isEqualTo("hej");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"108 105,260 110\" | \"108 105\"",
        "\"108 105,260 110\" | \"108 105,261 110\"",
        "\"108 105,260 110\" | \"108 105,3 110\"",
        "\"108 105,260 110\" | \"108 105,108 105\"",
        "\"108 105,260 110\" | \"108 105,260 110,261 4\"",
        "\"108 105,260 110\" | \"108 105;260 110\"",
        "\"108 105,260 110\" | \"108 105,260 1e9\"",
        "\"108 105,260 110\" | null",
        "\"entries\": 262    | \"entries\": 263",
        "\"length\": 5       | \"length\": 6",
      })
  void a_card_that_makes_no_sense_is_refused(String before, String after) throws IOException {
    Path bad = folder.resolve("bad.zip");
    new Forgery(good).with(ZipGate.CARD, text -> text.replace(before, after)).write(bad);
    assertThatThrownBy(() -> ModelZip.read(bad)).hasMessageContaining("bad.zip!/");
  }
}
