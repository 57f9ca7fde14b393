package org.headtune.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.headtune.data.Shape;
import org.headtune.model.LayerFate;
import org.headtune.model.LayerHealth;
import org.headtune.training.HealthAdvice.Epoch;
import org.junit.jupiter.api.Test;

/** Every advice just below its threshold and just above it. */
final class HealthAdviceTest {
  private static final LayerHealth WELL = new LayerHealth(1, 1e-3, 0);

  private static LayerFate layer(String name, long parameters) {
    return new LayerFate(name, "dense", Shape.row(8), parameters, LayerFate.Start.INITIALISED, 1);
  }

  private static final List<LayerFate> LAYERS =
      List.of(layer("low", 100), layer("high", 100), layer("head", 100));

  private static LayerHealth gradient(double norm) {
    return new LayerHealth(norm, 1e-3, 0);
  }

  private static LayerHealth update(double ratio) {
    return new LayerHealth(1, ratio, 0);
  }

  private static LayerHealth dead(double share) {
    return new LayerHealth(1, 1e-3, share);
  }

  private static Epoch epoch(int number, LayerHealth... health) {
    Map<String, LayerHealth> layers = new LinkedHashMap<>();
    for (int i = 0; i < health.length; i++) {
      layers.put(LAYERS.get(i).name(), health[i]);
    }
    return new Epoch(number, layers);
  }

  private static List<String> findings(List<Epoch> epochs) {
    return HealthAdvice.of(LAYERS, epochs, Optional.empty()).stream()
        .map(HealthAdvice::finding)
        .toList();
  }

  private static List<String> findings(LayerHealth... health) {
    return findings(List.of(epoch(1, health)));
  }

  /** Epochs in which the lowest layer has these gradients and the others a norm of 1. */
  private static List<String> findings(double... low) {
    return findings(
        IntStream.range(0, low.length)
            .mapToObj(i -> epoch(i + 1, gradient(low[i]), WELL, WELL))
            .toList());
  }

  private static void only(List<String> findings, String beginning) {
    assertThat(findings).singleElement().asString().startsWith(beginning);
  }

  @Test
  void an_update_larger_than_the_weights_explodes() {
    assertThat(findings(WELL, update(1), WELL)).isEmpty();
    only(
        findings(WELL, update(1.01), WELL),
        "updates explode: in epoch 1 an update of high was 1.0 times as large as its weights");
  }

  @Test
  void a_gradient_norm_above_a_thousand_explodes() {
    assertThat(findings(gradient(1000), gradient(1000), gradient(1000))).isEmpty();
    only(
        findings(gradient(1000), gradient(1000), gradient(1001)),
        "gradients explode: in epoch 1 an update of head ");
  }

  @Test
  void the_largest_update_of_all_epochs_is_named() {
    List<Epoch> epochs =
        List.of(epoch(1, WELL, update(2), WELL), epoch(2, update(3), WELL, WELL), epoch(3, WELL));
    only(findings(epochs), "updates explode: in epoch 2 an update of low was 3 times");
  }

  @Test
  void three_quarters_of_a_layer_are_too_many_dead_units() {
    assertThat(findings(dead(0.749), dead(0.749), WELL)).isEmpty();
    only(
        findings(WELL, dead(0.75), WELL), "units died: in epoch 1, 75 % of the units of high gave");
    only(
        findings(dead(0.75), dead(0.9), WELL),
        "units died: in epoch 1, 90 % of the units of high (and three quarters or more of low)"
            + " gave");
  }

  @Test
  void dead_units_that_live_again_are_forgotten() {
    assertThat(findings(List.of(epoch(1, dead(1), WELL, WELL), epoch(2, WELL, WELL, WELL))))
        .isEmpty();
  }

  @Test
  void a_ten_thousandth_of_the_gradient_above_vanishes() {
    assertThat(findings(1.01e-4)).isEmpty();
    only(findings(0.99e-4), "gradients vanish in low: in epoch 1 a weight of low had 9.9e-05 of");
  }

