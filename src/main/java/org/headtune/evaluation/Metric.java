package org.headtune.evaluation;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * One number that says what predictions are worth. A new metric is one constant with its formula
 * for rows of one class, for rows of several, or for rows without labels; it then stands in every
 * file and report of such rows, and {@code validation_<word>} can stop a training early.
 *
 * <p>Precision, recall and F1 are scikit-learn's with {@code zero_division=0}: a class that was
 * never predicted counts as 0 in a macro mean. A class that occurs neither in the truth nor among
 * the predictions is left out of the means, as with {@code labels=None}; the per-class table still
 * shows it. Of rows with several classes every class counts, as in scikit-learn, one that does not
 * occur with 0. Every metric is NaN without rows, and where a probability is NaN.
 */
public enum Metric {
  LOSS(
      "mean cross-entropy in nats, without labels the mean of what is trained; 0 is perfect",
      false,
      o -> Scores.logLoss(o.results()),
      o -> MultiLabelScores.logLoss(o.predictions()),
      answers -> answers.loss() / answers.questions()),
  PERPLEXITY(
      "the exponential of a mean cross-entropy, 1 or more: among how many equally likely answers the"
          + " network wavers",
      false,
      null,
      null,
      answers ->
          answers.choices() == answers.questions()
              ? Math.exp(answers.loss() / answers.questions())
              : Double.NaN),
  ACCURACY(
      "share of rows predicted right, without labels of answers that are one of several",
      true,
      o -> o.confusion().accuracy(),
      null,
      answers -> (double) answers.right() / answers.choices()),
  SUBSET_ACCURACY(
      "share of rows that are given exactly their classes",
      true,
      null,
      o -> MultiLabelScores.subsetAccuracy(o.predictions())),
  HAMMING_LOSS(
      "share of wrong answers among all classes of all rows",
      false,
      null,
      o -> {
        BinaryCounts all = o.micro();
        long wrong = all.falsePositives() + all.falseNegatives();
        return (double) wrong / o.predictions().truth().length;
      }),
  BALANCED_ACCURACY(
      "mean recall of the classes in the truth", true, o -> o.confusion().balancedAccuracy()),
  MICRO_PRECISION(
      "precision of all classes taken together", true, null, o -> o.micro().precision()),
  MICRO_RECALL("recall of all classes taken together", true, null, o -> o.micro().recall()),
  MICRO_F1("F1 of all classes taken together", true, null, o -> o.micro().f1()),
  MACRO_PRECISION(
      "mean precision of the classes",
      true,
      o -> o.confusion().macroMean(ConfusionMatrix::precision),
      o -> o.macro(BinaryCounts::precision)),
  MACRO_RECALL(
      "mean recall of the classes",
      true,
      o -> o.confusion().macroMean(ConfusionMatrix::recall),
      o -> o.macro(BinaryCounts::recall)),
  MACRO_F1(
      "mean F1 of the classes",
      true,
      o -> o.confusion().macroMean(ConfusionMatrix::f1),
      o -> o.macro(BinaryCounts::f1)),
  WEIGHTED_PRECISION(
      "mean precision of the classes, weighted by their rows",
      true,
      o -> o.confusion().weightedMean(ConfusionMatrix::precision),
      o -> o.weighted(BinaryCounts::precision)),
  WEIGHTED_RECALL(
      "mean recall of the classes, weighted by their rows",
      true,
      o -> o.confusion().weightedMean(ConfusionMatrix::recall),
      o -> o.weighted(BinaryCounts::recall)),
  WEIGHTED_F1(
      "mean F1 of the classes, weighted by their rows",
      true,
      o -> o.confusion().weightedMean(ConfusionMatrix::f1),
      o -> o.weighted(BinaryCounts::f1)),
  TOP_3_ACCURACY(
      "share of rows whose class is among the 3 most probable, where there are more than 3",
      true,
      o -> Scores.topAccuracy(o.results(), 3)),
  TOP_5_ACCURACY(
      "share of rows whose class is among the 5 most probable, where there are more than 5",
      true,
      o -> Scores.topAccuracy(o.results(), 5)),
  MCC(
      "Matthews correlation of truth and prediction, -1 to 1; 0 is no better than chance",
      true,
      o -> o.confusion().matthewsCorrelation()),
  BRIER(
      "squared error of the probabilities, summed over the classes, 0 to 2",
      false,
      o -> Scores.brier(o.results())),
  ECE(
      "mean gap between confidence and accuracy over 15 equal bins; where a row may have several"
          + " classes, between the probabilities of all classes and how often a row has them",
      false,
      o -> ReliabilityBin.calibrationError(ReliabilityBin.of(o.results())),
      o -> ReliabilityBin.calibrationError(ReliabilityBin.of(o.predictions()))),
  ECE_EQUAL_MASS(
      "mean gap between confidence and accuracy over 15 bins of as many rows",
      false,
      o -> ReliabilityBin.equalMassError(o.results())),
  MCE(
      "largest gap between confidence and accuracy of 15 equal bins",
      false,
      o -> ReliabilityBin.largestGap(ReliabilityBin.of(o.results()))),
  ROC_AUC(
      "area under the ROC curve, mean of each class against the rest; 0.5 is chance",
      true,
      o -> RocAuc.mean(o.rocAuc()),
      o -> RocAuc.meanOfAll(o.rocAuc())),
  LRAP(
      "label ranking average precision: how pure the top of a row's ranking is with its classes",
      true,
      null,
      o -> MultiLabelScores.rankingPrecision(o.predictions()));

