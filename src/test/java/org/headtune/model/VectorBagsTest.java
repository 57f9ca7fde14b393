package org.headtune.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.deeplearning4j.gradientcheck.GradientCheckUtil;
import org.deeplearning4j.gradientcheck.GradientCheckUtil.GraphConfig;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.weights.WeightInit;
import org.headtune.config.HeadConfig;
import org.headtune.config.LayerConfig.ActivationFunction;
import org.headtune.config.ModelConfig;
import org.headtune.config.OptimizerConfig;
import org.headtune.data.Bag;
import org.headtune.data.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.NoOp;

final class VectorBagsTest {
  private static final Shape INPUT = Shape.row(2, List.of(new Bag(8, 3, 4), new Bag(5, 2, 3)));
  private static final int WIDTH = 2 + 6 + 4;

  /** Rows with entries that repeat, and weights of 0. */
  private static float[] rows(Random random, int rows) {
    float[] numbers = new float[rows * WIDTH];
    for (int row = 0; row < rows; row++) {
      int at = row * WIDTH;
      numbers[at++] = (float) random.nextGaussian();
      numbers[at++] = (float) random.nextGaussian();
      for (Bag bag : INPUT.bags()) {
        for (int i = 0; i < bag.length(); i++) {
          numbers[at + i] = random.nextInt(bag.entries());
          numbers[at + bag.length() + i] = random.nextInt(3) == 0 ? 0 : random.nextFloat();
        }
        at += bag.width();
      }
    }
    return numbers;
  }

  private static SoftmaxClassifier classifier(OptimizerConfig optimizer) {
    ModelConfig model =
        new ModelConfig(
            List.of(Networks.dense(6, ActivationFunction.TANH)), new HeadConfig.Softmax());
    return SoftmaxClassifier.create(model, optimizer, INPUT, 3, 7);
  }

  private static INDArray array(float[] numbers) {
    return Nd4j.createFromArray(numbers).reshape(numbers.length / WIDTH, WIDTH);
  }

  /** By DL4J's own check, which asks for double precision. */
  @Test
  void gradients_are_those_of_finite_differences() {
    DataType before = Nd4j.dataType();
    Nd4j.setDefaultDataTypes(DataType.DOUBLE, DataType.DOUBLE);
    try {
      ComputationGraph graph =
          new ComputationGraph(
              new NeuralNetConfiguration.Builder()
                  .dataType(DataType.DOUBLE)
                  .seed(3)
                  .updater(new NoOp())
                  .graphBuilder()
                  .addInputs("input")
                  .addLayer(
                      "columns",
                      new VectorBags.Builder(INPUT).weightInit(WeightInit.XAVIER).build(),
                      "input")
                  .addLayer(
                      "head",
                      new OutputLayer.Builder().nOut(3).activation(Activation.SOFTMAX).build(),
                      "columns")
                  .setOutputs("head")
                  .setInputTypes(InputType.feedForward(WIDTH))
                  .build());
      graph.init();
      Random random = new Random(5);
      INDArray labels = Nd4j.zeros(DataType.DOUBLE, 7, 3);
      for (int i = 0; i < 7; i++) {
        labels.putScalar(i, random.nextInt(3), 1);
      }
      GraphConfig check =
          new GraphConfig()
              .net(graph)
              .inputs(new INDArray[] {array(rows(random, 7)).castTo(DataType.DOUBLE)})
              .labels(new INDArray[] {labels})
              .epsilon(1e-5)
              .maxRelError(1e-5)
              .minAbsoluteError(1e-9)
              .exitOnFirstError(true);
      assertThat(GradientCheckUtil.checkGradients(check)).isTrue();
    } finally {
      Nd4j.setDefaultDataTypes(before, before);
    }
  }

