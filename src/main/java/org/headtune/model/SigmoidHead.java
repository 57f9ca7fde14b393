package org.headtune.model;

import java.nio.FloatBuffer;
import org.deeplearning4j.nn.layers.OutputLayer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.headtune.data.LabelSets;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The logistic function of each output of a linear layer with binary cross-entropy: every class is
 * a question of its own. The loss of a row is the mean over the K classes of {@code max(z, 0) - z y
 * + log(1 + exp(-|z|))}, which is {@code -log s(z)} for a class that the row has and {@code -log(1
 * - s(z))} for another, exact and finite for any logit z; it is PyTorch's {@code
 * BCEWithLogitsLoss}. DL4J's own ends where the probability is rounded to 0 or 1.
 */
final class SigmoidHead extends ClassHead {
  private final Weights weights;
  private final Matrix output;
  private final float[] row;
  private final float[] gradient;
  private LabelSets sets = LabelSets.SINGLE;

  SigmoidHead(String name, OutputLayer layer) {
    super(name);
    this.weights = new Weights(layer);
    this.output = new Matrix(weights.out());
    this.row = new float[weights.out()];
    this.gradient = new float[weights.out()];
  }

  @Override
  void begin(TrainingRules rules) {
    sets = rules.labels();
  }

  /** The weighted sums, and no logistic function yet. */
  @Override
  INDArray forward(INDArray input, boolean training, LayerWorkspaceMgr workspaces) {
    int rows = Math.toIntExact(input.size(0));
    weights.multiply(input, output.rows(rows), workspaces);
    float[] bias = weights.bias();
    FloatBuffer numbers = output.numbers();
    for (int i = 0; i < rows; i++) {
      numbers.get(i * row.length, row);
      for (int k = 0; k < row.length; k++) {
        row[k] += bias[k];
      }
      numbers.put(i * row.length, row);
    }
    return output.array();
  }

  @Override
  void probabilities(float[] probabilities, int from) {
    for (int i = 0; i < output.rows(); i++) {
      output.numbers().get(i * row.length, row);
      for (int k = 0; k < row.length; k++) {
        probabilities[from + i * row.length + k] = (float) logistic(row[k]);
      }
    }
  }

  @Override
  void logits(float[] logits, int from) {
    for (int i = 0; i < output.rows(); i++) {
      output.numbers().get(i * row.length, row);
      System.arraycopy(row, 0, logits, from + i * row.length, row.length);
    }
  }

  /** 1 / (1 + exp(-z)); an exponential that overflows gives 0. */
  private static double logistic(double z) {
    return 1 / (1 + Math.exp(-z));
  }

  /** The gradient of the mean loss is (s(z) - y) / (rows K); s(z) - 1 is -s(-z). */
  @Override
  double differentiate(BatchLoss batch) {
    int rows = output.rows();
    double share = 1.0 / rows / row.length;
    FloatBuffer numbers = output.numbers();
    double loss = 0;
    for (int i = 0; i < rows; i++) {
      numbers.get(i * row.length, row);
      for (int k = 0; k < row.length; k++) {
        loss += Math.max(row[k], 0) + Math.log1p(Math.exp(-Math.abs(row[k])));
        gradient[k] = (float) (logistic(row[k]) * share);
      }
      for (int k : sets.classes(batch.labels()[i])) {
        loss -= row[k];
        gradient[k] = (float) (-logistic(-row[k]) * share);
      }
      numbers.put(i * row.length, gradient);
    }
    return loss * share;
  }

  /** After {@link #differentiate}, whose result is the gradient. */
  @Override
  INDArray backward(INDArray ignored, boolean further, LayerWorkspaceMgr workspaces) {
    return weights.backward(output.address(), output.rows(), !frozen(), further);
  }

  @Override
  public void close() {
    weights.close();
    output.close();
  }
}
