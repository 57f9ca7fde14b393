package org.headtune.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.misc.ElementWiseMultiplicationLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.headtune.ExitCode;
import org.headtune.UserError;
import org.headtune.data.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Zips that Deeplearning4j itself writes in these tests. */
final class ForeignZipTest {
  @TempDir Path folder;

  private ForeignModel read(MultiLayerNetwork network) {
    return ModelZip.readForeign(ForeignNetworks.save(folder.resolve("plain.zip"), network));
  }

  private static UserError refusal(Path zip) {
    UserError error = catchThrowableOfType(UserError.class, () -> ModelZip.readForeign(zip));
    assertThat(error).as("the file is refused").isNotNull();
    assertThat(error.exitCode()).isEqualTo(ExitCode.MODEL_FILE);
    assertThat(error.getMessage()).doesNotContain(": null").startsWith(zip.toString());
    return error;
  }

  private UserError refusal(MultiLayerNetwork network) {
    return refusal(ForeignNetworks.save(folder.resolve("plain.zip"), network));
  }

  private static List<String> names(ForeignModel model) {
    return model.graph().getConfiguration().getTopologicalOrderStr();
  }

  private ForeignModel assertSame(MultiLayerNetwork network, InputType input) {
    ForeignModel model = read(network);
    INDArray rows = Networks.rows(ForeignNetworks.width(input));
    // Deeplearning4j's PReLU changes the rows that it is given.
    assertThat(model.graph().outputSingle(rows.dup()).toFloatMatrix())
        .isDeepEqualTo(network.output(rows.dup()).toFloatMatrix());
    assertThat(model.outputs()).isEqualTo(Networks.CLASSES);
    return model;
  }

  @Test
  void a_sequential_network_becomes_a_graph_with_the_same_outputs() {
    ForeignModel dense = assertSame(ForeignNetworks.dense(), ForeignNetworks.ROW);
    assertThat(names(dense))
        .containsExactly("input", "dense_1", "batch_norm_2", "dropout_3", "head");
    assertThat(dense.input()).isEqualTo(Shape.row(4));
    assertThat(dense.sha256()).isEqualTo(Sha256.of(dense.zip()));

    ForeignModel images = assertSame(ForeignNetworks.convolutional(), ForeignNetworks.IMAGE);
    assertThat(names(images))
        .containsExactly(
            "input",
            "conv2d_1",
            "avg_pool_2",
            "batch_norm_3",
            "conv2d_4",
            "activation_5",
            "dense_6",
            "head");
    assertThat(images.input()).isEqualTo(Shape.image(1, 6, 6));
    assertSame(ForeignNetworks.pooled(), ForeignNetworks.IMAGE);
  }

  @Test
  void frozen_layers_are_unwrapped() {
    MultiLayerNetwork network = ForeignNetworks.dense();
    MultiLayerNetwork once = ForeignNetworks.frozen(network, 0);
    assertSame(once, ForeignNetworks.ROW);
    // Deeplearning4j itself cannot compute with a layer that is frozen twice.
    ForeignModel model = read(ForeignNetworks.frozen(once, 1));
    INDArray rows = Networks.rows(4);
    assertThat(model.graph().outputSingle(rows).toFloatMatrix())
        .isDeepEqualTo(network.output(rows).toFloatMatrix());
    assertThat(model.graph().getConfiguration().toJson()).doesNotContain("Frozen");
  }

  @Test
  void what_concerned_training_only_does_not_come_along() {
    ForeignModel model = read(ForeignNetworks.dense());
    assertThat(model.graph().getConfiguration().toJson())
        .doesNotContain("Nesterovs", "Uniform", "L2Regularization", "RenormalizeL2")
        .contains("NoOp", "Dropout");
  }

