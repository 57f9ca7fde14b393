package org.headtune.recipe;

import java.util.Arrays;
import java.util.Locale;
import org.headtune.ExitCode;
import org.headtune.UserError;
import org.headtune.data.Examples;
import org.headtune.evaluation.AdaptiveSets;
import org.headtune.evaluation.Answers;
import org.headtune.evaluation.AnswersEvaluation;
import org.headtune.evaluation.Evaluation;
import org.headtune.evaluation.Judgement;
import org.headtune.evaluation.Logits;
import org.headtune.evaluation.MultiLabelEvaluation;
import org.headtune.evaluation.MultiLabelPredictions;
import org.headtune.evaluation.Predictions;
import org.headtune.evaluation.ProbabilityRows;
import org.headtune.evaluation.TemperatureScaling;
import org.headtune.evaluation.Thresholds;
import org.headtune.model.FeatureTable;
import org.headtune.model.PretextScore;
import org.headtune.model.SoftmaxClassifier;

/** Lets a model predict rows whose labels are known. */
final class Judge {
  /** Large enough to keep the matrix products busy, small enough for any cache of activations. */
  private static final int BATCH = 1024;

  private static final int BATCH_NUMBERS = 1 << 22;

  /**
   * Probabilities that are held: 256 MB of them, and an eighth of the heap at most; more are
   * computed each time they are read.
   */
  private static final long MOST_HELD =
      Math.min(1 << 26, Runtime.getRuntime().maxMemory() / 8 / Float.BYTES);

  private Judge() {}

  /** The examples as rows for a network. */
  static FeatureTable table(Examples examples) {
    return FeatureTable.of(examples.encoded());
  }

  /** What makes the sets of each row exact, by {@link AdaptiveSets#uniform}. */
  static double[] uniforms(Examples examples) {
    float[] numbers = new float[examples.width()];
    double[] uniforms = new double[examples.rows()];
    for (int row = 0; row < uniforms.length; row++) {
      examples.copyRow(row, numbers);
      uniforms[row] = AdaptiveSets.uniform(numbers, 0, numbers.length);
    }
    return uniforms;
  }

  /** The probabilities of every row of one class, beside its label. */
  static ProbabilityRows predict(SoftmaxClassifier model, Examples examples) {
    return predict(model, table(examples), examples.labels());
  }

  /**
   * The probabilities of every row of one class, beside its label.
   *
   * @param rows examples, or what the network's frozen layers make of them
   */
  static ProbabilityRows predict(SoftmaxClassifier model, FeatureTable rows, int[] labels) {
    return predict(model, rows, labels, MOST_HELD);
  }

  /** As above, with so many probabilities held at most. */
  static ProbabilityRows predict(
      SoftmaxClassifier model, FeatureTable rows, int[] labels, long held) {
    return (long) labels.length * model.classes() <= held
        ? held(model, rows, labels)
        : new PredictedAnew(model, rows, labels);
  }

  /** The probabilities of every row of one class, beside its label, all of them held. */
  static Predictions held(SoftmaxClassifier model, FeatureTable rows, int[] labels) {
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

  /** What the answers about rows without labels are worth. */
  static AnswersEvaluation answers(PretextScore score, int rows) {
    return AnswersEvaluation.of(
        new Answers(score.loss(), score.questions(), score.choices(), score.right(), rows));
  }

  private static float[] probabilities(SoftmaxClassifier model, FeatureTable table, int rows) {
    int classes = model.classes();
    float[] probabilities = new float[size(rows, classes)];
    float[] out = new float[batch(classes) * classes];
    for (int from = 0; from < rows; from += batch(classes)) {
      int count = Math.min(batch(classes), rows - from);
      model.predict(table, from, count, out);
      System.arraycopy(out, 0, probabilities, from * classes, count * classes);
    }
    return probabilities;
  }

  private static int size(int rows, int classes) {
    long size = (long) rows * classes;
    if (size > Integer.MAX_VALUE) {
      throw new UserError(
          ExitCode.RESOURCES,
          String.format(
              Locale.ROOT,
              "%,d rows of %,d classes are more probabilities than can be held at once, which such a"
                  + " head needs (%,d); judge fewer rows",
              rows,
              classes,
              Integer.MAX_VALUE));
    }
    return (int) size;
  }

  /** How many rows are predicted at a time. */
  static int batch(int classes) {
    return Math.max(1, Math.min(BATCH, BATCH_NUMBERS / classes));
  }

  /** The logits of every row, beside its label; of very many, those that a fit needs. */
  static Logits logits(SoftmaxClassifier model, Examples examples) {
    int classes = model.classes();
    int[] chosen = TemperatureScaling.rows(examples.rows(), classes);
    Examples some = chosen.length == examples.rows() ? examples : examples.some(chosen);
    FeatureTable rows = table(some);
    float[] logits = new float[chosen.length * classes];
    float[] out = new float[batch(classes) * classes];
    for (int from = 0; from < chosen.length; from += batch(classes)) {
      int count = Math.min(batch(classes), chosen.length - from);
      model.logits(rows, from, count, out);
      System.arraycopy(out, 0, logits, from * classes, count * classes);
    }
    return new Logits(classes, logits, some.labels());
  }

  /**
   * The logits of every row.
   *
   * @param all receives them from an index on
   */
  static void allLogits(SoftmaxClassifier model, Examples examples, float[] all, int from) {
    int classes = model.classes();
    FeatureTable rows = table(examples);
    float[] out = new float[batch(classes) * classes];
    for (int first = 0; first < examples.rows(); first += batch(classes)) {
      int count = Math.min(batch(classes), examples.rows() - first);
      model.logits(rows, first, count, out);
      System.arraycopy(out, 0, all, from + first * classes, count * classes);
    }
  }

  /** Rows whose probabilities are too many to be held. */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares or prints it
  private record PredictedAnew(SoftmaxClassifier model, FeatureTable table, int[] truth)
      implements ProbabilityRows {

    @Override
    public int classes() {
      return model.classes();
    }

    @Override
    public void forEach(Reader reader) {
      int classes = model.classes();
      float[] out = new float[batch(classes) * classes];
      for (int first = 0; first < truth.length; first += batch(classes)) {
        int count = Math.min(batch(classes), truth.length - first);
        model.predict(table, first, count, out);
        for (int i = 0; i < count; i++) {
          reader.read(first + i, out, i * classes);
        }
      }
    }
  }
}
