package org.headtune.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.headtune.model.Networks.dense;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.headtune.Place;
import org.headtune.config.ClassWeightsConfig;
import org.headtune.config.LayerConfig.ActivationFunction;
import org.headtune.config.LossConfig;
import org.headtune.data.ClassNames;
import org.headtune.data.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Three updates with each loss against PyTorch: losses, parameters and probabilities. */
final class LossReferenceTest {
  private static final ClassNames CLASSES = ClassNames.inOrder(List.of("a", "b", "c"));
  private static final int[] LABELS = {0, 1, 2, 0, 1, 0};
  private static final int WIDTH = 5;
  private static final ClassWeightsConfig NONE = new ClassWeightsConfig.None();
  private static final ClassWeightsConfig NAMED =
      new ClassWeightsConfig.Named(Map.of("a", 0.5, "b", 2.0, "c", 1.25));
  private static final Mixture MIXTURE = new Mixture(0.3, new int[] {2, 0, 1, 5, 4, 3});

  /** Single precision against double. */
  private static final double TOLERANCE = 2e-6;

  private record Case(LossConfig loss, Mixture mixture) {}

  private static Case of(double smoothing, double gamma, ClassWeightsConfig weights, double tau) {
    return new Case(new LossConfig(smoothing, gamma, weights, tau), Mixture.NONE);
  }

  private static Map<String, Case> cases() {
    Map<String, Case> cases = new LinkedHashMap<>();
    cases.put("plain", of(0, 0, NONE, 0));
    cases.put("smoothed", of(0.1, 0, NONE, 0));
    cases.put("weighted", of(0, 0, NAMED, 0));
    cases.put("weighted_smoothed", of(0.2, 0, NAMED, 0));
    cases.put("balanced", of(0, 0, new ClassWeightsConfig.Balanced(), 0));
    cases.put("effective_number", of(0, 0, new ClassWeightsConfig.EffectiveNumber(), 0));
    cases.put("focal", of(0, 2, NONE, 0));
    cases.put("focal_half_weighted", of(0, 0.5, NAMED, 0));
    cases.put("adjusted", of(0, 0, NONE, 1));
    cases.put("adjusted_smoothed", of(0.1, 0, NONE, 1.5));
    cases.put("everything", of(0.2, 2, NAMED, 0.5));
    cases.put("mixup", new Case(of(0, 0, NONE, 0).loss(), MIXTURE));
    cases.put("mixup_focal", new Case(of(0, 2, NONE, 0).loss(), MIXTURE));
    return cases;
  }

  private static Stream<String> names() {
    return cases().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("names")
  void three_updates_give_what_pytorch_gives(String name) throws IOException {
    assertThat(train(cases().get(name), LABELS.length))
        .containsExactly(References.read("losses.txt").get(name), within(TOLERANCE));
  }

  /** Also where a row's partner is in another part, and where parts weigh differently. */
  @ParameterizedTest
  @MethodSource("names")
  void accumulated_batches_give_it_too(String name) throws IOException {
    assertThat(train(cases().get(name), 4))
        .containsExactly(References.read("losses.txt").get(name), within(TOLERANCE));
  }

  @Test
  void every_reference_is_used() throws IOException {
    assertThat(cases().keySet()).containsExactlyElementsOf(References.read("losses.txt").keySet());
  }

  private static double[] train(Case tried, int rowsAtOnce) {
    try (SoftmaxClassifier classifier =
        SoftmaxClassifier.create(
            Networks.of(dense(4, ActivationFunction.TANH)),
            Networks.SGD,
            Shape.row(WIDTH),
            CLASSES.size(),
            1)) {
      float[] start = classifier.parameters();
      for (int i = 0; i < start.length; i++) {
        start[i] = (float) (0.4 * Math.sin(1.7 * i + 0.3));
      }
      classifier.setParameters(start);
      RowLoss loss = RowLoss.of(tried.loss(), CLASSES, LABELS, Place::of);
      classifier.train(
          new TrainingRules(
              Freezing.NONE,
              loss,
              new StepRules(
                  StepRules.PLAIN.clipping(),
                  StepRules.PLAIN.regularization(),
                  rowsAtOnce,
                  java.util.Optional.empty())));
      float[] x = new float[LABELS.length * WIDTH];
      for (int i = 0; i < x.length; i++) {
        x[i] = (float) Math.sin(0.37 * i + 0.0011 * i * i);
      }
      double[] losses = new double[3];
      for (int step = 0; step < losses.length; step++) {
        int[] order = IntStream.range(0, LABELS.length).toArray();
        losses[step] =
            classifier.fit(
                FeatureTable.of(x, WIDTH), LABELS, order, 0, LABELS.length, tried.mixture());
      }
      float[] probabilities = new float[LABELS.length * CLASSES.size()];
      classifier.predict(x, LABELS.length, probabilities);
      return References.joined(losses, classifier.parameters(), probabilities);
    }
  }
}
