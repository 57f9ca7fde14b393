package org.headtune.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.headtune.model.Networks.dense;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.headtune.config.HeadConfig;
import org.headtune.config.LayerConfig.ActivationFunction;
import org.headtune.config.ModelConfig;
import org.headtune.config.OptimizerConfig;
import org.headtune.data.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Mixtures of softmaxes against PyTorch: values, gradients and what updates make of them. */
final class MixtureReferenceTest {
  private static final int ROWS = 6;
  private static final int WIDTH = 5;
  private static final int CLASSES = 3;
  private static final float[] FEATURES = features();
  private static final int[] LABELS = IntStream.range(0, ROWS).map(row -> row % CLASSES).toArray();

  /** Focal loss of smoothed targets; the others are plain cross-entropy. */
  private static final RowLoss FOCAL = new FocalLoss(0.1, 2, new double[] {1, 1, 1});

  private record Case(int components, int width, RowLoss loss, double factor, double tolerance) {
    SoftmaxClassifier classifier(OptimizerConfig optimizer) {
      SoftmaxClassifier classifier =
          SoftmaxClassifier.create(
              new ModelConfig(
                  List.of(dense(4, ActivationFunction.TANH)),
                  new HeadConfig.MixtureOfSoftmaxes(components, Optional.of(width))),
              optimizer,
              Shape.row(WIDTH),
              CLASSES,
              1);
      float[] start = classifier.parameters();
      for (int i = 0; i < start.length; i++) {
        start[i] = (float) (factor * Math.sin(1.7 * i + 0.3));
      }
      classifier.setParameters(start);
      classifier.train(new TrainingRules(Freezing.NONE, loss, StepRules.PLAIN));
      return classifier;
    }
  }

  private static Map<String, Case> cases() {
    Map<String, Case> cases = new LinkedHashMap<>();
    cases.put("gradient_one", new Case(1, 3, new CrossEntropy(), 0.4, 1e-6));
    cases.put("gradient_three", new Case(3, 2, new CrossEntropy(), 0.4, 1e-6));
    cases.put("gradient_focal", new Case(3, 2, FOCAL, 0.4, 1e-6));
    cases.put("one", new Case(1, 3, new CrossEntropy(), 0.4, 2e-6));
    cases.put("three", new Case(3, 2, new CrossEntropy(), 0.4, 2e-6));
    cases.put("five_large", new Case(5, 4, new CrossEntropy(), 4, 2e-5));
    cases.put("focal", new Case(3, 2, FOCAL, 0.4, 2e-6));
    return cases;
  }

  private static Stream<String> names() {
    return cases().keySet().stream();
  }

  private static float[] features() {
    float[] x = new float[ROWS * WIDTH];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) Math.sin(0.37 * i + 0.0011 * i * i);
    }
    return x;
  }

  @ParameterizedTest
  @MethodSource("names")
  void it_is_what_pytorch_computes(String name) throws IOException {
    Case tried = cases().get(name);
    double[] found = name.startsWith("gradient_") ? gradient(tried) : updates(tried);
    assertThat(found)
        .containsExactly(References.read("mixture.txt").get(name), within(tried.tolerance()));
  }

  @Test
  void every_reference_is_used() throws IOException {
    assertThat(cases().keySet()).containsExactlyElementsOf(References.read("mixture.txt").keySet());
  }

  private static double[] updates(Case tried) {
    try (SoftmaxClassifier classifier = tried.classifier(Networks.SGD)) {
      double[] losses = new double[3];
      for (int step = 0; step < losses.length; step++) {
        losses[step] = classifier.fit(FEATURES, LABELS, ROWS);
      }
      return References.joined(losses, classifier.parameters(), probabilities(classifier));
    }
  }

  /** A step of plain descent at rate 1 goes by the gradient. */
  private static double[] gradient(Case tried) {
    try (SoftmaxClassifier classifier = tried.classifier(new OptimizerConfig.Sgd(1))) {
      float[] probabilities = probabilities(classifier);
      float[] gradient = classifier.parameters();
      double loss = classifier.fit(FEATURES, LABELS, ROWS);
      float[] after = classifier.parameters();
      for (int i = 0; i < gradient.length; i++) {
        gradient[i] -= after[i];
      }
      return References.joined(new double[] {loss}, gradient, probabilities);
    }
  }

  private static float[] probabilities(SoftmaxClassifier classifier) {
    float[] probabilities = new float[ROWS * CLASSES];
    classifier.predict(FEATURES, ROWS, probabilities);
    return probabilities;
  }
}
