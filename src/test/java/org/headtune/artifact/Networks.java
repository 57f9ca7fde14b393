package org.headtune.artifact;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.weights.WeightInit;
import org.headtune.config.DataConfig.MissingPolicy;
import org.headtune.data.ClassNames;
import org.headtune.data.FittedColumn;
import org.headtune.data.FittedColumns;
import org.headtune.data.Shape;
import org.headtune.data.Spelling;
import org.headtune.evaluation.ConformityScores;
import org.headtune.evaluation.TemperatureScaling;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.regularization.WeightDecay;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/** Small networks, trained for a few steps, with their cards. */
final class Networks {
  static final int FEATURES = 4;
  static final int CLASSES = 3;

  private Networks() {}

  /** Dense, batch norm; 4 inputs, 3 classes. */
  static ComputationGraph dense() {
    return dense(new Adam(0.01));
  }

  static ComputationGraph dense(IUpdater updater) {
    GraphBuilder builder = builder(updater, InputType.feedForward(FEATURES));
    builder.addLayer("dense_1", new DenseLayer.Builder().nOut(4).build(), "input");
    builder.addLayer(
        "batch_norm_2", new BatchNormalization.Builder().useLogStd(false).build(), "dense_1");
    return trained(builder, "batch_norm_2", FEATURES);
  }

  /** One layer: 15 parameters. */
  static ComputationGraph linear() {
    return trained(builder(new Adam(0.01), InputType.feedForward(FEATURES)), "input", FEATURES);
  }

  /** Each kind of layer for images of 1x6x6. */
  static ComputationGraph convolutional() {
    GraphBuilder builder = builder(new Adam(0.01), InputType.convolutionalFlat(6, 6, 1));
    builder.addLayer(
        "conv2d_1",
        new ConvolutionLayer.Builder(3, 3)
            .nOut(2)
            .activation(Activation.RELU)
            .weightInit(WeightInit.RELU)
            .build(),
        "input");
    builder.addLayer(
        "max_pool_2", new SubsamplingLayer.Builder().kernelSize(2, 2).build(), "conv2d_1");
    builder.addLayer("activation_3", new ActivationLayer(Activation.GELU), "max_pool_2");
    builder.addLayer("dropout_4", new DropoutLayer.Builder(1).build(), "activation_3");
    builder.addVertex(
        "flatten_5",
        new PreprocessorVertex(new CnnToFeedForwardPreProcessor(2, 2, 2)),
        "dropout_4");
    return trained(builder, "flatten_5", 36);
  }

  static ComputationGraph pooled() {
    GraphBuilder builder = builder(new Adam(0.01), InputType.convolutionalFlat(6, 6, 1));
    builder.addLayer("conv2d_1", new ConvolutionLayer.Builder(3, 3).nOut(2).build(), "input");
    builder.addLayer("global_pool_2", new GlobalPoolingLayer(), "conv2d_1");
    return trained(builder, "global_pool_2", 36);
  }

  private static GraphBuilder builder(IUpdater updater, InputType input) {
    return new NeuralNetConfiguration.Builder()
        .seed(7)
        .updater(updater)
        .regularization(List.of(new WeightDecay(0.01, true)))
        .graphBuilder()
        .addInputs("input")
        .setInputTypes(input);
  }

  private static ComputationGraph trained(GraphBuilder builder, String below, int width) {
    builder.addLayer(
        "head",
        new OutputLayer.Builder(new LossMCXENT())
            .nOut(CLASSES)
            .activation(Activation.SOFTMAX)
            .build(),
        below);
    ComputationGraph graph = new ComputationGraph(builder.setOutputs("head").build());
    graph.init();
    INDArray labels = Nd4j.eye(CLASSES);
    for (int step = 0; step < 3; step++) {
      graph.fit(new INDArray[] {rows(width)}, new INDArray[] {labels});
    }
    return graph;
  }

  /** Three rows of numbers that are not all alike. */
  static INDArray rows(int width) {
    INDArray rows = Nd4j.create(3, width);
    for (int row = 0; row < 3; row++) {
      for (int i = 0; i < width; i++) {
        rows.putScalar(row, i, Math.sin(1 + row * 31.0 + i * 7.0));
      }
    }
    return rows;
  }

  static ModelCard card(Shape input) {
    return card(input, provenance());
  }

  static ModelCard card(Shape input, Provenance provenance) {
    return ModelCard.of(
        ClassNames.inOrder(List.of("no", "yes", "käse")),
        "answer",
        new FittedColumns(columns(input), input, List.of(), Spelling.STANDARD),
        Map.of("test", Map.of("accuracy", 0.5, "auc", Double.NaN)),
        provenance);
  }

  /** As four rows may have given it. */
  static Calibration calibration() {
    return new Calibration(
        1.5,
        TemperatureScaling.Verdict.KEPT,
        0.75,
        0.5,
        0.75,
        new ConformityScores(4, List.of(0.125, 0.25, 0.25, 0.875)),
        Map.of("train.csv", "bb"));
  }

  private static List<FittedColumn> columns(Shape input) {
    return IntStream.range(0, (int) input.size())
        .<FittedColumn>mapToObj(
            i -> new FittedColumn.Numeric("x" + i, MissingPolicy.FAIL, 0, 0.1 * i, 1 + i))
        .toList();
  }

  /** Where a training run stood. */
  record State(int epoch, long step, double bestLoss, List<Integer> order) {}

  static State state() {
    return new State(2, 1L << 40, 0.1, List.of(2, 0, 1));
  }

  /** The network's parameters, each halved. */
  static float[] best(ComputationGraph graph) {
    return graph.params().mul(0.5).toFloatVector();
  }

  static void writeCheckpoint(Path zip, ComputationGraph graph, Shape input) {
    ModelZip.writeCheckpoint(
        zip, graph, card(input), state(), Optional.of(best(graph)), Optional.empty());
  }

  static Provenance provenance() {
    return new Provenance(
        "0.1.0", "17", "Linux", "cpu", "openblas", 1, 7, "aa", Map.of("train.csv", "bb"), null);
  }
}
