package org.headtune.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.headtune.Place;
import org.headtune.UserError;
import org.headtune.config.LayerConfig;
import org.headtune.config.LayerConfig.ActivationFunction;
import org.headtune.config.ModelConfig;
import org.headtune.config.OptimizerConfig;
import org.headtune.data.Bag;
import org.headtune.data.Picture;
import org.headtune.data.Series;
import org.headtune.data.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Networks whose rows hold images beside other things. */
final class BranchesTest {
  private static final Picture PICTURE = new Picture(1, 6, 5, List.of(3, 4), 7);
  private static final Shape MIXED =
      Shape.row(
          2,
          List.of(new Bag(8, 3, 4)),
          List.of(PICTURE, new Picture(3, 2, 2, List.of(), 2)),
          List.of());
  private static final Series NUMBERS = new Series(Shape.sequence(4, 2), 3);
  private static final Series WORDS = new Series(Shape.sequence(new Bag(8, 5, 2)), 3);
  private static final Shape WITH_SEQUENCES =
      Shape.row(2, List.of(new Bag(8, 3, 4)), List.of(PICTURE), List.of(NUMBERS, WORDS));

  private static SoftmaxClassifier classifier(OptimizerConfig optimizer, Shape input) {
    ModelConfig model = Networks.of(Networks.dense(6, ActivationFunction.TANH));
    return SoftmaxClassifier.create(model, optimizer, input, 3, 7);
  }

