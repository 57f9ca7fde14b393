package org.headtune.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.headtune.model.FineTuning.freeze;
import static org.headtune.model.Networks.conv;
import static org.headtune.model.Networks.dense;
import static org.headtune.model.Networks.dropout;
import static org.headtune.model.Networks.maxPool;
import static org.headtune.model.Networks.norm;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.headtune.config.LayerConfig;
import org.headtune.config.LayerConfig.ActivationFunction;
import org.headtune.config.LayerConfig.Padding;
import org.headtune.config.ModelConfig;
import org.headtune.config.OptimizerConfig;
import org.headtune.data.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Two epochs of two updates each with frozen layers, against PyTorch. */
final class FineTuningReferenceTest {
  private static final int ROWS = 6;
  private static final int CLASSES = 3;
  private static final Shape ROW = Shape.row(5);
  private static final Shape IMAGE = Shape.image(2, 6, 5);
  private static final LayerConfig TANH = dense(4, ActivationFunction.TANH);
  private static final LayerConfig RELU = dense(4, ActivationFunction.RELU);

  private record Case(
      Shape input, OptimizerConfig optimizer, FineTuning fineTuning, ModelConfig model) {}

  private static Case of(
      Shape input, OptimizerConfig optimizer, FineTuning fineTuning, LayerConfig... layers) {
    return new Case(input, optimizer, fineTuning, Networks.of(layers));
  }

  private static Map<String, Case> cases() {
    OptimizerConfig sgd = Networks.SGD;
    OptimizerConfig adam = Networks.ADAM;
    LayerConfig three = conv(3, 3, 1, Padding.VALID);
    LayerConfig two = conv(4, 2, 1, Padding.VALID);
    LayerConfig sigmoid = dense(4, ActivationFunction.SIGMOID);
    Map<String, Case> cases = new LinkedHashMap<>();
    cases.put("head_only", of(ROW, adam, freeze("backbone"), TANH, RELU));
    FineTuning norm = freeze("batch_norm_2");
    cases.put("norm_in_the_middle", of(ROW, sgd, norm, TANH, norm(), RELU));
    cases.put("norm_of_an_image_in_the_middle", of(IMAGE, sgd, norm, three, norm(), two));
    cases.put("dense_in_the_middle", of(ROW, adam, freeze("dense_2"), TANH, sigmoid));
    cases.put(
        "convolution_in_the_middle", of(IMAGE, sgd, freeze("conv2d_2"), three, two, maxPool(2, 2)));
    cases.put("dropout_in_the_middle", of(ROW, sgd, freeze("dropout*"), TANH, dropout(0.5), RELU));
    cases.put("rates_that_decay", of(ROW, adam, freeze("none").decay(0.5), TANH, norm(), RELU));
    FineTuning rates = freeze("none").rate("dense_1", 0.03).rate("*", 0.2);
    cases.put("rates_by_name", of(ROW, sgd, rates, TANH, RELU));
    cases.put(
        "a_layer_that_joins", of(ROW, adam, freeze("backbone").unfreeze(2, "?ense_2"), TANH, RELU));
    FineTuning joins = freeze("dense_1", "*norm*").unfreeze(2, "batch_norm_2");
    cases.put("a_norm_that_joins", of(ROW, adam, joins, TANH, norm(), RELU));
    return cases;
  }

  private static Stream<String> names() {
    return cases().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("names")
  void four_updates_give_what_pytorch_gives(String name) throws IOException {
    Case tried = cases().get(name);
    SoftmaxClassifier parent =
        SoftmaxClassifier.create(tried.model(), Networks.SGD, tried.input(), CLASSES, 1);
    parent.setParameters(start(parent));
    try (SoftmaxClassifier child = tried.fineTuning().of(parent, tried.optimizer(), 0, 1, 2)) {
      assertThat(train(child, Math.toIntExact(tried.input().size())))
          .containsExactly(References.read("finetuning.txt").get(name), within(2e-5));
    }
  }

  @Test
  void every_reference_is_used() throws IOException {
    assertThat(cases().keySet())
        .containsExactlyInAnyOrderElementsOf(References.read("finetuning.txt").keySet());
  }

  private static float[] start(SoftmaxClassifier classifier) {
    float[] start = new float[classifier.parameters().length];
    int i = 0;
    for (Map.Entry<String, INDArray> entry : classifier.graph().paramTable().entrySet()) {
      for (int end = i + (int) entry.getValue().length(); i < end; i++) {
        double variance = entry.getKey().endsWith("_var") ? 1 : 0;
        start[i] = (float) (variance + 0.4 * Math.sin(1.7 * i + 0.3));
      }
    }
    return start;
  }

  private static double[] train(SoftmaxClassifier classifier, int width) {
    float[] x = new float[ROWS * width];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) Math.sin(0.37 * i + 0.0011 * i * i);
    }
    int[] labels = IntStream.range(0, ROWS).map(row -> row % CLASSES).toArray();
    double[] losses = new double[4];
    for (int step = 0; step < losses.length; step++) {
      if (step % 2 == 0) {
        classifier.beginEpoch(1 + step / 2, 2);
      }
      losses[step] = classifier.fit(x, labels, ROWS);
    }
    float[] probabilities = new float[ROWS * CLASSES];
    classifier.predict(x, ROWS, probabilities);
    return References.joined(losses, classifier.parameters(), probabilities);
  }
}
