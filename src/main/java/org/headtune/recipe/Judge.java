package org.headtune.recipe;

import org.headtune.data.Examples;
import org.headtune.evaluation.Logits;
import org.headtune.evaluation.Predictions;
import org.headtune.model.FeatureTable;
import org.headtune.model.SoftmaxClassifier;

/** Lets a model predict rows whose labels are known. */
final class Judge {
  /** Large enough to keep the matrix products busy, small enough for any cache of activations. */
  private static final int BATCH = 1024;

  private Judge() {}

  /** The probabilities of every row, beside its label. */
  static Predictions predict(SoftmaxClassifier model, Examples examples) {
    FeatureTable rows = FeatureTable.of(examples.features(), examples.width());
    return predict(model, rows, examples.labels());
  }

  /**
   * The probabilities of every row, beside its label.
   *
   * @param rows examples, or what the network's frozen layers make of them
   */
  static Predictions predict(SoftmaxClassifier model, FeatureTable rows, int[] labels) {
    int classes = model.classes();
    float[] probabilities = new float[Math.multiplyExact(labels.length, classes)];
    float[] out = new float[BATCH * classes];
    for (int from = 0; from < labels.length; from += BATCH) {
      int count = Math.min(BATCH, labels.length - from);
      model.predict(rows, from, count, out);
      System.arraycopy(out, 0, probabilities, from * classes, count * classes);
    }
    return new Predictions(classes, probabilities, labels);
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
