package org.headtune.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntToDoubleFunction;
import org.headtune.ExitCode;
import org.headtune.Place;
import org.headtune.Text;
import org.headtune.UserError;
import org.headtune.UserError.Fault;
import org.headtune.config.ClassWeightsConfig;
import org.headtune.config.KeyPath;
import org.headtune.config.Nearest;
import org.headtune.data.ClassNames;

/** What the rows of each class count in the loss, from what the config says of it. */
final class ClassWeights {
  private static final String KEY = "training.loss.class_weights";

  /** Cui et al. 2019, "Class-balanced loss based on effective number of samples". */
  private static final double BETA = 0.999;

  private ClassWeights() {}

  /**
   * One weight per class, above 0. A class without training rows has 1: no row will ever ask for
   * it, and label smoothing may.
   *
   * @param rows training rows of each class
   * @param placeOf where a key of the config stands
   * @throws UserError naming every class that is weighted but does not exist
   */
  static double[] of(
      ClassWeightsConfig config, ClassNames classes, int[] rows, Function<String, Place> placeOf) {
    if (config instanceof ClassWeightsConfig.Named named) {
      return named(named.weights(), classes, placeOf);
    } else if (config instanceof ClassWeightsConfig.Balanced) {
      double present = Arrays.stream(rows).filter(n -> n > 0).count();
      double all = Arrays.stream(rows).sum();
      return each(rows, n -> all / (present * n));
    } else if (config instanceof ClassWeightsConfig.EffectiveNumber) {
      double mean = mean(rows, ClassWeights::effective);
      return each(rows, n -> effective(n) / mean);
    }
    return each(rows, n -> 1);
  }

  private static double effective(int rows) {
    return (1 - BETA) / (1 - Math.pow(BETA, rows));
  }

  private static double[] each(int[] rows, IntToDoubleFunction weight) {
    return Arrays.stream(rows).mapToDouble(n -> n == 0 ? 1 : weight.applyAsDouble(n)).toArray();
  }

  /** Over the classes that have rows. */
  private static double mean(int[] rows, IntToDoubleFunction weight) {
    return Arrays.stream(rows).filter(n -> n > 0).mapToDouble(weight).average().orElse(1);
  }

  private static double[] named(
      Map<String, Double> named, ClassNames classes, Function<String, Place> placeOf) {
    List<Fault> faults = new ArrayList<>();
    double[] weights = new double[classes.size()];
    Arrays.fill(weights, 1);
    named.forEach(
        (name, weight) -> {
          int index = classes.indexOf(name);
          if (index < 0) {
            faults.add(new Fault(placeOf.apply(KeyPath.key(KEY, name)), unknown(name, classes)));
          } else {
            weights[index] = weight;
          }
        });
    if (!faults.isEmpty()) {
      throw new UserError(ExitCode.CONFIG, faults);
    }
    return weights;
  }

  private static String unknown(String name, ClassNames classes) {
    return KEY
        + " names "
        + Text.quoted(name)
        + ", which is no class of the data"
        + Nearest.to(name, classes.names().stream())
            .map(near -> "; did you mean " + Text.quoted(near) + "?")
            .orElseGet(() -> "; it has the " + classes.sentence());
  }
}
