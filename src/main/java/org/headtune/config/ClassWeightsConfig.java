package org.headtune.config;

import java.util.Map;

/** What the rows of each class count in the loss. */
@Choice(Choice.By.WORD)
public sealed interface ClassWeightsConfig {

  @Meaning("every row counts alike")
  record None() implements ClassWeightsConfig {}

  @Meaning(
      "n / (K n_k) for n training rows, K classes and n_k rows of the class, as scikit-learn has it:"
          + " every class counts alike")
  record Balanced() implements ClassWeightsConfig {}

  @Meaning(
      "(1 - b) / (1 - b^n_k) with b = 0.999, times a factor that makes the mean over the classes 1"
          + " (Cui et al. 2019): like balanced for up to some hundred rows, and less and less"
          + " different for classes of more")
  record EffectiveNumber() implements ClassWeightsConfig {}

  @Meaning("weights by the name of the class; a class that is not named has 1")
  record Named(
      @Key(value = "what a row of the class counts", min = 0, aboveMin = true)
          Map<String, Double> weights)
      implements ClassWeightsConfig {}
}