  /** The weighted sums, added up by hand. */
  @Test
  void the_output_is_numbers_and_sums_of_vectors() {
    SoftmaxClassifier classifier = classifier(Networks.SGD);
    float[] numbers = rows(new Random(1), 5);
    INDArray output =
        classifier.graph().feedForward(new INDArray[] {array(numbers)}, false).get("columns");
    for (int row = 0; row < 5; row++) {
      int at = row * WIDTH;
      assertThat(output.getFloat(row, 0)).isEqualTo(numbers[at]);
      assertThat(output.getFloat(row, 1)).isEqualTo(numbers[at + 1]);
      at += 2;
      int to = 2;
      for (int b = 0; b < 2; b++) {
        Bag bag = INPUT.bags().get(b);
        INDArray table = classifier.graph().getParam("columns_W" + b);
        for (int j = 0; j < bag.units(); j++) {
          double sum = 0;
          for (int i = 0; i < bag.length(); i++) {
            sum += numbers[at + bag.length() + i] * table.getFloat(j, (int) numbers[at + i]);
          }
          assertThat(output.getDouble(row, to + j)).isCloseTo(sum, within(1e-6));
        }
        at += bag.width();
        to += bag.units();
      }
    }
  }

  /** Ours and DL4J's own training loop over our layer, from the same weights. */
  @ParameterizedTest
  @ValueSource(ints = {1, 9, 40})
  void an_update_is_what_deeplearning4j_would_make(int rows) {
    SoftmaxClassifier ours = classifier(new OptimizerConfig.Sgd(0.5));
    ComputationGraph theirs = ours.graph().clone();
    Random random = new Random(4);
    for (int step = 0; step < 3; step++) {
      float[] features = rows(random, rows);
      int[] labels = random.ints(rows, 0, 3).toArray();
      INDArray oneHot = Nd4j.zeros(DataType.FLOAT, rows, 3);
      for (int i = 0; i < rows; i++) {
        oneHot.putScalar(i, labels[i], 1);
      }
      double loss = ours.fit(features, labels, rows);
      theirs.fit(new INDArray[] {array(features)}, new INDArray[] {oneHot});
      assertThat(loss).isCloseTo(theirs.score(), within(1e-5 * loss));
      assertThat(ours.parameters()).containsExactly(theirs.params().toFloatVector(), within(2e-6f));
      float[] probabilities = new float[rows * 3];
      ours.predict(features, rows, probabilities);
      assertThat(probabilities)
          .containsExactly(
              theirs.outputSingle(array(features)).dup('c').ravel().toFloatVector(), within(1e-6f));
    }
  }

  /** What no row of the batch holds stays as it is, whatever its moments say. */
  @Test
  void vectors_of_other_entries_are_left_alone() {
    SoftmaxClassifier classifier = classifier(Networks.ADAM);
    float[] first = {0, 0, 1, 2, 0, 1, 1, 0, 3, 0, 1, 0};
    float[] second = {0, 0, 4, 0, 0, 1, 0, 0, 0, 0, 0, 0};
    classifier.fit(first, new int[] {0}, 1);
    INDArray before = classifier.graph().getParam("columns_W0").dup();
    classifier.fit(second, new int[] {1}, 1);
    INDArray after = classifier.graph().getParam("columns_W0");
    for (int entry = 0; entry < 8; entry++) {
      assertThat(after.getColumn(entry).equals(before.getColumn(entry)))
          .as("entry %d", entry)
          .isEqualTo(entry != 4);
    }
  }

  /** Empty texts, or words that training has not seen. */
  @Test
  void a_batch_without_entries_is_a_batch() {
    SoftmaxClassifier classifier = classifier(Networks.ADAM);
    float[] before = classifier.graph().getParam("columns_W0").ravel().toFloatVector();
    assertThat(classifier.fit(new float[2 * WIDTH], new int[] {0, 1}, 2)).isFinite();
    assertThat(classifier.graph().getParam("columns_W0").ravel().toFloatVector())
        .containsExactly(before);
    assertThat(classifier.fit(rows(new Random(2), 9), new int[9], 9)).isFinite();
    assertThat(classifier.isFinite()).isTrue();
  }

  @Test
  void a_configuration_survives_as_json() {
    ComputationGraphConfiguration configuration =
        classifier(Networks.ADAM).graph().getConfiguration();
    ComputationGraphConfiguration read =
        ComputationGraphConfiguration.fromJson(configuration.toJson());
    assertThat(read).isEqualTo(configuration);
    assertThat(read.toJson()).isEqualTo(configuration.toJson());
  }
}
