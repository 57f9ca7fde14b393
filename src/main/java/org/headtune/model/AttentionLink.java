package org.headtune.model;

import java.nio.FloatBuffer;
import java.util.function.Supplier;
import org.bytedeco.javacpp.FloatPointer;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.headtune.model.Blas.Rows;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Multi-head self-attention (Vaswani et al. 2017, "Attention is all you need", section 3.2) without
 * biases: with Q, K and V products of a sequence's steps with three matrices, each head gives
 * {@code softmax(Q transposed K / sqrt(size)) V}, and all of them side by side are multiplied by a
 * fourth one. Every sequence is dealt with by itself and up to its own length, so that a row's
 * numbers depend neither on its neighbours nor on what stands behind its last step.
 */
final class AttentionLink extends Link {
  /** Steps whose weights over all steps are there at a time. */
  private static final int BLOCK = 64;

  private static final int QUERY = 0;
  private static final int KEY = 1;
  private static final int VALUE = 2;

  private final AttentionForm form;
  private final int steps;
  private final int width;
  private final double scale;
  private final FloatPointer parameters;
  private final Supplier<INDArray> gradients;

  /** Query, key and value of all heads: 3 width numbers for each step. */
  private final Matrix projected;

  private final Matrix projectedGradients;

  /** What the heads give, side by side, for each step. */
  private final Matrix contexts;

  private final Matrix contextGradients;
  private final Matrix weights;
  private final Matrix weightGradients;
  private final Matrix output;
  private final Matrix below;
  private final float[] w;
  private final float[] g;
  private INDArray input;
  private int[] lengths = {};

  /**
   * @param layer DL4J's layer with the parameters
   * @param steps of the longest sequence
   */
  AttentionLink(String name, Layer layer, AttentionForm form, int steps) {
    super(name);
    this.form = form;
    this.steps = steps;
    this.width = form.width();
    this.scale = 1 / Math.sqrt(form.size());
    this.parameters = Native.address(layer.params());
    this.gradients = layer::getGradientsViewArray;
    this.projected = new Matrix(3 * width);
    this.projectedGradients = new Matrix(3 * width);
    this.contexts = new Matrix(width);
    this.contextGradients = new Matrix(width);
    this.weights = new Matrix(steps);
    this.weightGradients = new Matrix(steps);
    this.output = new Matrix(SequenceRows.width(steps, form.out()));
    this.below = new Matrix(SequenceRows.width(steps, form.in()));
    this.w = new float[steps];
    this.g = new float[steps];
  }

  private static FloatPointer at(FloatPointer numbers, long from) {
    return new FloatPointer(numbers).position(numbers.position() + from);
  }

  /** The numbers of a head in {@code projected} or its gradients, from a step on. */
  private Rows part(Matrix matrix, int place, int firstStep, int which, int head) {
    long from = ((long) place * steps + firstStep) * 3 * width + (long) which * width;
    return new Rows(at(matrix.address(), from + (long) head * form.size()), 3 * width);
  }

  /** The numbers of a head in {@code contexts} or its gradients, from a step on. */
  private Rows context(Matrix matrix, int place, int firstStep, int head) {
    long from = ((long) place * steps + firstStep) * width + (long) head * form.size();
    return new Rows(at(matrix.address(), from), width);
  }

  /** The steps of a row. */
  private static Rows steps(FloatPointer numbers, Matrix shape, int row, int stride) {
    return new Rows(at(numbers, (long) row * shape.width()), stride);
  }

  private Rows inputWeights(FloatPointer all) {
    return new Rows(all, form.in());
  }

  private Rows outputWeights(FloatPointer all) {
    return new Rows(at(all, form.outputWeights()), form.out());
  }

  @Override
  boolean changes() {
    return true;
  }

  @Override
  INDArray forward(INDArray sequences, boolean training, LayerWorkspaceMgr workspaces) {
    input = Native.rowByRow(sequences, workspaces);
    int rows = Math.toIntExact(input.size(0));
    lengths = SequenceRows.lengths(Native.address(input).asBuffer(), rows, steps, form.in());
    // Without a way back each row may use the same place.
    int places = Math.multiplyExact(training ? rows : 1, steps);
    projected.rows(places);
    contexts.rows(places);
    weights.rows(Math.min(BLOCK, steps));
    output.rows(rows).array().assign(0);
    for (int row = 0; row < rows; row++) {
      output.numbers().put((row + 1) * output.width() - 1, lengths[row]);
      if (lengths[row] > 0) {
        forward(row, training ? row : 0, lengths[row]);
      }
    }
    return output.array();
  }

  private void forward(int row, int place, int length) {
    Blas.timesTransposed(
        steps(Native.address(input), below, row, form.in()),
        inputWeights(parameters),
        length,
        3 * width,
        form.in(),
        part(projected, place, 0, QUERY, 0));
    for (int head = 0; head < form.heads(); head++) {
      for (int first = 0; first < length; first += BLOCK) {
        int count = Math.min(BLOCK, length - first);
        weigh(place, head, first, count, length);
        Blas.times(
            new Rows(weights.address(), steps),
            part(projected, place, 0, VALUE, head),
            count,
            form.size(),
            length,
            0,
            context(contexts, place, first, head));
      }
    }
    Blas.times(
        context(contexts, place, 0, 0),
        outputWeights(parameters),
        length,
        form.out(),
        width,
        0,
        steps(output.address(), output, row, form.out()));
  }

