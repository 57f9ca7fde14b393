package org.headtune.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class SoftmaxTest {
  private static final double STEP = 1e-6;

  @Test
  void known_answers() {
    assertThat(Softmax.of(new double[] {2, 3}, 1))
        .containsExactly(new double[] {0.2689414213699951, 0.7310585786300049}, within(1e-15));
    assertThat(Softmax.of(new double[] {1, 2, 3}, 1))
        .containsExactly(
            new double[] {0.09003057317038046, 0.24472847105479764, 0.6652409557748218},
            within(1e-15));
  }

  @Test
  void large_logits_are_like_small_ones_and_do_not_overflow() {
    assertThat(Softmax.of(new double[] {1000, 1001, 1002}, 1))
        .isEqualTo(Softmax.of(new double[] {0, 1, 2}, 1));
    assertThat(Softmax.log(new double[] {0, -1000}, 1)).containsExactly(0, -1000);
    assertThat(Softmax.of(new double[] {1e308, -1e308}, 1)).containsExactly(1, 0);
  }

  @Test
  void an_impossible_class_has_no_probability() {
    double[] logits = {0, Double.NEGATIVE_INFINITY, 0};
    assertThat(Softmax.of(logits, 1)).containsExactly(0.5, 0, 0.5);
    assertThat(Softmax.log(logits, 1)[1]).isEqualTo(Double.NEGATIVE_INFINITY);
  }

  @Test
  void a_temperature_divides_the_logits() {
    assertThat(Softmax.of(new double[] {2, 4, 6}, 2))
        .containsExactly(Softmax.of(new double[] {1, 2, 3}, 1), within(1e-15));
  }

  @Property(tries = 200)
  void derivatives_are_those_of_finite_differences(
      @ForAll @Size(min = 1, max = 6) List<@DoubleRange(min = -4, max = 4) Double> values,
      @ForAll @DoubleRange(min = 0.5, max = 3) double temperature) {
    double[] logits = values.stream().mapToDouble(Double::doubleValue).toArray();
    double[] probabilities = Softmax.of(logits, temperature);
    double[][] jacobian = Softmax.jacobian(probabilities, temperature);
    double[] gradient = Softmax.gradient(probabilities, 0, temperature);
    for (int j = 0; j < logits.length; j++) {
      double[] above = moved(logits, j, STEP);
      double[] below = moved(logits, j, -STEP);
      double[] up = Softmax.of(above, temperature);
      double[] down = Softmax.of(below, temperature);
      for (int i = 0; i < logits.length; i++) {
        assertThat(jacobian[i][j]).isCloseTo((up[i] - down[i]) / (2 * STEP), within(1e-8));
      }
      double loss = -Softmax.log(above, temperature)[0] + Softmax.log(below, temperature)[0];
      assertThat(gradient[j]).isCloseTo(loss / (2 * STEP), within(1e-8));
    }
  }

  @Property(tries = 200)
  void probabilities_sum_to_one_and_agree_with_their_logarithms(
      @ForAll @Size(min = 1, max = 20) List<@DoubleRange(min = -1e3, max = 1e3) Double> values) {
    double[] logits = values.stream().mapToDouble(Double::doubleValue).toArray();
    double[] probabilities = Softmax.of(logits, 1);
    double[] logs = Softmax.log(logits, 1);
    assertThat(Arrays.stream(probabilities).sum()).isCloseTo(1, within(1e-12));
    for (int i = 0; i < logits.length; i++) {
      assertThat(Math.exp(logs[i])).isCloseTo(probabilities[i], within(1e-12));
    }
  }

  private static double[] moved(double[] logits, int place, double by) {
    double[] moved = logits.clone();
    moved[place] += by;
    return moved;
  }
}
