package org.headtune.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.headtune.model.Networks.activation;
import static org.headtune.model.Networks.conv;
import static org.headtune.model.Networks.dense;
import static org.headtune.model.Networks.norm;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.headtune.config.ClippingConfig;
import org.headtune.config.HeadConfig;
import org.headtune.config.LayerConfig;
import org.headtune.config.LayerConfig.ActivationFunction;
import org.headtune.config.LayerConfig.Padding;
import org.headtune.config.ModelConfig;
import org.headtune.config.OptimizerConfig;
import org.headtune.config.RegularizationConfig;
import org.headtune.data.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Three updates with clipped gradients, or with weights that are kept small, against PyTorch. */
final class StepReferenceTest {
  private static final Shape ROW = Shape.row(5);
  private static final Shape IMAGE = Shape.image(2, 6, 5);
  private static final List<LayerConfig> NET = List.of(dense(4, ActivationFunction.TANH));
  private static final List<LayerConfig> NORMED =
      List.of(dense(4, ActivationFunction.IDENTITY), norm(), activation(ActivationFunction.RELU));
  private static final List<LayerConfig> FILTERS = List.of(conv(3, 3, 1, Padding.VALID));

  private record Case(
      Shape input, OptimizerConfig optimizer, StepRules rules, List<LayerConfig> layers) {}

  private static Case of(StepRules rules, List<LayerConfig> layers) {
    return new Case(layers.equals(FILTERS) ? IMAGE : ROW, Networks.SGD, rules, layers);
  }

  /** A bound of 0 is none. */
  private static StepRules clip(double value, double layer, double global) {
    return new StepRules(
        new ClippingConfig(bound(value), bound(layer), bound(global)),
        StepRules.PLAIN.regularization(),
        Integer.MAX_VALUE,
        Optional.empty());
  }

  private static StepRules small(double l1, double l2, double decay, double norm) {
    return new StepRules(
        StepRules.PLAIN.clipping(),
        new RegularizationConfig(l1, l2, decay, bound(norm)),
        Integer.MAX_VALUE,
        Optional.empty());
  }

  private static Optional<Double> bound(double value) {
    return value == 0 ? Optional.empty() : Optional.of(value);
  }

  private static Map<String, Case> cases() {
    OptimizerConfig adam = Networks.ADAM;
    Map<String, Case> cases = new LinkedHashMap<>();
    cases.put("clip_value", of(clip(0.05, 0, 0), NET));
    cases.put("clip_layer_norm", of(clip(0, 0.2, 0), NET));
    cases.put("clip_global_norm", of(clip(0, 0, 0.25), NET));
    cases.put("clip_that_never_cuts", of(clip(0, 0, 100), NET));
    cases.put("clip_norm_with_statistics", of(clip(0, 0, 0.25), NORMED));
    cases.put("clip_value_with_statistics", of(clip(0.02, 0, 0), NORMED));
    cases.put("clip_layers_with_statistics", of(clip(0, 0.1, 0), NORMED));
    cases.put("clip_convolution", of(clip(0, 0, 0.25), FILTERS));
    cases.put("clip_adam", new Case(ROW, adam, clip(0, 0, 0.25), NET));
    cases.put("l1", of(small(0.05, 0, 0, 0), NET));
    cases.put("l2", of(small(0, 0.3, 0, 0), NET));
    cases.put("l2_with_norm", of(small(0, 0.3, 0, 0), NORMED));
    cases.put("l1_l2_adam", new Case(ROW, adam, small(0.05, 0.3, 0, 0), NET));
    cases.put("decay_of_adam_is_adamw", new Case(ROW, adam, small(0, 0, 0.1, 0), NET));
    cases.put("decay_of_sgd", of(small(0, 0, 0.5, 0), NET));
    cases.put("max_norm", of(small(0, 0, 0, 0.5), NET));
    cases.put("max_norm_of_filters", of(small(0, 0, 0, 0.7), FILTERS));
    StepRules all =
        new StepRules(
            clip(0.1, 0.15, 0.2).clipping(),
            small(0.01, 0.1, 0, 0.5).regularization(),
            Integer.MAX_VALUE,
            Optional.empty());
    cases.put("all", of(all, NORMED));
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
        SoftmaxClassifier.create(
            new ModelConfig(tried.layers(), new HeadConfig.Softmax()),
            tried.optimizer(),
            tried.input(),
            3,
            1)) {
      classifier.train(TrainingRules.of(Freezing.NONE).with(tried.rules()));
      classifier.setParameters(ReferenceTest.start(classifier));
      assertThat(ReferenceTest.train(classifier, Math.toIntExact(tried.input().size())))
          .containsExactly(References.read("steps.txt").get(name), within(2e-5));
    }
  }

  @Test
  void every_reference_is_used() throws IOException {
    assertThat(cases().keySet())
        .containsExactlyInAnyOrderElementsOf(References.read("steps.txt").keySet());
  }
}
