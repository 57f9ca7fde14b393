package org.headtune.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.headtune.model.Networks.activation;
import static org.headtune.model.Networks.avgPool;
import static org.headtune.model.Networks.conv;
import static org.headtune.model.Networks.dense;
import static org.headtune.model.Networks.flatten;
import static org.headtune.model.Networks.globalPool;
import static org.headtune.model.Networks.maxPool;
import static org.headtune.model.Networks.norm;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.headtune.config.LayerConfig;
import org.headtune.config.LayerConfig.ActivationFunction;
import org.headtune.config.LayerConfig.Padding;
import org.headtune.config.LayerConfig.PoolingKind;
import org.headtune.config.ModelConfig;
import org.headtune.config.OptimizerConfig;
import org.headtune.data.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Three updates of small networks against PyTorch: losses, parameters and probabilities. */
final class ReferenceTest {
  private static final int ROWS = 6;
  private static final int CLASSES = 3;
  private static final Shape ROW = Shape.row(5);
  private static final Shape IMAGE = Shape.image(2, 6, 5);

  /** Single precision against double: relative to 1, the size of the largest parameters. */
  private static final double TOLERANCE = 2e-5;

  private record Case(Shape input, OptimizerConfig optimizer, ModelConfig model) {}

  private static Case row(LayerConfig... layers) {
    return new Case(ROW, Networks.SGD, Networks.of(layers));
  }

  private static Case image(LayerConfig... layers) {
    return new Case(IMAGE, Networks.SGD, Networks.of(layers));
  }

  private static Case with(OptimizerConfig optimizer) {
    return new Case(ROW, optimizer, Networks.of(dense(4, ActivationFunction.TANH)));
  }

  private static Map<String, Case> cases() {
    Map<String, Case> cases = new LinkedHashMap<>();
    for (ActivationFunction f : ActivationFunction.values()) {
      cases.put("dense_" + f.name().toLowerCase(Locale.ROOT), row(dense(4, f)));
    }
    LayerConfig relu = dense(4, ActivationFunction.RELU);
    LayerConfig linear = dense(4, ActivationFunction.IDENTITY);
    LayerConfig tanh = activation(ActivationFunction.TANH);
    cases.put("no_hidden_layer", row());
    cases.put("two_dense", row(dense(4, ActivationFunction.TANH), relu));
    cases.put("activation", row(linear, tanh));
    cases.put("activation_first", row(tanh, linear, activation(ActivationFunction.SIGMOID)));
    cases.put("batch_norm_row", row(linear, norm(), activation(ActivationFunction.RELU)));
    cases.put("batch_norm_first", row(norm(), relu));
    LayerConfig three = conv(3, 3, 1, Padding.VALID);
    LayerConfig two = conv(3, 2, 1, Padding.VALID);
    LayerConfig four = conv(4, 3, 1, Padding.VALID);
    cases.put("conv_valid", image(three));
    cases.put("conv_stride", image(conv(3, 3, 2, Padding.VALID)));
    cases.put("conv_same", image(conv(3, 3, 1, Padding.SAME)));
    cases.put("conv_same_even", image(conv(3, 2, 1, Padding.SAME)));
    cases.put("conv_same_stride", image(conv(3, 3, 2, Padding.SAME)));
    LayerConfig bare = conv(3, 3, ActivationFunction.IDENTITY);
    cases.put("conv_swish", image(conv(3, 3, ActivationFunction.SWISH)));
    cases.put("conv_prelu", image(conv(3, 3, ActivationFunction.PRELU)));
    cases.put("activation_swish", image(bare, activation(ActivationFunction.SWISH)));
    cases.put("prelu_first", image(activation(ActivationFunction.PRELU), three));
    cases.put(
        "prelu_decay",
        new Case(
            ROW,
            new OptimizerConfig.Adamw(0.01, 0.1, 0.9, 0.999, 1e-12),
            Networks.of(dense(4, ActivationFunction.PRELU))));
    cases.put("two_conv", image(three, conv(4, 2, 1, Padding.VALID)));
    cases.put("max_pool", image(two, maxPool(2, 2)));
    cases.put("max_pool_overlap", image(two, maxPool(3, 2)));
    cases.put("max_pool_first", image(maxPool(2, 2), two));
    cases.put("avg_pool", image(two, avgPool(2, 2)));
    cases.put("avg_pool_overlap", image(two, avgPool(3, 2)));
    cases.put("global_avg", image(four, globalPool(PoolingKind.AVG)));
    cases.put("global_max", image(four, globalPool(PoolingKind.MAX)));
    cases.put("batch_norm_image", image(four, norm()));
    cases.put("batch_norm_image_first", image(norm(), four));
    cases.put("flatten_batch_norm", image(conv(2, 3, 1, Padding.VALID), flatten(), norm()));
    cases.put("dense_on_image", image(relu));
    cases.put("sgd", with(new OptimizerConfig.Sgd(0.05)));
    cases.put("nesterovs", with(new OptimizerConfig.Nesterovs(0.05, 0.9)));
    cases.put("adam", with(Networks.ADAM));
    cases.put("adam_torch", with(Networks.ADAM));
    cases.put("adamw_torch", with(new OptimizerConfig.Adamw(0.01, 0.1, 0.9, 0.999, 1e-8)));
    cases.put("amsgrad", with(new OptimizerConfig.Amsgrad(0.01, 0.9, 0.999, 1e-8)));
    cases.put("nadam", with(new OptimizerConfig.Nadam(0.01, 0.9, 0.999, 1e-8)));
    cases.put("rmsprop", with(new OptimizerConfig.Rmsprop(0.01, 0.9, 1e-8)));
    cases.put("adagrad", with(new OptimizerConfig.Adagrad(0.1, 1e-6)));
    cases.put("adadelta", with(new OptimizerConfig.Adadelta(1, 0.95, 1e-6)));
    return cases;
  }

