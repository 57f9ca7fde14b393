package org.headtune.model;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.layers.OutputLayer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * The softmax of a linear layer. Its cross-entropy is the logarithm of the sum of exponentials less
 * the true class's sum, so it is exact and unbounded where DL4J's ends at a probability of 1e-10.
 */
final class SoftmaxHead extends ClassHead {
  /** Exponentials of more classes are quicker in native code. */
  private static final int MOST_CLASSES = 128;

  private final OutputLayer layer;
  private final Weights weights;
  private final Matrix output;
  private final float[] row;
  private Optional<SampledLoss> sampled = Optional.empty();

  SoftmaxHead(String name, OutputLayer layer) {
    super(name);
    this.layer = layer;
    this.weights = new Weights(layer);
    this.output = new Matrix(weights.out());
    this.row = new float[weights.out()];
  }

  /** The linear layer. */
  Weights weights() {
    return weights;
  }

  @Override
  void begin(TrainingRules rules) {
    if (!rules.sampling().equals(sampled.map(SampledLoss::sampling))) {
      sampled.ifPresent(SampledLoss::close);
      sampled = rules.sampling().map(sampling -> new SampledLoss(layer, sampling));
    }
  }

  @Override
  List<SparseParameters> sparse() {
    return sampled.map(SampledLoss::parameters).orElse(List.of());
  }

  /**
   * The weighted sums less the largest of their row, and no softmax yet. In training with a sample
   * of the classes there is nothing to compute before the sample is drawn.
   */
  @Override
  INDArray forward(INDArray input, boolean training, LayerWorkspaceMgr workspaces) {
    if (training && sampled.isPresent()) {
      sampled.get().forward(input, workspaces);
      return input;
    }
    int rows = Math.toIntExact(input.size(0));
    weights.multiply(input, output.rows(rows), workspaces);
    float[] bias = weights.bias();
    FloatBuffer numbers = output.numbers();
    for (int i = 0; i < rows; i++) {
      numbers.get(i * row.length, row);
      float largest = Float.NEGATIVE_INFINITY;
      for (int k = 0; k < row.length; k++) {
        row[k] += bias[k];
        largest = Math.max(largest, row[k]);
      }
      for (int k = 0; k < row.length; k++) {
        row[k] -= largest;
      }
      numbers.put(i * row.length, row);
    }
    return output.array();
  }

  @Override
  void probabilities(float[] probabilities, int from) {
    exponentials();
    for (int i = 0; i < output.rows(); i++) {
      double sum = read(i);
      for (int k = 0; k < row.length; k++) {
        probabilities[from + i * row.length + k] = (float) (row[k] / sum);
      }
    }
  }

  @Override
  void logits(float[] logits, int from) {
    output.numbers().get(0, logits, from, output.rows() * row.length);
  }

  @Override
  double differentiate(BatchLoss loss) {
    if (sampled.isPresent()) {
      // The loop seeds this generator for each batch; dropout draws from it as well.
      return sampled.get().differentiate(loss.labels(), Nd4j.getRandom().nextLong());
    }
    return loss.isCrossEntropy() ? crossEntropy(loss.labels()) : anyLoss(loss);
  }

  private double anyLoss(BatchLoss loss) {
    FloatBuffer numbers = output.numbers();
    double[] logProbabilities = new double[row.length];
    double[] slope = new double[row.length];
    double mean = 0;
    for (int i = 0; i < output.rows(); i++) {
      numbers.get(i * row.length, row);
      for (int k = 0; k < row.length; k++) {
        logProbabilities[k] = row[k];
      }
      LogSoftmax.of(logProbabilities);
      mean += loss.of(i, logProbabilities, slope);
      double sum = Arrays.stream(slope).sum();
      for (int k = 0; k < row.length; k++) {
        row[k] = (float) (slope[k] - Math.exp(logProbabilities[k]) * sum);
      }
      numbers.put(i * row.length, row);
    }
    return mean;
  }

  private double crossEntropy(int[] labels) {
    int rows = output.rows();
    FloatBuffer numbers = output.numbers();
    double loss = 0;
    for (int i = 0; i < rows; i++) {
      loss -= numbers.get(i * row.length + labels[i]);
    }
    exponentials();
    for (int i = 0; i < rows; i++) {
      double sum = read(i);
      loss += Math.log(sum);
      for (int k = 0; k < row.length; k++) {
        row[k] = (float) ((row[k] / sum - (k == labels[i] ? 1 : 0)) / rows);
      }
      numbers.put(i * row.length, row);
    }
    return loss / rows;
  }

  private void exponentials() {
    if (row.length > MOST_CLASSES) {
      Transforms.exp(output.array(), false);
      return;
    }
    FloatBuffer numbers = output.numbers();
    for (int i = 0; i < output.rows(); i++) {
      numbers.get(i * row.length, row);
      for (int k = 0; k < row.length; k++) {
        row[k] = (float) Math.exp(row[k]);
      }
      numbers.put(i * row.length, row);
    }
  }

  /** Reads a row and gives its sum. */
  private double read(int index) {
    output.numbers().get(index * row.length, row);
    double sum = 0;
    for (float value : row) {
      sum += value;
    }
    return sum;
  }

  /** After {@link #differentiate}, whose result is the gradient. */
  @Override
  INDArray backward(INDArray ignored, boolean further, LayerWorkspaceMgr workspaces) {
    if (sampled.isPresent()) {
      return sampled.get().backward(!frozen(), further);
    }
    return weights.backward(output.address(), output.rows(), !frozen(), further);
  }

  @Override
  public void close() {
    weights.close();
    output.close();
    sampled.ifPresent(SampledLoss::close);
  }
}
