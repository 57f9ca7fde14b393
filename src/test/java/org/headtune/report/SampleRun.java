package org.headtune.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.headtune.evaluation.Evaluation;
import org.headtune.evaluation.Mistake;
import org.headtune.evaluation.Predictions;
import org.headtune.evaluation.RowResults;
import org.headtune.report.ReportData.Epoch;
import org.headtune.report.ReportData.Fact;
import org.headtune.report.ReportData.Judged;
import org.headtune.report.ReportData.Layer;
import org.headtune.report.ReportData.LayerCurve;
import org.headtune.report.ReportData.Wrong;

/** Reports of runs that never were, with the looks of real ones. */
final class SampleRun {
  private SampleRun() {}

  static ReportData digits() {
    return of(
        "train configs/digits.yaml",
        IntStream.range(0, 10).mapToObj(Integer::toString).toList(),
        30);
  }

  static ReportData of(String title, List<String> classNames, int epochs) {
    int classes = classNames.size();
    return new ReportData(
        title,
        List.of(
            new Fact("configuration", "configs/digits.yaml"),
            new Fact("training data", "data/digits/train.csv, 1 212 rows"),
            new Fact("SHA-256", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"),
            new Fact("seed, threads", "42, 1"),
            new Fact("backend", "CPU, OpenBLAS, oneDNN, AVX2"),
            new Fact("versions", "Headtune 0.1.0, Deeplearning4j 1.0.0-M2.1, Java 17.0.15"),
            new Fact("duration", "6.2 s")),
        List.of("The rows of the class <other> are few: its values say little."),
        List.of(judged("test", 450, classes, 1), judged("validation", 135, classes, 2)),
        classNames,
        curve(epochs),
        health(classes > 10 ? 22 : 2, epochs),
        epochs * 2 / 3,
        List.of(
            new Layer("dense_1", "dense, relu", "128", 8320, false),
            new Layer("dropout_2", "dropout 0.2", "128", 0, true),
            new Layer("head", "softmax", Integer.toString(classes), 129L * classes, true)));
  }

  /** In the lower layers of a deep network the gradients vanish. */
  private static List<LayerCurve> health(int layers, int epochs) {
    return IntStream.rangeClosed(1, layers)
        .mapToObj(
            layer ->
                new LayerCurve(
                    layer == layers ? "head" : "dense_" + layer,
                    Collections.nCopies(epochs, Math.pow(10, 0.5 * (layer - layers))),
                    Collections.nCopies(epochs, 1e-3 / layer),
                    Collections.nCopies(epochs, layer == layers ? Double.NaN : 0.25)))
        .toList();
  }

  private static List<Epoch> curve(int epochs) {
    Random random = new Random(7);
    List<Epoch> curve = new ArrayList<>();
    for (int epoch = 1; epoch <= epochs; epoch++) {
      double fall = Math.exp(-6.0 * epoch / epochs);
      curve.add(
          new Epoch(
              epoch,
              0.02 + 1.9 * fall,
              0.12 + 1.7 * fall + 0.02 * random.nextDouble(),
              0.97 - 0.6 * fall + 0.01 * random.nextDouble(),
              0.001 * (1 + Math.cos(Math.PI * epoch / epochs)) / 2));
    }
    return curve;
  }

  private static Judged judged(String name, int rows, int classes, long seed) {
    Predictions predictions = predictions(rows, classes, seed);
    List<Wrong> wrongs =
        Mistake.mostConfident(RowResults.of(predictions), 8).stream()
            .map(
                one ->
                    new Wrong(
                        "data/digits/" + name + ".csv:" + (one.row() + 2),
                        one.truth(),
                        one.predicted(),
                        one.confidence()))
            .toList();
    return new Judged(name, Evaluation.of(predictions), Optional.empty(), List.of(), wrongs);
  }

  static Predictions predictions(int rows, int classes, long seed) {
    Random random = new Random(seed);
    float[] probabilities = new float[rows * classes];
    int[] truth = new int[rows];
    for (int row = 0; row < rows; row++) {
      truth[row] = random.nextInt(classes);
      double[] weights = new double[classes];
      double sum = 0;
      for (int k = 0; k < classes; k++) {
        weights[k] = Math.exp(1.6 * random.nextGaussian() + (k == truth[row] ? 6 : 0));
        sum += weights[k];
      }
      for (int k = 0; k < classes; k++) {
        probabilities[row * classes + k] = (float) (weights[k] / sum);
      }
    }
    return new Predictions(classes, probabilities, truth);
  }
}
