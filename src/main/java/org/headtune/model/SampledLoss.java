package org.headtune.model;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.deeplearning4j.nn.layers.OutputLayer;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Cross-entropy of a softmax over few of the classes: those drawn for the batch, and for each row
 * its own. Each weighted sum is lowered by the logarithm of its class's probability of being drawn
 * (Bengio and Senécal 2008; Jean et al. 2015, section 3). Given that a row's class is one of the
 * candidates, the probabilities that come out are then those of the whole softmax, so that the
 * expected gradient is zero exactly where the whole one is right. This is TensorFlow's {@code
 * sampled_softmax_loss} with {@code remove_accidental_hits}: a row's own class, drawn or not,
 * counts once. A step reads and changes the weights of these classes alone.
 */
final class SampledLoss implements AutoCloseable {
  private static final int GROWTH = 1 << 16;

  private final ClassSampling sampling;
  private final SparseParameters weights;
  private final SparseParameters biases;
  private final int in;
  private final Matrix sums = new Matrix(1);
  private final Matrix below;
  private final int[] placeOf;
  private INDArray input;
  private int[] classes = new int[0];
  private int count;
  private int drawn;
  private float[] row = new float[0];

  SampledLoss(OutputLayer layer, ClassSampling sampling) {
    this.sampling = sampling;
    INDArray w = layer.getParam(DefaultParamInitializer.WEIGHT_KEY);
    INDArray b = layer.getParam(DefaultParamInitializer.BIAS_KEY);
    this.in = Math.toIntExact(w.size(0));
    this.weights = new SparseParameters(DefaultParamInitializer.WEIGHT_KEY, w, sampling.classes());
    this.biases = new SparseParameters(DefaultParamInitializer.BIAS_KEY, b, sampling.classes());
    this.below = new Matrix(in);
    this.placeOf = new int[sampling.classes()];
    Arrays.fill(placeOf, -1);
  }

  ClassSampling sampling() {
    return sampling;
  }

  List<SparseParameters> parameters() {
    return List.of(weights, biases);
  }

  /** Keeps the input of the layer. */
  void forward(INDArray values, LayerWorkspaceMgr workspaces) {
    input = Native.rowByRow(values, workspaces);
  }

  /**
   * The mean loss, and its gradient with respect to the weighted sums.
   *
   * @param labels class index of each row
   */
  double differentiate(int[] labels, long seed) {
    choose(labels, seed);
    weights.touch(classes, count);
    biases.touch(classes, count);
    int rows = labels.length;
    int size = Math.multiplyExact(rows, count);
    if (sums.rows() < size) {
      sums.rows((size / GROWTH + 1) * GROWTH);
    }
    Blas.forward(
        Native.address(input),
        weights.values().matrix().address(),
        sums.address(),
        rows,
        in,
        count);
    float[] shift = new float[count];
    biases.values().numbers(count).get(0, shift);
    for (int j = 0; j < count; j++) {
      shift[j] -= sampling.logInclusion()[classes[j]];
    }
    double loss = 0;
    for (int i = 0; i < rows; i++) {
      loss -= shifted(i, placeOf[labels[i]], shift);
    }
    Transforms.exp(sums.shaped(rows, new long[] {count}), false);
    float[] biasGradient = new float[count];
    for (int i = 0; i < rows; i++) {
      loss += Math.log(differentiated(i, placeOf[labels[i]], rows, biasGradient));
    }
    biases.gradient().numbers().put(0, biasGradient);
    return loss / rows;
  }

  /** The classes of this step: those drawn, and then the rows' own that are not among them. */
  private void choose(int[] labels, long seed) {
    for (int j = 0; j < count; j++) {
      placeOf[classes[j]] = -1;
    }
    int[] sample = sampling.draw(seed);
    drawn = sample.length;
    count = drawn;
    classes = Arrays.copyOf(sample, drawn + labels.length);
    for (int j = 0; j < drawn; j++) {
      placeOf[sample[j]] = j;
    }
    for (int label : labels) {
      if (placeOf[label] < 0) {
        placeOf[label] = count;
        classes[count++] = label;
      }
    }
    if (row.length < count) {
      row = new float[count];
    }
  }

  /** Makes a row's sums those of its candidates less the largest; gives that of its own class. */
  private float shifted(int i, int own, float[] shift) {
    FloatBuffer numbers = sums.numbers();
    numbers.get(i * count, row, 0, count);
    float ofOwn = row[own] + shift[own];
    float largest = ofOwn;
    for (int j = 0; j < drawn; j++) {
      row[j] += shift[j];
      largest = Math.max(largest, row[j]);
    }
    for (int j = 0; j < drawn; j++) {
      row[j] -= largest;
    }
    // Another row's class that was not drawn is no candidate.
    Arrays.fill(row, drawn, count, Float.NEGATIVE_INFINITY);
    row[own] = ofOwn - largest;
    numbers.put(i * count, row, 0, count);
    return row[own];
  }

  /** Makes a row's exponentials its gradient; gives their sum. */
  private double differentiated(int i, int own, int rows, float[] biasGradient) {
    FloatBuffer numbers = sums.numbers();
    numbers.get(i * count, row, 0, count);
    double sum = 0;
    for (int j = 0; j < count; j++) {
      sum += row[j];
    }
    float factor = (float) (1 / sum / rows);
    for (int j = 0; j < count; j++) {
      row[j] *= factor;
    }
    row[own] -= 1f / rows;
    for (int j = 0; j < count; j++) {
      biasGradient[j] += row[j];
    }
    numbers.put(i * count, row, 0, count);
    return sum;
  }

  /**
   * After {@link #differentiate}: the gradients of the weights.
   *
   * @return the gradient with respect to the input, or null if it is not asked for
   */
  INDArray backward(boolean trained, boolean further) {
    int rows = Math.toIntExact(input.size(0));
    FloatPointer delta = sums.address();
    if (trained) {
      Blas.weightGradient(
          Native.address(input), delta, weights.gradient().address(), rows, in, count);
    }
    if (!further) {
      return null;
    }
    below.rows(rows);
    Blas.inputGradient(
        delta, weights.values().matrix().address(), below.address(), rows, in, count);
    return below.array();
  }

  @Override
  public void close() {
    weights.close();
    biases.close();
    sums.close();
    below.close();
  }
}
