package org.headtune.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.weights.WeightInit;
import org.headtune.config.DataConfig.MissingPolicy;
import org.headtune.data.Bag;
import org.headtune.data.ClassNames;
import org.headtune.data.Cycle;
import org.headtune.data.FittedColumn;
import org.headtune.data.FittedColumns;
import org.headtune.data.RobustNumber;
import org.headtune.data.Shape;
import org.headtune.data.Spelling;
import org.headtune.model.VectorBags;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/** A card with dates, categories that have vectors, and missing cells that are told. */
final class ColumnKindsZipTest {
  private static final Shape INPUT = Shape.row(5, List.of(new Bag(3, 1, 2)));
  private static final List<FittedColumn> COLUMNS =
      List.of(
          new RobustNumber("income", MissingPolicy.MEDIAN, 2_500, 2_500, 1_250),
          new FittedColumn.Date(
              "when",
              MissingPolicy.MEAN,
              "2026-11-25T14:03Z",
              "dd.MM.yyyy",
              1e9,
              86_400,
              5e8,
              2e9,
              List.of(Cycle.DAY_OF_WEEK)),
          new FittedColumn.WasMissing("when"),
          new FittedColumn.CategoryVector(
              "town", MissingPolicy.FAIL, "", List.of("Bonn", "Ulm"), INPUT.bags().get(0)));

  @TempDir private static Path folder;
  private static Path good;

  @BeforeAll
  static void write() {
    ComputationGraph graph =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .seed(7)
                .updater(new Adam(0.01))
                .graphBuilder()
                .addInputs("input")
                .addLayer(
                    "columns",
                    new VectorBags.Builder(INPUT).weightInit(WeightInit.XAVIER).build(),
                    "input")
                .addLayer(
                    "head",
                    new OutputLayer.Builder(new LossMCXENT())
                        .nOut(3)
                        .activation(Activation.SOFTMAX)
                        .build(),
                    "columns")
                .setOutputs("head")
                .setInputTypes(InputType.feedForward(INPUT.size()))
                .build());
    graph.init();
    good = folder.resolve("good.zip");
    ModelZip.write(
        good,
        graph,
        ModelCard.of(
            ClassNames.inOrder(List.of("no", "yes", "käse")),
            "answer",
            new FittedColumns(COLUMNS, INPUT, List.of("?"), Spelling.STANDARD),
            List.of(),
            Networks.provenance()));
  }

  @Test
  void it_is_read_as_it_was_written() {
    assertThat(ModelZip.read(good).card().columns().columns()).isEqualTo(COLUMNS);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`\"pattern\": \"dd.MM.yyyy\"` | `\"pattern\": \"HH:mm\"`",
        "`\"pattern\": \"dd.MM.yyyy\"` | `\"pattern\": \"jj\"`",
        "`\"replacement\": \"2026-11-25T14:03Z\"` | `\"replacement\": \"soon\"`",
        "`\"center\": 1.0E9` | `\"center\": 1.0E300`",
        "`\"center\": 1.0E9` | `\"center\": null`",
        "`\"scale\": 86400.0` | `\"scale\": 0.0`",
        "`\"scale\": 86400.0` | `\"scale\": -1.0`",
        "`\"scale\": 1250.0` | `\"scale\": 0.0`",
        "`\"scale\": 1250.0` | `\"scale\": 1.0E300`",
        "`\"center\": 2500.0` | `\"center\": -1.0E300`",
        "`\"first\": 5.0E8` | `\"first\": 3.0E9`",
        "`\"last\": 2.0E9` | `\"last\": 2.0E99`",
        "day_of_week | day_of_judgement",
        "`\"day_of_week\"` | `\"day_of_week\", \"day_of_week\"`",
        "`\"day_of_week\"` | `\"day_of_week\", \"day_of_year\"`",
        "`\"missing\": \"mean\"` | `\"missing\": \"fail\"`",
        "`\"Bonn\",` | `\"Bonn\", \"Genf\", \"Rom\",`",
        "`\"Bonn\",` | ` `",
        "`\"length\": 1` | `\"length\": 2`",
        "`\"entries\": 3` | `\"entries\": 2`",
        "was_missing | was_found",
      })
  void a_card_that_makes_no_sense_is_refused(String before, String after) throws IOException {
    Path bad = folder.resolve("bad.zip");
    new Forgery(good).with(ZipGate.CARD, text -> text.replace(before, after)).write(bad);
    assertThatThrownBy(() -> ModelZip.read(bad)).hasMessageContaining("bad.zip!/");
  }
}