  @Test
  void the_gradient_above_is_the_largest_of_all_and_below_does_not_count() {
    assertThat(findings(WELL, gradient(1e-2), WELL)).isEmpty();
    assertThat(findings(gradient(10), WELL, gradient(1.01e-3))).isEmpty();
    only(findings(gradient(2e-3), gradient(3e-3), gradient(25)), "gradients vanish in low: ");
    assertThat(findings(gradient(200), gradient(1e-3), gradient(1e-3))).isEmpty();
  }

  @Test
  void gradients_are_compared_per_weight() {
    List<LayerFate> wide = List.of(layer("low", 100), layer("high", 400), layer("head", 100));
    // Over four times as many weights a norm of 2 is 0.1 per weight: as much as 1 over a hundred.
    assertThat(advice(wide, 1.01e-4, 2)).isEmpty();
    assertThat(advice(wide, 0.99e-4, 2)).hasSize(1);
    assertThat(advice(LAYERS, 1.99e-4, 2)).hasSize(1);
  }

  private static List<HealthAdvice> advice(List<LayerFate> layers, double low, double high) {
    return HealthAdvice.of(
        layers, List.of(epoch(1, gradient(low), gradient(high), gradient(1e-2))), Optional.empty());
  }

  @Test
  void gradients_vanish_if_they_have_done_so_for_three_epochs() {
    double small = 1e-6;
    only(findings(1, small, small, small), "gradients vanish in low: in epoch 4 ");
    assertThat(findings(1, small, small)).isEmpty();
    assertThat(findings(small, small, 1)).isEmpty();
    assertThat(findings(small, 1, small, small)).isEmpty();
    only(findings(small, small), "gradients vanish in low: in epoch 2 ");
  }

  @Test
  void dead_units_above_have_a_name_of_their_own_and_so_has_an_explosion() {
    only(findings(gradient(1e-6), dead(0.75), WELL), "units died: ");
    only(findings(gradient(1e-6), dead(0.749), WELL), "gradients vanish in low: ");
    only(findings(gradient(1e-6), update(2), WELL), "updates explode: ");
  }

  @Test
  void of_the_epoch_that_training_ended_in_only_an_explosion_is_told() {
    assertThat(unfinished(gradient(1e-6), dead(1), WELL)).isEmpty();
    assertThat(unfinished(WELL, update(2), WELL)).hasSize(1);
  }

  private static List<HealthAdvice> unfinished(LayerHealth... health) {
    return HealthAdvice.of(
        LAYERS, List.of(epoch(1, WELL, WELL, WELL)), Optional.of(epoch(2, health)));
  }

  @Test
  void what_cannot_be_told_is_no_ailment() {
    LayerHealth unknown = new LayerHealth(Double.NaN, Double.NaN, Double.NaN);
    assertThat(findings(unknown, unknown, unknown)).isEmpty();
    assertThat(findings(WELL)).isEmpty();
    assertThat(findings(Arrays.asList(epoch(1), epoch(2)))).isEmpty();
    assertThat(findings(List.of())).isEmpty();
  }

  @Test
  void many_names_are_cut_short() {
    List<LayerFate> deep =
        IntStream.rangeClosed(1, 6).mapToObj(i -> layer("dense_" + i, 100)).toList();
    Map<String, LayerHealth> layers = new LinkedHashMap<>();
    for (int i = 1; i <= 6; i++) {
      layers.put("dense_" + i, gradient(i == 6 ? 1 : 1e-7));
    }
    assertThat(HealthAdvice.of(deep, List.of(new Epoch(1, layers)), Optional.empty()))
        .singleElement()
        .satisfies(
            advice ->
                assertThat(advice.sentence())
                    .startsWith("gradients vanish in dense_1, dense_2, dense_3 and 2 more: ")
                    .contains("; use relu with weight_init he_normal"));
  }
}