  private final String meaning;
  private final boolean higherIsBetter;

  @SuppressWarnings("ImmutableEnumChecker") // pure functions
  private final ToDoubleFunction<Outcome> single;

  @SuppressWarnings("ImmutableEnumChecker") // pure functions
  private final ToDoubleFunction<MultiLabelOutcome> multiple;

  @SuppressWarnings("ImmutableEnumChecker") // pure functions
  private final ToDoubleFunction<Answers> open;

  Metric(String meaning, boolean higherIsBetter, ToDoubleFunction<Outcome> single) {
    this(meaning, higherIsBetter, single, null);
  }

  Metric(
      String meaning,
      boolean higherIsBetter,
      ToDoubleFunction<Outcome> single,
      ToDoubleFunction<MultiLabelOutcome> multiple) {
    this(meaning, higherIsBetter, single, multiple, null);
  }

  /**
   * A formula is null where the metric says nothing about such rows.
   *
   * @param single of rows with one class
   * @param multiple of rows with any number of classes
   * @param open of rows without labels
   */
  Metric(
      String meaning,
      boolean higherIsBetter,
      ToDoubleFunction<Outcome> single,
      ToDoubleFunction<MultiLabelOutcome> multiple,
      ToDoubleFunction<Answers> open) {
    this.open = open;
    this.meaning = meaning;
    this.higherIsBetter = higherIsBetter;
    this.single = single;
    this.multiple = multiple;
  }

  /** The metrics of rows with so many classes, in their order. */
  public static List<Metric> of(Labelling labelling) {
    return Arrays.stream(values()).filter(metric -> metric.isOf(labelling)).toList();
  }

  /** Whether the metric says anything about rows with so many classes. */
  public boolean isOf(Labelling labelling) {
    return switch (labelling) {
          case NONE -> open;
          case SINGLE -> single;
          case MULTIPLE -> multiple;
        }
        != null;
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

  /** How much worse the one value is than the other; below 0 if it is better. */
  public double worsening(double before, double after) {
    return higherIsBetter ? before - after : after - before;
  }

  /** What the number says, with its range where that is not 0 to 1. */
  public String meaning() {
    return meaning;
  }

  /** The value for rows with these probabilities; NaN where it is undefined. */
  public double of(ProbabilityRows rows) {
    return of(RowResults.of(rows));
  }

  /** The value for rows with these results; NaN where it is undefined. */
  public double of(RowResults results) {
    return of(new Outcome(results));
  }

  /** The value for rows with several classes or none; NaN where it is undefined. */
  public double of(MultiLabelPredictions predictions) {
    return of(new MultiLabelOutcome(predictions));
  }

  /** The value for rows without labels; NaN where it is undefined. */
  double of(Answers answers) {
    return open != null && answers.rows() > 0 ? open.applyAsDouble(answers) : Double.NaN;
  }

  double of(Outcome outcome) {
    return single != null && outcome.defined() ? single.applyAsDouble(outcome) : Double.NaN;
  }

  double of(MultiLabelOutcome outcome) {
    return multiple != null && outcome.defined() ? multiple.applyAsDouble(outcome) : Double.NaN;
  }
}
