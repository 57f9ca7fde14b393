package org.headtune.training;

import static org.assertj.core.api.Assertions.assertThat;

import org.headtune.training.EarlyStopping.Better;
import org.junit.jupiter.api.Test;

final class EarlyStoppingTest {

  @Test
  void it_stops_when_patience_epochs_brought_nothing_better() {
    EarlyStopping stopping = new EarlyStopping(Better.LOWER, 2, 0);
    assertThat(stopping.isBest(1, 0.5)).isTrue();
    assertThat(stopping.isBest(2, 0.4)).isTrue();
    assertThat(stopping.isBest(3, 0.4)).isFalse();
    assertThat(stopping.shouldStop()).isFalse();
    assertThat(stopping.isBest(4, 0.41)).isFalse();
    assertThat(stopping.shouldStop()).isTrue();
    assertThat(stopping.bestEpoch()).isEqualTo(2);
    assertThat(stopping.bestValue()).isEqualTo(0.4);
  }

  @Test
  void higher_can_be_better() {
    EarlyStopping stopping = new EarlyStopping(Better.HIGHER, 1, 0);
    assertThat(stopping.isBest(1, 0.5)).isTrue();
    assertThat(stopping.isBest(2, 0.6)).isTrue();
    assertThat(stopping.isBest(3, 0.5)).isFalse();
    assertThat(stopping.shouldStop()).isTrue();
  }

  @Test
  void a_change_that_is_too_small_is_not_better() {
    EarlyStopping stopping = new EarlyStopping(Better.LOWER, 5, 0.125);
    assertThat(stopping.isBest(1, 1.0)).isTrue();
    assertThat(stopping.isBest(2, 0.875)).isFalse();
    assertThat(stopping.isBest(3, 0.75)).isTrue();
  }

  @Test
  void nan_is_never_best_not_even_first() {
    EarlyStopping stopping = new EarlyStopping(Better.LOWER, 2, 0);
    assertThat(stopping.isBest(1, Double.NaN)).isFalse();
    assertThat(stopping.bestEpoch()).isZero();
    assertThat(stopping.isBest(2, 3.0)).isTrue();
    assertThat(stopping.isBest(3, Double.NaN)).isFalse();
    assertThat(stopping.bestValue()).isEqualTo(3.0);
  }

  @Test
  void an_infinite_value_gives_way_to_a_finite_one() {
    EarlyStopping stopping = new EarlyStopping(Better.LOWER, 3, 0);
    assertThat(stopping.isBest(1, Double.POSITIVE_INFINITY)).isTrue();
    assertThat(stopping.isBest(2, 5.0)).isTrue();
  }
}
