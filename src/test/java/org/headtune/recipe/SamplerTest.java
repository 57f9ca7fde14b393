package org.headtune.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class SamplerTest {
  private static final int DRAWS = 20_000;

  /** Probabilities of 0.5, 0.25, 0.15 and 0.1, not in their order, and one answer that is none. */
  private static final double[] LOGITS = {
    Math.log(0.15), Math.log(0.5), Double.NEGATIVE_INFINITY, Math.log(0.1), Math.log(0.25)
  };

  private static double[] shares(Sampler sampler) {
    Random random = new Random(1);
    double[] shares = new double[LOGITS.length];
    for (int i = 0; i < DRAWS; i++) {
      shares[sampler.draw(LOGITS, random.nextDouble())] += 1.0 / DRAWS;
    }
    return shares;
  }

  @Test
  void answers_are_drawn_by_their_probability() {
    assertThat(shares(new Sampler(1, 0, 1)))
        .containsExactly(new double[] {0.15, 0.5, 0, 0.1, 0.25}, within(0.01));
  }

  @Test
  void temperature_flattens_and_sharpens() {
    double sum = 0.15 * 0.15 + 0.5 * 0.5 + 0.1 * 0.1 + 0.25 * 0.25;
    assertThat(shares(new Sampler(0.5, 0, 1)))
        .containsExactly(
            new double[] {0.0225 / sum, 0.25 / sum, 0, 0.01 / sum, 0.0625 / sum}, within(0.01));
    assertThat(shares(new Sampler(0, 0, 1))[1]).isCloseTo(1, within(1e-9));
  }

  @Test
  void top_k_leaves_the_most_probable() {
    assertThat(shares(new Sampler(1, 2, 1)))
        .containsExactly(new double[] {0, 2 / 3.0, 0, 0, 1 / 3.0}, within(0.01));
    assertThat(shares(new Sampler(1, 1, 1))[1]).isCloseTo(1, within(1e-9));
  }

  @Test
  void top_p_leaves_as_many_as_have_the_share() {
    assertThat(shares(new Sampler(1, 0, 0.8)))
        .containsExactly(new double[] {0.15 / 0.9, 0.5 / 0.9, 0, 0, 0.25 / 0.9}, within(0.01));
    assertThat(shares(new Sampler(1, 0, 0.5))[1]).isCloseTo(1, within(1e-9));
    assertThat(shares(new Sampler(1, 0, 1e-9))[1]).isCloseTo(1, within(1e-9));
  }

  @Test
  void the_ends_of_the_range_are_answers() {
    assertThat(new Sampler(1, 0, 1).draw(LOGITS, 0)).isEqualTo(1);
    assertThat(new Sampler(1, 0, 1).draw(LOGITS, Math.nextDown(1.0))).isEqualTo(3);
  }
}
