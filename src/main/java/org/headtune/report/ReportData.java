package org.headtune.report;

import java.util.List;
import java.util.Optional;
import org.headtune.evaluation.Evaluation;
import org.headtune.evaluation.Judgement;
import org.headtune.evaluation.SetCoverage;

/**
 * Everything the page shows, as plain values. A list that is empty has no section.
 *
 * @param title what was done to what, such as {@code train configs/digits.yaml}
 * @param facts what was run: config, data with their SHA-256, seed, threads, versions, durations
 * @param notes what a reader must know before believing the numbers
 * @param judged what the model is worth on each set of rows; the first is the headline
 * @param classNames by class index
 * @param epochs the learning curve, by rising epoch
 * @param health how the training of each layer went, from the input up
 * @param bestEpoch the epoch whose weights were kept, or 0
 * @param layers the network from input to head
 * @param folds what the models of a cross-validation are worth
 */
public record ReportData(
    String title,
    List<Fact> facts,
    List<String> notes,
    List<Judged> judged,
    List<String> classNames,
    List<Epoch> epochs,
    List<LayerCurve> health,
    int bestEpoch,
    List<Layer> layers,
    Optional<Folds> folds) {

  public ReportData {
    facts = List.copyOf(facts);
    notes = List.copyOf(notes);
    judged = List.copyOf(judged);
    classNames = List.copyOf(classNames);
    epochs = List.copyOf(epochs);
    health = List.copyOf(health);
    layers = List.copyOf(layers);
  }

  /** A page without a cross-validation. */
  public ReportData(
      String title,
      List<Fact> facts,
      List<String> notes,
      List<Judged> judged,
      List<String> classNames,
      List<Epoch> epochs,
      List<LayerCurve> health,
      int bestEpoch,
      List<Layer> layers) {
    this(
        title,
        facts,
        notes,
        judged,
        classNames,
        epochs,
        health,
        bestEpoch,
        layers,
        Optional.empty());
  }

  /**
   * The models of a cross-validation.
   *
   * @param remark a sentence on the final model
   */
  public record Folds(String remark, List<FoldMetric> metrics) {
    public Folds {
      metrics = List.copyOf(metrics);
    }
  }

  /**
   * One metric of the rows held out.
   *
   * @param deviation standard deviation of a sample
   * @param values by fold; NaN where it is undefined
   */
  public record FoldMetric(String word, double mean, double deviation, List<Double> values) {
    public FoldMetric {
      values = List.copyOf(values);
    }
  }

  /** One line of what was run. */
  public record Fact(String name, String value) {}

  /**
   * One point of the learning curve; NaN for what was not measured.
   *
   * @param number 1-based
   */
  public record Epoch(
      int number,
      double trainingLoss,
      double validationLoss,
      double validationAccuracy,
      double learningRate) {}

  /**
   * How the training of one layer went: numbers by epoch, from the first on, as many for each
   * layer; NaN for what cannot be told.
   */
  public record LayerCurve(
      String layer, List<Double> gradientNorm, List<Double> updateRatio, List<Double> deadUnits) {
    public LayerCurve {
      gradientNorm = List.copyOf(gradientNorm);
      updateRatio = List.copyOf(updateRatio);
      deadUnits = List.copyOf(deadUnits);
    }
  }

  /**
   * What the model is worth on one set of rows.
   *
   * @param rows which rows, such as {@code test}
   * @param judgement of the predictions as they are given
   * @param uncalibrated of the predictions before calibration; empty where these are the same
   * @param sets what prediction sets are worth
   * @param mistakes the most confident ones, the surest first
   * @param aside whether only its metrics are shown, beside those of another set
   */
  public record Judged(
      String rows,
      Judgement judgement,
      Optional<Evaluation> uncalibrated,
      List<SetCoverage> sets,
      List<Wrong> mistakes,
      boolean aside) {
    public Judged {
      sets = List.copyOf(sets);
      mistakes = List.copyOf(mistakes);
    }

    /** One that is shown in full. */
    public Judged(
        String rows,
        Judgement judgement,
        Optional<Evaluation> uncalibrated,
        List<SetCoverage> sets,
        List<Wrong> mistakes) {
      this(rows, judgement, uncalibrated, sets, mistakes, false);
    }
  }

  /**
   * One mistake, to be looked up in its file.
   *
   * @param place file and line
   * @param truth class index
   * @param predicted class index
   * @param confidence probability of {@code predicted}, 0 to 1
   * @param images of the row, if it has some
   * @param spokeFor columns that spoke for {@code predicted}; empty if nobody has looked
   */
  public record Wrong(
      String place,
      int truth,
      int predicted,
      double confidence,
      List<Raster> images,
      String spokeFor) {
    public Wrong {
      images = List.copyOf(images);
    }

    /** One without images. */
    public Wrong(String place, int truth, int predicted, double confidence) {
      this(place, truth, predicted, confidence, List.of(), "");
    }
  }

  /**
   * One line of the layer table.
   *
   * @param output shape of its output for one row
   * @param trained whether its parameters moved
   */
  public record Layer(String name, String kind, String output, long parameters, boolean trained) {}
}
