package org.headtune.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.headtune.model.Networks.activation;
import static org.headtune.model.Networks.avgPool;
import static org.headtune.model.Networks.conv;
import static org.headtune.model.Networks.dense;
import static org.headtune.model.Networks.dropout;
import static org.headtune.model.Networks.flatten;
import static org.headtune.model.Networks.globalPool;
import static org.headtune.model.Networks.maxPool;
import static org.headtune.model.Networks.norm;

import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.headtune.ExitCode;
import org.headtune.Place;
import org.headtune.UserError;
import org.headtune.config.LayerConfig;
import org.headtune.config.LayerConfig.ActivationFunction;
import org.headtune.config.LayerConfig.Padding;
import org.headtune.config.LayerConfig.PoolingKind;
import org.headtune.config.OptimizerConfig;
import org.headtune.data.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

final class NetworkPlanTest {
  private static final LayerConfig RELU = dense(128, ActivationFunction.RELU);

  private static NetworkPlan plan(Shape input, LayerConfig... layers) {
    return NetworkPlan.of(
        Networks.of(layers), input, 10, 64, Networks.ADAM, NetworkPlanTest::place);
  }

  private static Place place(String key) {
    return Place.of(key);
  }

  @Test
  void a_dense_network_has_the_numbers_of_a_hand_calculation() {
    NetworkPlan plan = plan(Shape.row(784), RELU, dropout(0.2));
    assertThat(plan.layers())
        .containsExactly(
            new LayerPlan("dense_1", "dense", Shape.row(128), 784 * 128 + 128),
            new LayerPlan("dropout_2", "dropout", Shape.row(128), 0),
            new LayerPlan("head", "softmax", Shape.row(10), 128 * 10 + 10));
    assertThat(plan.parameters()).isEqualTo(101_770);
    // Four numbers per parameter with Adam, two per value of a batch, and 64 MiB for the rest.
    long values = 784 + 128 + 128 + 10;
    assertThat(plan.memoryBytes()).isEqualTo((64L << 20) + 4 * (4 * 101_770 + 2 * 64 * values));
  }

  /** An LSTM of 3 cells keeps 2 x 2 inputs, 4 x 3 sums, 3 outputs and 3 memories for each step. */
  @Test
  void steps_that_gradients_do_not_reach_need_no_memory() {
    LayerConfig lstm = Networks.lstm(3, LayerConfig.Directions.NONE, LayerConfig.StepOutput.LAST);
    Shape input = Shape.sequence(100, 2);
    NetworkPlan truncated =
        NetworkPlan.of(
            Networks.of(lstm),
            input,
            10,
            64,
            Networks.ADAM,
            new Truncation(30),
            NetworkPlanTest::place);
    assertThat(plan(input, lstm).memoryBytes() - truncated.memoryBytes())
        .isEqualTo(4L * 64 * 70 * (2 * 2 + 6 * 3));
    assertThat(truncated.layers()).isEqualTo(plan(input, lstm).layers());
  }

  private static Stream<List<LayerConfig>> imageNetworks() {
    return Stream.of(
        List.of(),
        List.of(flatten()),
        List.of(RELU),
        List.of(dropout(0.5), conv(3, 3, 1, Padding.VALID)),
        List.of(norm(), activation(ActivationFunction.TANH)),
        List.of(conv(3, 3, 2, Padding.VALID), norm()),
        List.of(conv(3, 4, 1, Padding.SAME), maxPool(2, 2)),
        List.of(conv(3, 3, 2, Padding.SAME), avgPool(3, 1), RELU),
        List.of(conv(5, 2, 3, Padding.SAME), globalPool(PoolingKind.MAX), norm(), RELU),
        List.of(maxPool(3, 2), flatten(), norm(), RELU, flatten()));
  }