  private static float[] rows(Shape input, Random random, int rows) {
    int width = (int) input.size();
    float[] numbers = new float[rows * width];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (float) random.nextGaussian();
    }
    for (int row = 0; row < rows; row++) {
      int at = row * width + input.channels();
      for (Bag bag : input.bags()) {
        for (int i = 0; i < bag.length(); i++) {
          numbers[at + i] = random.nextInt(bag.entries());
        }
        at += bag.width();
      }
      at += (int) input.pictures().stream().mapToLong(Picture::size).sum();
      for (Series series : input.series()) {
        int last = at + (int) series.size() - 1;
        for (int i = at; i < last && series.steps().looksUp(); i++) {
          numbers[i] = random.nextInt(8);
        }
        numbers[last] = series.steps().steps();
        at = last + 1;
      }
    }
    return numbers;
  }

  private static INDArray array(Shape input, float[] numbers) {
    long width = input.size();
    return Nd4j.createFromArray(numbers).reshape(numbers.length / width, width);
  }

  static Stream<Shape> shapes() {
    return Stream.of(
        MIXED,
        Shape.row(3, List.of(), List.of(PICTURE), List.of()),
        Shape.row(0, List.of(new Bag(8, 3, 4)), List.of(PICTURE), List.of()),
        Shape.row(0, List.of(), List.of(PICTURE, PICTURE), List.of()),
        Shape.row(3, List.of(), List.of(), List.of(NUMBERS)),
        Shape.row(0, List.of(), List.of(), List.of(WORDS, NUMBERS)),
        WITH_SEQUENCES);
  }

  @Test
  void the_layers_are_lines_that_meet() {
    NetworkPlan plan =
        NetworkPlan.of(
            Networks.of(Networks.dense(6, ActivationFunction.RELU)),
            MIXED,
            3,
            16,
            Networks.ADAM,
            Place::of);
    assertThat(plan.layers())
        .extracting(layer -> layer.name() + " " + layer.kind() + " " + layer.output())
        .containsExactly(
            "columns_part part 2 and 1 bag",
            "columns columns 6",
            "image_1_part part 30",
            "image_1 image 1x6x5",
            "image_1_conv2d_1 conv2d 3x6x5",
            "image_1_max_pool_1 max_pool 3x3x2",
            "image_1_conv2d_2 conv2d 4x3x2",
            "image_1_max_pool_2 max_pool 4x1x1",
            "image_1_dense dense 7",
            "image_2_part part 12",
            "image_2 image 3x2x2",
            "image_2_dense dense 2",
            "join join 15",
            "dense_1 dense 6",
            "head softmax 3");
    assertThat(plan.parameters())
        .isEqualTo(classifier(Networks.ADAM, MIXED).graph().numParams())
        .isEqualTo(8 * 4 + (9 * 3 + 3) + (9 * 3 * 4 + 4) + 5 * 7 + 13 * 2 + 16 * 6 + 7 * 3);
  }

  /** Ours and DL4J's own training loop, from the same weights. */
  @ParameterizedTest
  @MethodSource("shapes")
  void an_update_is_what_deeplearning4j_would_make(Shape input) {
    SoftmaxClassifier ours = classifier(new OptimizerConfig.Sgd(0.2), input);
    ComputationGraph theirs = ours.graph().clone();
    Random random = new Random(4);
    for (int step = 0; step < 4; step++) {
      int rows = step == 2 ? 1 : 9;
      float[] features = rows(input, random, rows);
      int[] labels = random.ints(rows, 0, 3).toArray();
      INDArray oneHot = Nd4j.zeros(DataType.FLOAT, rows, 3);
      for (int i = 0; i < rows; i++) {
        oneHot.putScalar(i, labels[i], 1);
      }
      double loss = ours.fit(features, labels, rows);
      theirs.fit(new INDArray[] {array(input, features)}, new INDArray[] {oneHot});
      assertThat(loss).isCloseTo(theirs.score(), within(1e-5 * loss));
      assertThat(ours.parameters()).containsExactly(theirs.params().toFloatVector(), within(3e-6f));
      float[] probabilities = new float[rows * 3];
      ours.predict(features, rows, probabilities);
      INDArray expected = theirs.outputSingle(array(input, features)).dup('c').ravel();
      assertThat(probabilities).containsExactly(expected.toFloatVector(), within(2e-6f));
    }
  }

  /** What stands behind the last step does not matter, nor do the rows beside it. */
  @Test
  void short_sequences_are_read_to_their_end() {
    SoftmaxClassifier classifier = classifier(Networks.ADAM, WITH_SEQUENCES);
    float[] rows = rows(WITH_SEQUENCES, new Random(4), 2);
    int width = rows.length / 2;
    System.arraycopy(rows, 0, rows, width, width);
    for (int row = 0; row < 2; row++) {
      int words = (row + 1) * width - (int) WORDS.size();
      rows[words - 1] = 2; // of four steps of numbers
      rows[words + 5] = 3; // of five words
    }
    for (int i = width + width - 6 - 1 - 4; i < width + width - 6 - 1; i++) {
      rows[i] = 17; // the last two steps of numbers
    }
    rows[width + width - 2] = 7 - rows[width - 2]; // the last word
    float[] probabilities = new float[6];
    classifier.predict(rows, 2, probabilities);
    assertThat(Arrays.copyOf(probabilities, 3)).isEqualTo(Arrays.copyOfRange(probabilities, 3, 6));
    rows[width + width - 6] = 7 - rows[width - 6]; // the first word
    classifier.predict(rows, 2, probabilities);
    assertThat(Arrays.copyOf(probabilities, 3))
        .isNotEqualTo(Arrays.copyOfRange(probabilities, 3, 6));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void gradients_flow_back_through_the_last_steps_of_a_branch(int steps) {
    LayerConfig reading =
        Networks.lstm(NUMBERS.units(), LayerConfig.Directions.NONE, LayerConfig.StepOutput.LAST);
    SoftmaxClassifier line =
        SoftmaxClassifier.create(Networks.of(reading), Networks.SGD, NUMBERS.steps(), 3, 7);
    Shape beside = Shape.row(1, List.of(), List.of(), List.of(NUMBERS));
    SoftmaxClassifier branch = SoftmaxClassifier.create(Networks.of(), Networks.SGD, beside, 3, 7);
    SoftmaxClassifier whole = SoftmaxClassifier.create(Networks.of(), Networks.SGD, beside, 3, 7);
    line.train(TrainingRules.PLAIN.with(new Truncation(steps)));
    branch.train(TrainingRules.PLAIN.with(new Truncation(steps)));
    String lstm = "sequence_1_lstm";
    for (SoftmaxClassifier network : List.of(branch, whole)) {
      network.graph().getVertex(lstm).params().assign(line.graph().getVertex("lstm_1").params());
      INDArray weights = network.graph().getParam("head_W");
      weights.getRow(0).assign(0); // the number beside the sequence does not matter
      weights
          .get(NDArrayIndex.interval(1, 4), NDArrayIndex.all())
          .assign(line.graph().getParam("head_W"));
    }
    float[] rows = rows(beside, new Random(4), 1);
    int[] labels = {2};
    line.fit(Arrays.copyOfRange(rows, 1, rows.length), labels, 1);
    branch.fit(rows, labels, 1);
    whole.fit(rows, labels, 1);
    float[] expected = line.graph().getVertex("lstm_1").params().toFloatVector();
    assertThat(branch.graph().getVertex(lstm).params().toFloatVector())
        .containsExactly(expected, within(1e-6f));
    assertThat(
            whole
                .graph()
                .getVertex(lstm)
                .params()
                .distance2(line.graph().getVertex("lstm_1").params()))
        .isGreaterThan(1e-4);
  }

  @Test
  void it_is_said_if_nothing_is_cut_off_in_any_branch() {
    String remark =
        "training.truncated_backpropagation of 5 cuts nothing off: the longest sequence";
    assertThat(remarks(5)).anyMatch(choice -> choice.equals(remark + " has 5 steps"));
    assertThat(remarks(4)).noneMatch(choice -> choice.contains("cuts nothing off"));
  }

  private static List<String> remarks(int lastSteps) {
    ModelConfig model = Networks.of(Networks.dense(6, ActivationFunction.TANH));
    Truncation truncation = new Truncation(lastSteps);
    return NetworkPlan.of(model, WITH_SEQUENCES, 3, 16, Networks.ADAM, truncation, Place::of)
        .choices();
  }

  /** Computed wrongly, nobody would see it. */
  @Test
  void deeplearning4j_refuses_short_sequences() {
    SoftmaxClassifier classifier = classifier(Networks.ADAM, WITH_SEQUENCES);
    float[] rows = rows(WITH_SEQUENCES, new Random(4), 1);
    rows[rows.length - 1] = 3;
    assertThatThrownBy(() -> classifier.graph().outputSingle(array(WITH_SEQUENCES, rows)))
        .hasStackTraceContaining("a sequence of 3 steps, where Deeplearning4j takes 5");
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void a_configuration_survives_as_json(Shape input) {
    ComputationGraphConfiguration configuration =
        classifier(Networks.ADAM, input).graph().getConfiguration();
    ComputationGraphConfiguration read =
        ComputationGraphConfiguration.fromJson(configuration.toJson());
    assertThat(read).isEqualTo(configuration);
    assertThat(read.toJson()).isEqualTo(configuration.toJson());
  }

  /** A line without anything to train beside one that is trained. */
  @ParameterizedTest
  @ValueSource(strings = {"image_1*", "columns"})
  void a_frozen_line_keeps_its_weights_and_the_others_learn(String frozen) {
    SoftmaxClassifier parent = classifier(Networks.ADAM, MIXED);
    SoftmaxClassifier child =
        FineTuning.freeze(frozen, "image_2*").of(parent, Networks.ADAM, 0, 1, 2);
    float[] features = rows(MIXED, new Random(4), 9);
    child.fit(features, new int[] {0, 1, 2, 0, 1, 2, 0, 1, 2}, 9);
    for (String name : List.of("columns", "image_1_conv2d_1", "image_1_dense", "image_2_dense")) {
      boolean kept = LayerNames.fits(frozen, name) || name.startsWith("image_2");
      assertThat(child.graph().getVertex(name).params().toFloatVector())
          .as(name)
          .matches(
              now ->
                  Arrays.equals(now, parent.graph().getVertex(name).params().toFloatVector())
                      == kept);
    }
  }

  /** Cached features of frozen branches are what they give anew in each epoch. */
  @ParameterizedTest
  @MethodSource("shapes")
  void features_of_frozen_branches_are_kept(Shape input) {
    SoftmaxClassifier parent = classifier(Networks.ADAM, input);
    SoftmaxClassifier[] children = {
      FineTuning.freeze("backbone").of(parent, Networks.ADAM, 0, 1, 2),
      FineTuning.freeze("backbone").of(parent, Networks.ADAM, 0, 1, 2)
    };
    float[] features = rows(input, new Random(4), 9);
    FeatureTable examples = FeatureTable.of(features, (int) input.size());
    FeatureTable cached =
        new FeatureCache(examples, 9, FeatureCacheTest.Room::new).rows(children[0]);
    assertThat(children[0].featureWidth()).isEqualTo(6);
    int[] order = {3, 1, 2, 0, 8, 5, 6, 7, 4};
    int[] labels = {0, 1, 2, 0, 1, 2, 0, 1, 2};
    for (int step = 0; step < 3; step++) {
      double loss = children[0].fit(cached, labels, order, 0, 9);
      assertThat(children[1].fit(examples, labels, order, 0, 9)).isEqualTo(loss);
    }
    assertThat(children[0].parameters()).isEqualTo(children[1].parameters());
  }

  @Test
  void branches_of_another_form_are_refused() {
    ComputationGraph residual =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .graphBuilder()
                .addInputs("input")
                .addLayer("dense", new DenseLayer.Builder().nIn(4).nOut(4).build(), "input")
                .addVertex("join", new MergeVertex(), "input", "dense")
                .addLayer(
                    "head",
                    new OutputLayer.Builder().nIn(8).nOut(3).activation(Activation.SOFTMAX).build(),
                    "join")
                .setOutputs("head")
                .build());
    residual.init();
    assertThatThrownBy(() -> new ParentNetwork(residual, Shape.row(4)))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("has branches");
  }
}
