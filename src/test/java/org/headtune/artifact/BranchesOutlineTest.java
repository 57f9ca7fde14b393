package org.headtune.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.headtune.config.HeadConfig;
import org.headtune.config.ModelConfig;
import org.headtune.config.OptimizerConfig;
import org.headtune.data.Bag;
import org.headtune.data.Picture;
import org.headtune.data.Series;
import org.headtune.data.Shape;
import org.headtune.model.SoftmaxClassifier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lines of layers that are not what the card says of a row would read beyond its end. */
final class BranchesOutlineTest {
  private static final Shape INPUT =
      Shape.row(
          2,
          List.of(new Bag(8, 3, 4)),
          List.of(new Picture(1, 6, 5, List.of(3), 7), new Picture(3, 2, 2, List.of(), 2)),
          List.of(
              new Series(Shape.sequence(4, 2), 3),
              new Series(Shape.sequence(new Bag(9, 5, 2)), 3)));

  private static String good;

  @BeforeAll
  static void write() {
    good = json(INPUT);
  }

  private static String json(Shape input) {
    ModelConfig model = new ModelConfig(List.of(), new HeadConfig.Softmax());
    return SoftmaxClassifier.create(model, new OptimizerConfig.Sgd(0.1), input, 3, 7)
        .graph()
        .getConfiguration()
        .toJson();
  }

  private static NetworkOutline outline(String json, Shape input)
      throws JsonProcessingException, RefusedException {
    JsonNode tree = new ObjectMapper().readTree(json);
    ConfigurationGate.check("configuration.json", tree);
    return NetworkOutline.of("configuration.json", tree, input);
  }

  @Test
  void each_layer_is_told() throws JsonProcessingException, RefusedException {
    assertThat(outline(good, INPUT).layers())
        .extracting(layer -> layer.name() + " " + layer.kind() + " " + layer.output())
        .containsExactly(
            "columns_part part 2 and 1 bag",
            "columns columns 6",
            "image_1_part part 30",
            "image_1 image 1x6x5",
            "image_1_conv2d_1 conv2d 3x6x5",
            "image_1_max_pool_1 max_pool 3x3x2",
            "image_1_dense dense 7",
            "image_2_part part 12",
            "image_2 image 3x2x2",
            "image_2_dense dense 2",
            "sequence_1_part part 9",
            "sequence_1 sequence 4 steps of 2",
            "sequence_1_lstm lstm 3",
            "sequence_2_part part 6",
            "sequence_2 sequence 5 steps of 9 entries",
            "sequence_2_words words 5 steps of 2",
            "sequence_2_lstm lstm 3",
            "join join 21",
            "head softmax 3");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"from\" : 0   | \"from\" : 1           | does not take a part",
        "\"to\" : 7     | \"to\" : 8             | does not take a part",
        "\"to\" : 49    | \"to\" : 50            | does not take a part",
        "\"to\" : 49    | \"to\" : 2000000       | does not take a part",
        "\"from\" : 38  | \"from\" : 8           | does not take a part",
        "\"from\" : 38  | \"from\" : -1          | does not take a part",
        "\"mergeAxis\" : 1 | \"mergeAxis\" : 0   | does not join",
        "\"mergeAxis\" : 1 | \"mergeAxis\" : -1  | does not join",
        "\"inputHeight\" : 6 | \"inputHeight\" : 7 | does not fit",
        "\"steps\" : 4   | \"steps\" : 5         | does not fit a sequence",
        "\"features\" : 2 | \"features\" : 1     | does not fit a sequence",
        "org.headtune.model.RowToSteps | org.deeplearning4j.nn.conf.preprocessor.X | names the class",
        "graph.MergeVertex | graph.ElementWiseVertex | names the class",
        "\"image_1_dense\", \"image_2_dense\" | \"image_1_dense\" | is not a single line",
        "\"image_1_dense\", \"image_2_dense\" | \"image_2_dense\", \"image_1_dense\" | does not take a part",
        "\"image_1_dense\", \"image_2_dense\" | \"image_1_dense\", \"image_1_dense\" | is not a layer between",
        "\"image_1_dense\", \"image_2_dense\" | \"image_1_dense\", \"image_2\" | is not a single line",
        "\"image_1_dense\", \"image_2_dense\" | \"image_1_dense\", \"input\" | is not a single line",
        "\"image_1_dense\", \"image_2_dense\" | \"image_1_dense\", 7 | is not a layer between",
      })
  void lines_that_are_not_of_the_row_are_refused(String before, String after, String message) {
    String forged = good.replace(before, after);
    assertThat(forged).isNotEqualTo(good);
    assertThatThrownBy(() -> outline(forged, INPUT))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining(message);
  }

  /** Right in itself, but for other rows. */
  @Test
  void rows_of_another_shape_are_refused() {
    Shape other = Shape.row(2, INPUT.bags(), List.of(INPUT.pictures().get(0)), INPUT.series());
    for (Shape input : List.of(Shape.row(65), other, INPUT.withoutBranches())) {
      assertThatThrownBy(() -> outline(good, input)).isInstanceOf(RefusedException.class);
    }
    assertThatThrownBy(() -> outline(json(Shape.row(65)), INPUT))
        .hasMessageContaining("takes no row with entries of tables, images or sequences");
  }
}