  @ParameterizedTest
  @MethodSource("imageNetworks")
  void every_kind_has_the_shape_and_the_parameters_that_dl4j_gives_it(List<LayerConfig> layers) {
    Shape input = Shape.image(2, 11, 8);
    NetworkPlan plan = plan(input, layers.toArray(LayerConfig[]::new));
    ComputationGraph graph =
        SoftmaxClassifier.create(
                Networks.of(layers.toArray(LayerConfig[]::new)), Networks.ADAM, input, 10, 1)
            .graph();
    assertThat(plan.parameters()).isEqualTo(graph.numParams());
    INDArray x = Nd4j.rand(2, Math.toIntExact(input.size()));
    var activations = graph.feedForward(x, false);
    for (LayerPlan layer : plan.layers()) {
      assertThat(graph.getVertex(layer.name()).numParams()).isEqualTo(layer.parameters());
      assertThat(activations.get(layer.name()).shape())
          .as(layer.name())
          .containsExactly(dl4j(layer.output(), activations.get(layer.name()).rank()));
    }
  }

  /** DL4J keeps an image that no layer has looked at as a row. */
  private static long[] dl4j(Shape shape, int rank) {
    return rank == 4
        ? new long[] {2, shape.channels(), shape.height(), shape.width()}
        : new long[] {2, shape.size()};
  }

  @Test
  void all_layers_that_do_not_fit_are_named_with_their_places() {
    assertThatThrownBy(
            () ->
                plan(
                    Shape.image(1, 8, 8),
                    conv(4, 9, 1, Padding.VALID),
                    maxPool(4, 4),
                    avgPool(3, 3),
                    dense(5, ActivationFunction.RELU),
                    globalPool(PoolingKind.AVG)))
        .isInstanceOfSatisfying(
            UserError.class,
            e -> {
              assertThat(e.exitCode()).isEqualTo(ExitCode.CONFIG);
              assertThat(e.faults()).hasSize(3);
            })
        .hasMessageContaining("model.layers[0]: conv2d has kernel 9 but its input is only 8 pixels")
        .hasMessageContaining("model.layers[2]: avg_pool has size 3 but its input is only 2 pixels")
        .hasMessageContaining("model.layers[4]: global_pool needs an image but its input is a row");
  }

  @Test
  void a_convolution_on_a_plain_row_is_refused() {
    assertThatThrownBy(() -> plan(Shape.row(64), conv(4, 3, 1, Padding.SAME)))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("conv2d needs an image but its input is a row of 64 numbers");
  }

  @Test
  void absurd_sizes_are_refused_before_anything_is_allocated() {
    LayerConfig billion = dense(1_000_000_000, ActivationFunction.RELU);
    assertThatThrownBy(() -> plan(Shape.row(64), RELU, billion))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith(
            "model.layers[1]: dense_2 brings the network to 129,000,008,320 parameters")
        .hasMessageContaining("at most 1,073,741,823");
    LayerConfig largest = dense(Integer.MAX_VALUE, ActivationFunction.RELU);
    assertThatThrownBy(() -> plan(Shape.row(Integer.MAX_VALUE), largest, largest, largest))
        .isInstanceOf(UserError.class);
    LayerConfig filters = conv(Integer.MAX_VALUE, Integer.MAX_VALUE, 1, Padding.SAME);
    assertThatThrownBy(() -> plan(Shape.image(3, 9, 9), filters, filters))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("far more parameters");
  }

  @Test
  void a_head_that_is_too_large_is_named() {
    assertThatThrownBy(() -> plan(Shape.row(300_000_000)))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("model.head: head brings the network to 3,000,000,010 parameters");
  }

  @Test
  void the_limit_follows_the_optimizer() {
    LayerConfig[] layers = {dense(1_200_000_000, ActivationFunction.RELU)};
    NetworkPlan plan =
        NetworkPlan.of(
            Networks.of(dense(100_000_000, ActivationFunction.RELU)),
            Shape.row(5),
            2,
            1,
            new OptimizerConfig.Sgd(0.1),
            NetworkPlanTest::place);
    assertThat(plan.parameters()).isEqualTo(600_000_000L + 200_000_002L);
    assertThatThrownBy(() -> plan(Shape.row(1), layers)).isInstanceOf(UserError.class);
  }
}