  private static Stream<String> names() {
    return cases().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("names")
  void three_updates_give_what_pytorch_gives(String name) throws IOException {
    Case tried = cases().get(name);
    try (SoftmaxClassifier classifier =
        SoftmaxClassifier.create(tried.model(), tried.optimizer(), tried.input(), CLASSES, 1)) {
      classifier.setParameters(start(classifier));
      assertThat(train(classifier, Math.toIntExact(tried.input().size())))
          .containsExactly(References.read("reference.txt").get(name), within(TOLERANCE));
    }
  }

  @Test
  void every_reference_is_used() throws IOException {
    assertThat(cases().keySet())
        .containsExactlyInAnyOrderElementsOf(References.read("reference.txt").keySet());
  }

  static float[] start(SoftmaxClassifier classifier) {
    float[] start = classifier.parameters();
    for (int i = 0; i < start.length; i++) {
      // Where a batch normalisation keeps its mean 0 and variance 1, DL4J's values stay.
      boolean statistic = isStatistic(classifier, i);
      start[i] = statistic ? start[i] : (float) (0.4 * Math.sin(1.7 * i + 0.3));
    }
    return start;
  }

  private static boolean isStatistic(SoftmaxClassifier classifier, int index) {
    int from = 0;
    for (Map.Entry<String, INDArray> entry : classifier.graph().paramTable().entrySet()) {
      from += Math.toIntExact(entry.getValue().length());
      if (index < from) {
        return entry.getKey().endsWith("_mean") || entry.getKey().endsWith("_var");
      }
    }
    throw new AssertionError(index);
  }

  static double[] train(SoftmaxClassifier classifier, int width) {
    float[] x = new float[ROWS * width];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) Math.sin(0.37 * i + 0.0011 * i * i);
    }
    int[] labels = IntStream.range(0, ROWS).map(row -> row % CLASSES).toArray();
    double[] losses = new double[3];
    for (int step = 0; step < losses.length; step++) {
      losses[step] = classifier.fit(x, labels, ROWS);
    }
    float[] probabilities = new float[ROWS * CLASSES];
    classifier.predict(x, ROWS, probabilities);
    return References.joined(losses, classifier.parameters(), probabilities);
  }
}
