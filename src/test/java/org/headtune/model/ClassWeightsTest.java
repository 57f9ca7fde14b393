package org.headtune.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.headtune.Place;
import org.headtune.UserError;
import org.headtune.config.ClassWeightsConfig;
import org.headtune.config.ClassWeightsConfig.Balanced;
import org.headtune.config.ClassWeightsConfig.EffectiveNumber;
import org.headtune.data.ClassNames;
import org.junit.jupiter.api.Test;

final class ClassWeightsTest {
  private static final ClassNames CLASSES = ClassNames.inOrder(List.of("a b", "ham", "spam"));

  private static double[] of(ClassWeightsConfig config, int... rows) {
    return ClassWeights.of(config, CLASSES, rows, Place::of);
  }

  /** sklearn.utils.class_weight.compute_class_weight("balanced", ...) of 60, 30 and 10 rows. */
  @Test
  void balanced_weights_are_those_of_scikit_learn() {
    assertThat(of(new Balanced(), 60, 30, 10))
        .containsExactly(
            new double[] {0.5555555555555556, 1.1111111111111112, 3.3333333333333335},
            within(1e-15));
  }

  @Test
  void effective_numbers_have_the_mean_1() {
    // By Python: [(1 - b) / (1 - b ** n) for n in (5000, 1000, 10)] / their mean, b = 0.999.
    double[] raw = {0.001 / (1 - Math.pow(0.999, 5000)), 0.001 / (1 - Math.pow(0.999, 1000)), 0};
    raw[2] = 0.001 / (1 - Math.pow(0.999, 10));
    double mean = (raw[0] + raw[1] + raw[2]) / 3;
    assertThat(of(new EffectiveNumber(), 5000, 1000, 10))
        .containsExactly(new double[] {raw[0] / mean, raw[1] / mean, raw[2] / mean}, within(1e-12));
    assertThat(raw[2] / mean).isCloseTo(2.9246, within(1e-3));
  }

  @Test
  void a_class_without_rows_has_1_and_does_not_count() {
    assertThat(of(new Balanced(), 30, 0, 10)).containsExactly(40 / 60.0, 1, 2);
    assertThat(of(new EffectiveNumber(), 7, 0, 7)).containsExactly(1, 1, 1);
  }

  @Test
  void names_that_are_left_out_have_1_and_unknown_ones_are_told_all() {
    assertThat(of(new ClassWeightsConfig.Named(Map.of("spam", 4.0)), 1, 2, 3))
        .containsExactly(1, 1, 4);
    Map<String, Double> named = new LinkedHashMap<>();
    named.put("spam", 2.0);
    named.put("hams", 2.0);
    named.put("x y", 2.0);
    UserError error =
        catchThrowableOfType(
            UserError.class, () -> of(new ClassWeightsConfig.Named(named), 1, 2, 3));
    assertThat(error.faults())
        .extracting(UserError.Fault::toString)
        .containsExactly(
            "training.loss.class_weights.hams: training.loss.class_weights names 'hams', which is no"
                + " class of the data; did you mean 'ham'?",
            "training.loss.class_weights['x y']: training.loss.class_weights names 'x y', which is"
                + " no class of the data; it has the classes 'a b', 'ham', 'spam'");
  }
}
