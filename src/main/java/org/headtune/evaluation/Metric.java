package org.headtune.evaluation;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * One number that says what predictions are worth. A new metric is one constant with its formula;
 * it then stands in every file and report, and {@code validation_<word>} can stop a training early.
 *
 * <p>Precision, recall and F1 are scikit-learn's with {@code zero_division=0}: a class that was
 * never predicted counts as 0 in a macro mean. A class that occurs neither in the truth nor among
 * the predictions is left out of the means, as with {@code labels=None}; the per-class table still
 * shows it. Every metric is NaN without rows, and where a probability is NaN.
 */
public enum Metric {
  LOSS("mean cross-entropy in nats; 0 is perfect", false, o -> Scores.logLoss(o.predictions())),
  ACCURACY("share of rows predicted right", true, o -> o.confusion().accuracy()),
  BALANCED_ACCURACY(
      "mean recall of the classes in the truth", true, o -> o.confusion().balancedAccuracy()),
  MACRO_PRECISION(
      "mean precision of the classes",
      true,
      o -> o.confusion().macroMean(ConfusionMatrix::precision)),
  MACRO_RECALL(
      "mean recall of the classes", true, o -> o.confusion().macroMean(ConfusionMatrix::recall)),
  MACRO_F1("mean F1 of the classes", true, o -> o.confusion().macroMean(ConfusionMatrix::f1)),
  WEIGHTED_PRECISION(
      "mean precision of the classes, weighted by their rows",
      true,
      o -> o.confusion().weightedMean(ConfusionMatrix::precision)),
  WEIGHTED_RECALL(
      "mean recall of the classes, weighted by their rows",
      true,
      o -> o.confusion().weightedMean(ConfusionMatrix::recall)),
  WEIGHTED_F1(
      "mean F1 of the classes, weighted by their rows",
      true,
      o -> o.confusion().weightedMean(ConfusionMatrix::f1)),
  TOP_3_ACCURACY(
      "share of rows whose class is among the 3 most probable, where there are more than 3",
      true,
      o -> Scores.topAccuracy(o.predictions(), 3)),
  TOP_5_ACCURACY(
      "share of rows whose class is among the 5 most probable, where there are more than 5",
      true,
      o -> Scores.topAccuracy(o.predictions(), 5)),
  MCC(
      "Matthews correlation of truth and prediction, -1 to 1; 0 is no better than chance",
      true,
      o -> o.confusion().matthewsCorrelation()),
  BRIER(
      "squared error of the probabilities, summed over the classes, 0 to 2",
      false,
      o -> Scores.brier(o.predictions())),
  ECE(
      "mean gap between confidence and accuracy over 15 equal bins",
      false,
      o -> ReliabilityBin.calibrationError(ReliabilityBin.of(o.predictions()))),
  ECE_EQUAL_MASS(
      "mean gap between confidence and accuracy over 15 bins of as many rows",
      false,
      o -> ReliabilityBin.equalMassError(o.predictions())),
  MCE(
      "largest gap between confidence and accuracy of 15 equal bins",
      false,
      o -> ReliabilityBin.largestGap(ReliabilityBin.of(o.predictions()))),
  ROC_AUC(
      "area under the ROC curve, mean of each class against the rest; 0.5 is chance",
      true,
      o -> RocAuc.mean(o.rocAuc()));

  private final String meaning;
  private final boolean higherIsBetter;

  @SuppressWarnings("ImmutableEnumChecker") // pure functions
  private final ToDoubleFunction<Outcome> formula;

  Metric(String meaning, boolean higherIsBetter, ToDoubleFunction<Outcome> formula) {
    this.meaning = meaning;
    this.higherIsBetter = higherIsBetter;
    this.formula = formula;
  }

  /** The metric of this word, such as {@code macro_f1}. */
  public static Optional<Metric> named(String word) {
    return Arrays.stream(values()).filter(metric -> metric.word().equals(word)).findFirst();
  }

  /** The name in configs and files: snake_case. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public boolean higherIsBetter() {
    return higherIsBetter;
  }

  /** What the number says, with its range where that is not 0 to 1. */
  public String meaning() {
    return meaning;
  }

  /** The value for these predictions; NaN where it is undefined. */
  public double of(Predictions predictions) {
    return of(new Outcome(predictions));
  }

  double of(Outcome outcome) {
    return outcome.defined() ? formula.applyAsDouble(outcome) : Double.NaN;
  }
}
