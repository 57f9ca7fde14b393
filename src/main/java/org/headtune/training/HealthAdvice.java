package org.headtune.training;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.headtune.Text;
import org.headtune.model.LayerFate;
import org.headtune.model.LayerHealth;

/**
 * What is wrong with the training of a network, told from the numbers of its layers.
 *
 * @param finding what was seen, in which layers and in which epoch
 * @param remedy what to change
 */
public record HealthAdvice(String finding, String remedy) {
  /**
   * A layer's gradient vanishes if, per weight, it is less than this share of the largest one above
   * it. In a stack of sigmoids it falls by a factor of 4 or more from layer to layer, while with
   * first weights that fit the activation it hardly changes (Glorot and Bengio 2010, figure 7).
   */
  static final double VANISHING_SHARE = 1e-4;

  /** It must do so for so many epochs up to the last one, or for all if there were fewer. */
  static final int VANISHING_EPOCHS = 3;

  /** Updates as large as the weights leave nothing of what was learned; 1/1000 is usual. */
  static final double EXPLODING_RATIO = 1;

  /** Clipping, where it is used, begins at norms of 1 to 10 (Pascanu, Mikolov and Bengio 2013). */
  static final double EXPLODING_NORM = 1000;

  /**
   * Dead units in a ReLU network are usual: on small, easy data nearly half of a layer's, in runs
   * that tell every row right. A layer that has lost three quarters of them is not healthy.
   */
  static final double DEAD_SHARE = 0.75;

  /** The layers of one epoch by name. */
  public record Epoch(int number, Map<String, LayerHealth> layers) {}

  /** One layer in one epoch. */
  private record Case(String layer, int epoch, LayerHealth health) {}

  /** The advice in one sentence. */
  public String sentence() {
    return finding + "; " + remedy;
  }

  /**
   * All that is to be said, at most one sentence about each ailment; empty for a healthy network.
   *
   * @param layers of the network, from the input up
   * @param epochs those that are over
   * @param unfinished the one that training ended in; only updates that explode are told of it
   */
  public static List<HealthAdvice> of(
      List<LayerFate> layers, List<Epoch> epochs, Optional<Epoch> unfinished) {
    List<HealthAdvice> all = new ArrayList<>();
    List<Epoch> seen = new ArrayList<>(epochs);
    unfinished.ifPresent(seen::add);
    exploding(layers, seen).ifPresent(all::add);
    boolean exploded = !all.isEmpty();
    dying(layers, epochs).ifPresent(all::add);
    if (!exploded) {
      // What was thrown far away is saturated, and its gradients vanish for that reason.
      vanishing(layers, epochs).ifPresent(all::add);
    }
    return all;
  }

  private static List<Case> cases(List<LayerFate> layers, Epoch epoch) {
    return layers.stream()
        .filter(layer -> epoch.layers.containsKey(layer.name()))
        .map(layer -> new Case(layer.name(), epoch.number, epoch.layers.get(layer.name())))
        .toList();
  }

  /** In which layer and epoch an update was the largest, if any was too large. */
  private static Optional<HealthAdvice> exploding(List<LayerFate> layers, List<Epoch> epochs) {
    return epochs.stream()
        .flatMap(epoch -> cases(layers, epoch).stream())
        .filter(
            one ->
                one.health.updateRatio() > EXPLODING_RATIO
                    || one.health.gradientNorm() > EXPLODING_NORM)
        .max(Comparator.comparingDouble(one -> one.health.updateRatio()))
        .map(
            worst ->
                new HealthAdvice(
                    String.format(
                        Locale.ROOT,
                        "%s explode: in epoch %d an update of %s was %s times as large as its weights,"
                            + " where 0.001 is usual, and its gradient had the norm %s",
                        worst.health.gradientNorm() > EXPLODING_NORM ? "gradients" : "updates",
                        worst.epoch,
                        Text.printable(worst.layer),
                        number(worst.health.updateRatio()),
                        number(worst.health.gradientNorm())),
                    "lower training.optimizer.learning_rate or clip the gradients"));
  }

