package org.headtune.artifact;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.distribution.UniformDistribution;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.transferlearning.FineTuneConfiguration;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.linalg.schedule.ScheduleType;
import org.nd4j.linalg.schedule.StepSchedule;

/** Networks as users of plain Deeplearning4j build and save them. */
final class ForeignNetworks {
  static final InputType ROW = InputType.feedForward(Networks.FEATURES);
  static final InputType IMAGE = InputType.convolutionalFlat(6, 6, 1);

  private ForeignNetworks() {}

  /** Two dense layers, with everything that only concerns training. */
  static MultiLayerNetwork dense() {
    return trained(
        ROW,
        new DenseLayer.Builder()
            .nOut(6)
            .activation(Activation.TANH)
            .dropOut(0.8)
            .weightInit(new UniformDistribution(-0.5, 0.5))
            .updater(new Nesterovs(new StepSchedule(ScheduleType.EPOCH, 0.1, 0.5, 2)))
            .gradientNormalization(GradientNormalization.RenormalizeL2PerLayer)
            .build(),
        new BatchNormalization(),
        new DropoutLayer(0.7),
        output(LossFunction.MCXENT, Activation.SOFTMAX));
  }

  /** Images, pooled twice. */
  static MultiLayerNetwork convolutional() {
    return trained(
        IMAGE,
        new ConvolutionLayer.Builder(3, 3)
            .nOut(2)
            .convolutionMode(ConvolutionMode.Same)
            .activation(Activation.RELU)
            .build(),
        new SubsamplingLayer.Builder(PoolingType.AVG).kernelSize(2, 2).stride(2, 2).build(),
        new BatchNormalization(),
        new ConvolutionLayer.Builder(2, 2).nOut(3).dilation(2, 2).padding(1, 1).build(),
        new ActivationLayer(Activation.ELU),
        new DenseLayer.Builder().nOut(5).hasBias(false).activation(Activation.SIGMOID).build(),
        output(LossFunction.NEGATIVELOGLIKELIHOOD, Activation.SOFTMAX));
  }

  static MultiLayerNetwork pooled() {
    return trained(
        IMAGE,
        new ConvolutionLayer.Builder(3, 3).nOut(4).stride(2, 2).build(),
        new GlobalPoolingLayer(PoolingType.MAX),
        output(LossFunction.MCXENT, Activation.SOFTMAX));
  }

  /** The same with its first layers frozen. */
  static MultiLayerNetwork frozen(MultiLayerNetwork network, int upTo) {
    return new TransferLearning.Builder(network)
        .fineTuneConfiguration(new FineTuneConfiguration.Builder().updater(new Sgd(0.1)).build())
        .setFeatureExtractor(upTo)
        .build();
  }

  static OutputLayer output(LossFunction loss, Activation activation) {
    return new OutputLayer.Builder(loss).nOut(Networks.CLASSES).activation(activation).build();
  }

  /** A network that has seen a few batches. */
  static MultiLayerNetwork trained(InputType input, Layer... layers) {
    NeuralNetConfiguration.ListBuilder list =
        new NeuralNetConfiguration.Builder().seed(3).updater(new Adam(0.01)).l2(1e-4).list();
    List.of(layers).forEach(list::layer);
    MultiLayerNetwork network = new MultiLayerNetwork(list.setInputType(input).build());
    network.init();
    INDArray labels = Nd4j.eye(Networks.CLASSES);
    for (int step = 0; step < 3; step++) {
      network.fit(new DataSet(Networks.rows(width(input)), labels));
    }
    return network;
  }

  static int width(InputType input) {
    return (int) input.arrayElementsPerExample();
  }

  /** Saves a network as its users do. */
  static Path save(Path zip, Model network) {
    try {
      ModelSerializer.writeModel(network, zip.toFile(), true);
      return zip;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
