package org.headtune.model;

import java.nio.FloatBuffer;
import java.util.function.Supplier;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.updater.UpdaterBlock;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Squares of the numbers of one array of parameters, its gradient and its last change. Of a very
 * large array some runs of numbers at even distances stand for all.
 */
final class WatchedArray {
  private static final int MOST_NUMBERS = 1 << 20;
  private static final int RUN = 2048;

  private final String layer;
  private final Supplier<FloatBuffer> parameters;
  private final Supplier<FloatBuffer> gradients;
  private int length;
  private int runs;
  private final float[] now = new float[RUN];
  private float[] before;

  private WatchedArray(
      String layer, Supplier<FloatBuffer> parameters, Supplier<FloatBuffer> gradients) {
    this.layer = layer;
    this.parameters = parameters;
    this.gradients = gradients;
  }

  /** One of the arrays that a network trains. */
  static WatchedArray of(ComputationGraph graph, UpdaterBlock.ParamState array) {
    int from = array.getParamOffsetStart();
    int to = array.getParamOffsetEnd();
    return new WatchedArray(
        array.getLayer().getConfig().getLayerName(),
        () -> slice(graph.params(), from, to),
        () -> slice(graph.getFlattenedGradients(), from, to));
  }

  /** What a step touches of an array. */
  static WatchedArray of(String layer, SparseParameters array) {
    return new WatchedArray(
        layer,
        () -> array.values().numbers(array.count()),
        () -> array.gradient().numbers().slice(0, array.count() * array.width()));
  }

  private static FloatBuffer slice(INDArray flat, long from, long to) {
    return Native.address(flat).position(from).limit(to).asBuffer();
  }

  String layer() {
    return layer;
  }

  /** Keeps the parameters, so that a change can be seen, and gives the gradient's squares. */
  double gradientSquares() {
    FloatBuffer gradient = gradients.get();
    FloatBuffer parameter = parameters.get();
    length = gradient.remaining();
    runs = (Math.min(length, MOST_NUMBERS) + RUN - 1) / RUN;
    before = new float[runs * RUN];
    double sum = 0;
    for (int run = 0; run < runs; run++) {
      int size = size(run);
      gradient.get(from(run), now, 0, size);
      sum += squares(now, 0, size);
      parameter.get(from(run), before, run * RUN, size);
    }
    return sum * scale();
  }

  /** The squares of the parameters as they were then. */
  double parameterSquares() {
    double sum = 0;
    for (int run = 0; run < runs; run++) {
      sum += squares(before, run * RUN, size(run));
    }
    return sum * scale();
  }

  /** The squares of what has been added to them since; forgets how they were. */
  double changeSquares() {
    FloatBuffer parameter = parameters.get();
    double sum = 0;
    for (int run = 0; run < runs; run++) {
      int size = size(run);
      parameter.get(from(run), now, 0, size);
      for (int i = 0; i < size; i++) {
        now[i] -= before[run * RUN + i];
      }
      sum += squares(now, 0, size);
    }
    before = null;
    return sum * scale();
  }

  private int from(int run) {
    return runs == 1 ? 0 : (int) ((long) run * (length - size(run)) / (runs - 1));
  }

  private int size(int run) {
    return length > MOST_NUMBERS ? RUN : Math.min(RUN, length - run * RUN);
  }

  private double scale() {
    return length > MOST_NUMBERS ? (double) length / MOST_NUMBERS : 1;
  }

  /** Four sums, so that no addition waits for the one before. */
  private static double squares(float[] numbers, int from, int size) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = from;
    for (; i + 3 < from + size; i += 4) {
      a += (double) numbers[i] * numbers[i];
      b += (double) numbers[i + 1] * numbers[i + 1];
      c += (double) numbers[i + 2] * numbers[i + 2];
      d += (double) numbers[i + 3] * numbers[i + 3];
    }
    for (; i < from + size; i++) {
      a += (double) numbers[i] * numbers[i];
    }
    return a + b + c + d;
  }
}
