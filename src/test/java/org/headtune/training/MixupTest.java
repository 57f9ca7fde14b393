package org.headtune.training;

import static org.assertj.core.api.Assertions.assertThat;

import org.headtune.model.Mixture;
import org.junit.jupiter.api.Test;

final class MixupTest {

  @Test
  void the_mixture_follows_from_seed_epoch_and_batch_alone() {
    Mixup mixup = new Mixup(0.4, 42);
    assertThat(mixup.of(2, 3, 20)).isEqualTo(new Mixup(0.4, 42).of(2, 3, 20));
    assertThat(mixup.of(2, 3, 20)).isNotEqualTo(mixup.of(2, 4, 20));
    assertThat(mixup.of(2, 3, 20)).isNotEqualTo(mixup.of(3, 3, 20));
    assertThat(mixup.of(2, 3, 20)).isNotEqualTo(new Mixup(0.4, 43).of(2, 3, 20));
  }

  @Test
  void without_an_alpha_rows_stay_as_they_are() {
    assertThat(new Mixup(0, 42).of(1, 1, 20)).isSameAs(Mixture.NONE);
  }
}
