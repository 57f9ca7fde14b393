package org.headtune.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.headtune.model.FineTuning.freeze;
import static org.headtune.model.Networks.conv;
import static org.headtune.model.Networks.dense;
import static org.headtune.model.Networks.dropout;
import static org.headtune.model.Networks.flatten;
import static org.headtune.model.Networks.maxPool;
import static org.headtune.model.Networks.norm;

import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.headtune.ExitCode;
import org.headtune.Place;
import org.headtune.UserError;
import org.headtune.config.LayerConfig.ActivationFunction;
import org.headtune.config.LayerConfig.Padding;
import org.headtune.config.OptimizerConfig;
import org.headtune.data.Shape;
import org.headtune.model.LayerFate.Start;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.activations.Activation;

final class TransferPlanTest {
  private static final Shape IMAGE = Shape.image(1, 8, 8);

  private static SoftmaxClassifier parent() {
    return SoftmaxClassifier.create(
        Networks.of(
            conv(4, 3, 1, Padding.VALID),
            maxPool(2, 2),
            flatten(),
            norm(),
            dropout(0.5),
            dense(10, ActivationFunction.RELU)),
        Networks.SGD,
        IMAGE,
        3,
        1);
  }

  @Test
  void every_layer_has_its_fate() {
    TransferPlan plan =
        freeze("backbone").unfreeze(5, "dense_*").plan(parent(), Networks.ADAM, 1, -1);
    assertThat(plan.layers())
        .containsExactly(
            fate("conv2d_1", "conv2d", Shape.image(4, 6, 6), 40),
            fate("max_pool_2", "max_pool", Shape.image(4, 3, 3), 0),
            fate("flatten_3", "flatten", Shape.row(36), 0),
            fate("batch_norm_4", "batch_norm", Shape.row(36), 144),
            fate("dropout_5", "dropout", Shape.row(36), 0),
            new LayerFate("dense_6", "dense", Shape.row(10), 370, Start.COPIED, 5),
            new LayerFate("head", "softmax", Shape.row(2), 22, Start.PARTLY_COPIED, 1));
    assertThat(plan.layers()).extracting(LayerFate::training).contains("frozen", "trained");
    assertThat(plan.layers().get(5).training()).isEqualTo("trained from epoch 5");
    assertThat(plan.parameters()).isEqualTo(40 + 144 + 370 + 22);
    assertThat(plan.trainable()).isEqualTo(370 + 22);
    // Three numbers per parameter, Adam's two per trained one, two per value of a batch of 16.
    long values = 64 + 144 + 36 + 36 + 36 + 36 + 10 + 2;
    assertThat(plan.memoryBytes())
        .isEqualTo((64L << 20) + 4 * (3 * 576 + 2 * 392 + 2 * 16 * values));
  }

  private static LayerFate fate(String name, String kind, Shape output, long parameters) {
    return new LayerFate(name, kind, output, parameters, Start.COPIED, Freezing.NEVER);
  }

  @Test
  void the_head_is_copied_partly_copied_or_new() {
    SoftmaxClassifier parent = parent();
    assertThat(start(freeze("none"), parent, 2, 1, 0)).isEqualTo(Start.COPIED);
    assertThat(start(freeze("none"), parent, 2, -1)).isEqualTo(Start.PARTLY_COPIED);
    assertThat(start(freeze("none"), parent, -1, -1)).isEqualTo(Start.INITIALISED);
    FineTuning deeper = freeze("none").add(dense(10, ActivationFunction.RELU));
    assertThat(start(deeper, parent, 0, 1)).isEqualTo(Start.INITIALISED);
  }

  private static Start start(FineTuning config, SoftmaxClassifier parent, Integer... from) {
    return config.plan(parent, Networks.ADAM, from).head().start();
  }