  /** Computes with what weights some steps look at all of them. */
  private void weigh(int place, int head, int first, int count, int length) {
    Blas.timesTransposed(
        part(projected, place, first, QUERY, head),
        part(projected, place, 0, KEY, head),
        count,
        length,
        form.size(),
        new Rows(weights.address(), steps));
    FloatBuffer numbers = weights.numbers();
    for (int i = 0; i < count; i++) {
      numbers.get(i * steps, w, 0, length);
      softmax(length);
      numbers.put(i * steps, w, 0, length);
    }
  }

  private void softmax(int length) {
    float largest = Float.NEGATIVE_INFINITY;
    for (int j = 0; j < length; j++) {
      largest = Math.max(largest, w[j]);
    }
    double sum = 0;
    for (int j = 0; j < length; j++) {
      w[j] = (float) Math.exp(scale * (w[j] - largest));
      sum += w[j];
    }
    for (int j = 0; j < length; j++) {
      w[j] = (float) (w[j] / sum);
    }
  }

  @Override
  INDArray backward(INDArray gradient, boolean further, LayerWorkspaceMgr workspaces) {
    FloatPointer above = Native.address(Native.rowByRow(gradient, workspaces));
    int rows = lengths.length;
    projectedGradients.rows(steps);
    contextGradients.rows(steps);
    weightGradients.rows(Math.min(BLOCK, steps));
    if (!frozen()) {
      gradients.get().assign(0);
    }
    if (further) {
      below.rows(rows).array().assign(0);
    }
    for (int row = 0; row < rows; row++) {
      if (lengths[row] > 0) {
        backward(row, lengths[row], steps(above, output, row, form.out()), further);
      }
    }
    return further ? below.array() : null;
  }

  private void backward(int row, int length, Rows above, boolean further) {
    Rows ofContexts = context(contextGradients, 0, 0, 0);
    Blas.timesTransposed(above, outputWeights(parameters), length, width, form.out(), ofContexts);
    for (int head = 0; head < form.heads(); head++) {
      for (int first = 0; first < length; first += BLOCK) {
        backward(row, head, first, Math.min(BLOCK, length - first), length);
      }
    }
    Rows ofProjected = part(projectedGradients, 0, 0, QUERY, 0);
    if (!frozen()) {
      FloatPointer all = Native.address(gradients.get());
      Blas.transposedTimes(
          context(contexts, row, 0, 0), above, width, form.out(), length, 1, outputWeights(all));
      Blas.transposedTimes(
          ofProjected,
          steps(Native.address(input), below, row, form.in()),
          3 * width,
          form.in(),
          length,
          1,
          inputWeights(all));
    }
    if (further) {
      Blas.times(
          ofProjected,
          inputWeights(parameters),
          length,
          form.in(),
          3 * width,
          0,
          steps(below.address(), below, row, form.in()));
    }
  }

  /** Back through what some steps have looked at in one head. */
  private void backward(int row, int head, int first, int count, int length) {
    weigh(row, head, first, count, length);
    Rows ofContexts = context(contextGradients, 0, first, head);
    Rows ofWeights = new Rows(weightGradients.address(), steps);
    float share = first == 0 ? 0 : 1;
    Blas.timesTransposed(
        ofContexts, part(projected, row, 0, VALUE, head), count, length, form.size(), ofWeights);
    Blas.transposedTimes(
        new Rows(weights.address(), steps),
        ofContexts,
        length,
        form.size(),
        count,
        share,
        part(projectedGradients, 0, 0, VALUE, head));
    for (int i = 0; i < count; i++) {
      softmaxGradient(i, length);
    }
    Blas.times(
        ofWeights,
        part(projected, row, 0, KEY, head),
        count,
        form.size(),
        length,
        0,
        part(projectedGradients, 0, first, QUERY, head));
    Blas.transposedTimes(
        ofWeights,
        part(projected, row, first, QUERY, head),
        length,
        form.size(),
        count,
        share,
        part(projectedGradients, 0, 0, KEY, head));
  }

  /** From the gradient of a step's weights to that of what they are the softmax of. */
  private void softmaxGradient(int step, int length) {
    weights.numbers().get(step * steps, w, 0, length);
    weightGradients.numbers().get(step * steps, g, 0, length);
    double mean = 0;
    for (int j = 0; j < length; j++) {
      mean += (double) w[j] * g[j];
    }
    for (int j = 0; j < length; j++) {
      g[j] = (float) (scale * w[j] * (g[j] - mean));
    }
    weightGradients.numbers().put(step * steps, g, 0, length);
  }

  @Override
  public void close() {
    input = null;
    projected.close();
    projectedGradients.close();
    contexts.close();
    contextGradients.close();
    weights.close();
    weightGradients.close();
    output.close();
    below.close();
  }
}