  private static Optional<HealthAdvice> dying(List<LayerFate> layers, List<Epoch> epochs) {
    if (epochs.isEmpty()) {
      return Optional.empty();
    }
    Epoch last = epochs.get(epochs.size() - 1);
    List<Case> dying =
        cases(layers, last).stream()
            .filter(one -> one.health.deadUnits() >= DEAD_SHARE)
            .sorted(Comparator.comparingDouble((Case one) -> one.health.deadUnits()).reversed())
            .toList();
    if (dying.isEmpty()) {
      return Optional.empty();
    }
    Case worst = dying.get(0);
    String others = names(dying.subList(1, dying.size()).stream().map(Case::layer).toList());
    return Optional.of(
        new HealthAdvice(
            String.format(
                Locale.ROOT,
                "units died: in epoch %d, %.0f %% of the units of %s%s gave one and the same number"
                    + " for every training row, and no gradient passes them",
                last.number,
                100 * worst.health.deadUnits(),
                Text.printable(worst.layer),
                others.isEmpty() ? "" : " (and three quarters or more of " + others + ")"),
            "lower the learning rate, move bias_init towards 0, use weight_init he_normal, or an"
                + " activation such as leaky_relu"));
  }

  private static Optional<HealthAdvice> vanishing(List<LayerFate> layers, List<Epoch> epochs) {
    if (epochs.isEmpty()) {
      return Optional.empty();
    }
    List<Epoch> last = epochs.subList(Math.max(0, epochs.size() - VANISHING_EPOCHS), epochs.size());
    List<String> vanishing =
        layers.stream()
            .map(LayerFate::name)
            .filter(
                layer ->
                    last.stream().allMatch(epoch -> vanishing(layers, epoch, layer).isPresent()))
            .toList();
    if (vanishing.isEmpty()) {
      return Optional.empty();
    }
    Epoch now = last.get(last.size() - 1);
    String lowest = vanishing.get(0);
    return Optional.of(
        new HealthAdvice(
            String.format(
                Locale.ROOT,
                "gradients vanish in %s: in epoch %d a weight of %s had %s of the gradient of one of"
                    + " %s",
                names(vanishing),
                now.number,
                Text.printable(lowest),
                number(vanishing(layers, now, lowest).orElseThrow()),
                Text.printable(steepest(layers, now, lowest))),
            "use relu with weight_init he_normal, batch_norm between these layers, or fewer layers"));
  }

  /**
   * What share a layer has of the largest gradient above it, per weight, if it is too small. What
   * dead units above it keep from it has another name.
   */
  private static Optional<Double> vanishing(List<LayerFate> layers, Epoch epoch, String layer) {
    boolean dying =
        above(layers, layer).stream()
            .map(LayerFate::name)
            .filter(epoch.layers::containsKey)
            .anyMatch(name -> epoch.layers.get(name).deadUnits() >= DEAD_SHARE);
    double largest = perWeight(layers, epoch, steepest(layers, epoch, layer));
    double share = perWeight(layers, epoch, layer) / largest;
    return !dying && share < VANISHING_SHARE ? Optional.of(share) : Optional.empty();
  }

  /** A layer and all above it. */
  private static List<LayerFate> above(List<LayerFate> layers, String layer) {
    return layers.stream().dropWhile(one -> !one.name().equals(layer)).toList();
  }

  /** The one of a layer and those above it that has the largest gradient per weight. */
  private static String steepest(List<LayerFate> layers, Epoch epoch, String layer) {
    return above(layers, layer).stream()
        .map(LayerFate::name)
        .filter(name -> !Double.isNaN(perWeight(layers, epoch, name)))
        .max(Comparator.comparingDouble(name -> perWeight(layers, epoch, name)))
        .orElse(layer);
  }

  /** Root of the mean square of a layer's gradient; NaN for a layer that is not trained. */
  private static double perWeight(List<LayerFate> layers, Epoch epoch, String layer) {
    LayerHealth health = epoch.layers.get(layer);
    if (health == null) {
      return Double.NaN;
    }
    long parameters = above(layers, layer).get(0).parameters();
    return health.gradientNorm() / Math.sqrt((double) parameters);
  }

  private static String names(List<String> layers) {
    int most = 3;
    String first =
        layers.stream().limit(most).map(Text::printable).collect(Collectors.joining(", "));
    return layers.size() > most ? first + " and " + (layers.size() - most) + " more" : first;
  }

  private static String number(double value) {
    return value == 0 || (value >= 1e-4 && value < 1e5)
        ? new BigDecimal(value).round(new MathContext(2)).toPlainString()
        : String.format(Locale.ROOT, "%.1e", value);
  }
}
