package org.headtune.recipe;

import java.util.Arrays;
import org.headtune.data.Examples;
import org.headtune.evaluation.Predictions;
import org.headtune.model.SoftmaxClassifier;

/** Lets a model predict rows whose labels are known. */
final class Judge {
  /** Large enough to keep the matrix products busy, small enough for any cache of activations. */
  private static final int BATCH = 1024;

  private Judge() {}

  /** The probabilities of every row, beside its label. */
  static Predictions predict(SoftmaxClassifier model, Examples examples) {
    int width = examples.width();
    int classes = model.classes();
    float[] probabilities = new float[Math.multiplyExact(examples.rows(), classes)];
    float[] out = new float[BATCH * classes];
    for (int from = 0; from < examples.rows(); from += BATCH) {
      int rows = Math.min(BATCH, examples.rows() - from);
      float[] in = Arrays.copyOfRange(examples.features(), from * width, (from + rows) * width);
      model.predict(in, rows, out);
      System.arraycopy(out, 0, probabilities, from * classes, rows * classes);
    }
    return new Predictions(classes, probabilities, examples.labels());
  }
}