  @Test
  void a_graph_that_is_a_single_line_gets_our_names() {
    ComputationGraph graph = Networks.convolutional();
    ForeignModel model =
        ModelZip.readForeign(ForeignNetworks.save(folder.resolve("graph.zip"), graph));
    INDArray rows = Networks.rows(36);
    assertThat(model.graph().outputSingle(rows).toFloatMatrix())
        .isDeepEqualTo(graph.outputSingle(rows).toFloatMatrix());
    assertThat(names(model)).contains("conv2d_1", "max_pool_2", "flatten_5", "head");
  }

  @Test
  void what_is_no_classifier_is_refused_with_the_reason() {
    assertThat(
            refusal(
                ForeignNetworks.trained(
                    ForeignNetworks.ROW,
                    ForeignNetworks.output(LossFunction.MSE, Activation.IDENTITY))))
        .hasMessageContaining("'OutputLayer' with 'ActivationIdentity' and 'LossMSE'")
        .hasMessageContaining("softmax and the loss MCXENT");
    assertThat(
            refusal(
                ForeignNetworks.trained(
                    ForeignNetworks.ROW,
                    new DenseLayer.Builder().nOut(3).build(),
                    new LossLayer.Builder(LossFunction.MCXENT)
                        .activation(Activation.SOFTMAX)
                        .build())))
        .hasMessageContaining("'LossLayer'");
    assertThat(
            refusal(
                ForeignNetworks.trained(
                    ForeignNetworks.ROW,
                    new ElementWiseMultiplicationLayer.Builder().nIn(4).nOut(4).build(),
                    ForeignNetworks.output(LossFunction.MCXENT, Activation.SOFTMAX))))
        .hasMessageContaining("is a 'ElementWiseMultiplicationLayer'");
  }

  @Test
  void learnt_slopes_come_along_whatever_they_are_shared_by() {
    ForeignModel row =
        assertSame(
            ForeignNetworks.trained(
                ForeignNetworks.ROW,
                new PReLULayer.Builder().inputShape(4).build(),
                new DenseLayer.Builder().nOut(3).activation(Activation.MISH).build(),
                ForeignNetworks.output(LossFunction.MCXENT, Activation.SOFTMAX)),
            ForeignNetworks.ROW);
    assertThat(names(row)).containsExactly("input", "activation_1", "dense_2", "head");
    assertSame(
        ForeignNetworks.trained(
            ForeignNetworks.IMAGE,
            new ConvolutionLayer.Builder(3, 3).nOut(2).activation(Activation.IDENTITY).build(),
            new PReLULayer.Builder().inputShape(2, 4, 4).sharedAxes(2, 3).build(),
            new PReLULayer.Builder().inputShape(2, 4, 4).build(),
            ForeignNetworks.output(LossFunction.MCXENT, Activation.SOFTMAX)),
        ForeignNetworks.IMAGE);
  }

  @Test
  void images_whose_size_is_not_in_the_file_are_refused() throws IOException {
    MultiLayerNetwork network =
        ForeignNetworks.trained(
            ForeignNetworks.IMAGE,
            new ConvolutionLayer.Builder(3, 3).nOut(2).build(),
            new SubsamplingLayer.Builder().build(),
            ForeignNetworks.output(LossFunction.MCXENT, Activation.SOFTMAX));
    network.getLayerWiseConfigurations().getInputPreProcessors().remove(0);
    assertThat(refusal(network)).hasMessageContaining("InputType.convolutionalFlat");
  }

  @Test
  void for_predictions_the_way_to_finetune_is_shown() throws IOException {
    Path zip = ForeignNetworks.save(folder.resolve("plain.zip"), ForeignNetworks.dense());
    UserError error = catchThrowableOfType(UserError.class, () -> ModelZip.read(zip));
    assertThat(error)
        .hasMessageContaining("plain Deeplearning4j model without columns and classes")
        .hasMessageContaining("`headtune finetune --from`");
    Path ours = folder.resolve("ours.zip");
    ModelZip.write(ours, Networks.linear(), Networks.card(Shape.row(4)));
    assertThat(refusal(ours)).hasMessageContaining("Headtune");
    assertThat(Files.size(ours)).isPositive();
  }
}
