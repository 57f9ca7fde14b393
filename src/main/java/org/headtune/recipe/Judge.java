package org.headtune.recipe;

import java.util.Arrays;
import org.headtune.data.Examples;
import org.headtune.evaluation.Evaluation;
import org.headtune.evaluation.Judgement;
import org.headtune.evaluation.Logits;
import org.headtune.evaluation.MultiLabelEvaluation;
import org.headtune.evaluation.MultiLabelPredictions;
import org.headtune.evaluation.Predictions;
import org.headtune.evaluation.Thresholds;
import org.headtune.model.FeatureTable;
import org.headtune.model.SoftmaxClassifier;

/** Lets a model predict rows whose labels are known. */
final class Judge {
  /** Large enough to keep the matrix products busy, small enough for any cache of activations. */
  private static final int BATCH = 1024;

  private Judge() {}

  /** The examples as rows for a network. */
  static FeatureTable table(Examples examples) {
    return FeatureTable.of(examples.features(), examples.width());
  }

  /** The probabilities of every row of one class, beside its label. */
  static Predictions predict(SoftmaxClassifier model, Examples examples) {
    return predict(model, table(examples), examples.labels());
  }

  /**
   * The probabilities of every row of one class, beside its label.
   *
   * @param rows examples, or what the network's frozen layers make of them
   */
  static Predictions predict(SoftmaxClassifier model, FeatureTable rows, int[] labels) {
    return new Predictions(model.classes(), probabilities(model, rows, labels.length), labels);
  }

  /**
   * The probabilities of every row, beside its classes, of which it may have several or none.
   *
   * @param rows the examples, or what the network's frozen layers make of them
   */
  static MultiLabelPredictions predict(
      SoftmaxClassifier model, FeatureTable rows, Examples examples, double[] thresholds) {
    int classes = model.classes();
    float[] probabilities = probabilities(model, rows, examples.rows());
    boolean[] truth = new boolean[probabilities.length];
    for (int row = 0; row < examples.rows(); row++) {
      for (int k : examples.sets().classes(examples.labels()[row])) {
        truth[row * classes + k] = true;
      }
    }
    return new MultiLabelPredictions(classes, probabilities, truth, thresholds);
  }

  /**
   * What the model is worth on rows while it is trained.
   *
   * @param rows the examples, or what the network's frozen layers make of them
   */
  static Judgement judge(SoftmaxClassifier model, FeatureTable rows, Examples examples) {
    if (examples.sets().areSingle()) {
      return Evaluation.of(predict(model, rows, examples.labels()));
    }
    double[] thresholds = new double[model.classes()];
    Arrays.fill(thresholds, Thresholds.STANDARD);
    return MultiLabelEvaluation.of(predict(model, rows, examples, thresholds));
  }

  private static float[] probabilities(SoftmaxClassifier model, FeatureTable table, int rows) {
    int classes = model.classes();
    float[] probabilities = new float[Math.multiplyExact(rows, classes)];
    float[] out = new float[BATCH * classes];
    for (int from = 0; from < rows; from += BATCH) {
      int count = Math.min(BATCH, rows - from);
      model.predict(table, from, count, out);
      System.arraycopy(out, 0, probabilities, from * classes, count * classes);
    }
    return probabilities;
  }

  /** The logits of every row, beside its label. */
  static Logits logits(SoftmaxClassifier model, Examples examples) {
    FeatureTable rows = FeatureTable.of(examples.features(), examples.width());
    int classes = model.classes();
    float[] logits = new float[Math.multiplyExact(examples.rows(), classes)];
    float[] out = new float[BATCH * classes];
    for (int from = 0; from < examples.rows(); from += BATCH) {
      int count = Math.min(BATCH, examples.rows() - from);
      model.logits(rows, from, count, out);
      System.arraycopy(out, 0, logits, from * classes, count * classes);
    }
    return new Logits(classes, logits, examples.labels());
  }
}