  @Test
  void every_pattern_that_fits_no_layer_is_named_with_its_place() {
    FineTuning config =
        freeze("backbone", "convd_1").unfreeze(3, "dense_6", "x*").rate("lstm_?", 0.1);
    assertThatThrownBy(() -> config.plan(parent(), Networks.ADAM, 0, 1))
        .isInstanceOfSatisfying(
            UserError.class,
            e -> {
              assertThat(e.exitCode()).isEqualTo(ExitCode.CONFIG);
              assertThat(e.faults())
                  .extracting(UserError.Fault::place)
                  .containsExactly(
                      Place.of("finetune.freeze[1]"),
                      Place.of("finetune.unfreeze[0].layers[1]"),
                      Place.of("finetune.learning_rates['lstm_?']"));
            })
        .hasMessageContaining("no layer is called 'convd_1': did you mean 'conv2d_1'?")
        .hasMessageContaining("flatten_3, batch_norm_4, dropout_5, dense_6, head");
  }

  @Test
  void a_run_that_trains_nothing_is_refused() {
    for (FineTuning config :
        new FineTuning[] {
          freeze("*"), freeze("backbone", "head"), freeze("*").unfreeze(2, "head")
        }) {
      assertThatThrownBy(() -> config.plan(parent(), Networks.ADAM, 0, 1))
          .isInstanceOf(UserError.class)
          .hasMessageStartingWith("finetune.freeze: every layer with weights is frozen");
    }
    assertThat(freeze("head").plan(parent(), Networks.ADAM, 0, 1).trainable()).isEqualTo(554);
  }

  @Test
  void an_added_layer_that_does_not_fit_is_named() {
    FineTuning config = freeze("backbone").add(norm(), maxPool(2, 2));
    assertThatThrownBy(() -> config.plan(parent(), Networks.ADAM, 0, 1))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith(
            "finetune.head.layers[1]: max_pool needs an image but its input is a row of 10");
  }

  @Test
  void adadelta_has_no_rates_to_change() {
    OptimizerConfig adadelta = new OptimizerConfig.Adadelta(1, 0.95, 1e-6);
    assertThatThrownBy(() -> freeze("none").decay(0.5).plan(parent(), adadelta, 0, 1))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("adadelta finds its own step size");
    assertThat(freeze("none").plan(parent(), adadelta, 0, 1).rates()).hasSize(4);
  }

  @ParameterizedTest
  @CsvSource({
    "dense_1,dense_1,true",
    "dense_1,dense_11,false",
    "dense_?,dense_1,true",
    "dense_?,dense_11,false",
    "dense_*,dense_11,true",
    "*,x,true",
    "d*e_?,dense_1,true",
    "dense.1,dense_1,false",
    "(a|b)+,a,false",
    "[ab],a,false",
    "\\*,x,false"
  })
  void only_stars_and_question_marks_are_special(String pattern, String name, boolean fits) {
    assertThat(LayerNames.fits(pattern, name)).isEqualTo(fits);
  }

  @Test
  void a_network_with_branches_is_refused() {
    ComputationGraphConfiguration branches =
        new NeuralNetConfiguration.Builder()
            .graphBuilder()
            .addInputs("in")
            .addLayer("a", new DenseLayer.Builder().nIn(3).nOut(2).build(), "in")
            .addLayer("b", new DenseLayer.Builder().nIn(3).nOut(2).build(), "in")
            .addVertex("both", new MergeVertex(), "a", "b")
            .addLayer(
                "out",
                new OutputLayer.Builder().nIn(4).nOut(2).activation(Activation.SOFTMAX).build(),
                "both")
            .setOutputs("out")
            .build();
    ComputationGraph graph = new ComputationGraph(branches);
    graph.init();
    assertThatThrownBy(
            () ->
                TransferPlan.of(
                    graph,
                    Shape.row(3),
                    freeze("none").config(),
                    List.of(0, 1),
                    8,
                    Networks.ADAM,
                    Truncation.NONE,
                    Place::of))
        .isInstanceOfSatisfying(
            UserError.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.MODEL_FILE))
        .hasMessageContaining("branches");
  }
}
