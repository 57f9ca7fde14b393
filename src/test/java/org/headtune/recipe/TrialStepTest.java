package org.headtune.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import org.headtune.backend.Backend;
import org.headtune.backend.Wanted;
import org.junit.jupiter.api.Test;

final class TrialStepTest {

  @Test
  void every_weight_is_right_to_the_last_bit_on_the_cpu() {
    Backend.start(Wanted.AUTO, 1);
    assertThat(TrialStep.fault(0)).isEmpty();
  }

  @Test
  void what_is_out_of_tolerance_is_told() {
    // No difference is below a tolerance of less than nothing.
    assertThat(TrialStep.fault(-1)).contains("weight 1 is 1.125 and not 1.125");
  }
}
