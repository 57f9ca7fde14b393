package org.headtune.model;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.bytedeco.javacpp.FloatPointer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * The mixture of {@link MixtureOfSoftmaxes}, block by block of rows, so that memory does not grow
 * with the batch. All is computed from logarithms: {@code log p_k} is the logarithm of the sum over
 * c of {@code exp(log pi_c + log q_ck)}, exact where every component gives k no probability that a
 * number could hold. With {@code r_ck = pi_c q_ck / p_k} and the slope {@code g_k = dL / dlog p_k},
 * the gradients of the logits are {@code g_k r_ck - q_ck s_c}, those of the prior's {@code s_c -
 * pi_c sum of s}, where {@code s_c} is the sum over k of {@code g_k r_ck}.
 */
final class MixtureHead extends ClassHead {
  /** Numbers of a block's largest matrix, as long as one row has no more. */
  private static final int BLOCK_NUMBERS = 1 << 20;

  private final MixtureOfSoftmaxesLayer layer;
  private final int in;
  private final int components;
  private final int width;
  private final int classes;
  private final int blockRows;
  private final Matrix prior;
  private final Matrix latent;
  private final Matrix logits;
  private final Matrix below;
  private final Matrix output;
  private final float[] priorRow;
  private final float[] latentRow;
  private final float[] row;
  private final double[] logPrior;
  private final double[] responsibility;
  private final double[] sum;
  private final double[][] logComponents;
  private final double[] logMixture;
  private INDArray input;
  private final MixtureGradients gradients;

  MixtureHead(String name, MixtureOfSoftmaxesLayer layer) {
    super(name);
    MixtureOfSoftmaxes conf = layer.layerConf();
    this.layer = layer;
    this.in = Math.toIntExact(conf.getNIn());
    this.components = conf.getComponents();
    this.width = conf.getWidth();
    this.classes = Math.toIntExact(conf.getNOut());
    int perRow = Math.multiplyExact(components, Math.max(classes, width));
    this.blockRows = Math.max(1, BLOCK_NUMBERS / perRow);
    this.prior = new Matrix(components);
    this.latent = new Matrix(components * width);
    this.logits = new Matrix(components * classes);
    this.below = new Matrix(in);
    this.output = new Matrix(classes);
    this.priorRow = new float[components];
    this.latentRow = new float[components * width];
    this.row = new float[classes];
    this.logPrior = new double[components];
    this.responsibility = new double[components];
    this.sum = new double[components];
    this.logComponents = new double[components][classes];
    this.logMixture = new double[classes];
    this.gradients = new MixtureGradients(layer);
  }

  private FloatPointer parameter(String key) {
    return Native.address(layer.getParam(key));
  }

  /**
   * In prediction the logarithms of the probabilities; in training nothing before the loss is
   * known.
   */
  @Override
  INDArray forward(INDArray values, boolean training, LayerWorkspaceMgr workspaces) {
    input = Native.rowByRow(values, workspaces);
    if (training) {
      return input;
    }
    int rows = Math.toIntExact(input.size(0));
    output.rows(rows);
    for (int from = 0; from < rows; from += blockRows) {
      int count = Math.min(blockRows, rows - from);
      logits(from, count);
      for (int i = 0; i < count; i++) {
        logMixture(i);
        for (int k = 0; k < classes; k++) {
          row[k] = (float) logMixture[k];
        }
        output.numbers().put((from + i) * classes, row);
      }
    }
    return output.array();
  }

  /** The logits of a block of rows, and the states and logits of the prior below them. */
  private void logits(int from, int count) {
    FloatPointer x = input(from);
    Blas.forward(
        x, parameter(MixtureParameters.PRIOR), prior.rows(count).address(), count, in, components);
    Blas.forward(
        x,
        parameter(MixtureParameters.LATENT),
        latent.rows(count).address(),
        count,
        in,
        components * width);
    add(MixtureParameters.LATENT_BIAS, latent, count, latentRow);
    Transforms.tanh(latent.array(), false);
    Blas.forward(
        latent.address(),
        parameter(MixtureParameters.WEIGHT),
        logits.rows(count).address(),
        count * components,
        width,
        classes);
    add(MixtureParameters.BIAS, logits, count * components, row);
  }

  private void add(String key, Matrix matrix, int rows, float[] row) {
    float[] biases = new float[row.length];
    parameter(key).get(biases);
    for (int i = 0; i < rows; i++) {
      matrix.numbers().get(i * row.length, row);
      for (int j = 0; j < row.length; j++) {
        row[j] += biases[j];
      }
      matrix.numbers().put(i * row.length, row);
    }
  }

  private FloatPointer input(int from) {
    FloatPointer x = Native.address(input);
    return x.position((long) from * in);
  }

  /** Makes the logits of a block what they are less the largest of their component. */
  private void exponentials(int count) {
    for (int part = 0; part < count * components; part++) {
      logits.numbers().get(part * classes, row);
      float most = LogSoftmax.largest(row);
      for (int k = 0; k < classes; k++) {
        row[k] -= most;
      }
      logits.numbers().put(part * classes, row);
    }
    Transforms.exp(logits.array(), false);
  }

  /** The logarithms of a row's prior. */
  private void readPrior(int i) {
    prior.numbers().get(i * components, priorRow);
    for (int c = 0; c < components; c++) {
      logPrior[c] = priorRow[c];
    }
    LogSoftmax.of(logPrior);
  }

  /** One component's exponentials of a row, whose sum it gives. */
  private double read(int part) {
    logits.numbers().get(part * classes, row);
    double total = 0;
    for (float number : row) {
      total += number;
    }
    return total;
  }

  @Override
  void probabilities(float[] probabilities, int from) {
    for (int i = 0; i < output.rows(); i++) {
      output.numbers().get(i * classes, row);
      double total = 0;
      for (int k = 0; k < classes; k++) {
        row[k] = (float) Math.exp(row[k]);
        total += row[k];
      }
      for (int k = 0; k < classes; k++) {
        probabilities[from + i * classes + k] = (float) (row[k] / total);
      }
    }
  }

  @Override
  void logits(float[] logits, int from) {
    output.numbers().get(0, logits, from, output.rows() * classes);
  }

  /** Also goes all the way back: a block's states are lost with the next one. */
  @Override
  double differentiate(BatchLoss loss) {
    int rows = Math.toIntExact(input.size(0));
    below.rows(rows);
    double mean = 0;
    for (int from = 0; from < rows; from += blockRows) {
      int count = Math.min(blockRows, rows - from);
      logits(from, count);
      mean += loss.isCrossEntropy() ? crossEntropy(loss, from, count) : anyLoss(loss, from, count);
      gradients.back(input(from), from, prior, latent, logits, below, !frozen());
    }
    return mean;
  }

  /** Its slope is -1 for the row's class alone. */
  private double crossEntropy(BatchLoss loss, int from, int count) {
    int rows = loss.labels().length;
    FloatBuffer numbers = logits.numbers();
    double[][] ofLabel = new double[count][components];
    for (int i = 0; i < count; i++) {
      for (int c = 0; c < components; c++) {
        numbers.get((i * components + c) * classes, row);
        ofLabel[i][c] = row[loss.labels()[from + i]] - LogSoftmax.largest(row);
      }
    }
    exponentials(count);
    double mean = 0;
    for (int i = 0; i < count; i++) {
      int label = loss.labels()[from + i];
      readPrior(i);
      for (int c = 0; c < components; c++) {
        sum[c] = read(i * components + c);
        responsibility[c] = logPrior[c] + ofLabel[i][c] - Math.log(sum[c]);
      }
      double joint = responsibility[0];
      LogSoftmax.of(responsibility);
      // What was taken off each logarithm is that of the sum: the label's log probability.
      mean -= (joint - responsibility[0]) / rows;
      for (int c = 0; c < components; c++) {
        double share = Math.exp(responsibility[c]) / rows;
        int at = (i * components + c) * classes;
        numbers.get(at, row);
        float factor = (float) (share / sum[c]);
        for (int k = 0; k < classes; k++) {
          row[k] *= factor;
        }
        row[label] -= (float) share;
        numbers.put(at, row);
        priorRow[c] = (float) (Math.exp(logPrior[c]) / rows - share);
      }
      prior.numbers().put(i * components, priorRow);
    }
    return mean;
  }

  private double anyLoss(BatchLoss loss, int from, int count) {
    double[] slope = new double[classes];
    double mean = 0;
    for (int i = 0; i < count; i++) {
      logMixture(i);
      mean += loss.of(from + i, logMixture, slope);
      differentiate(i, slope);
    }
    return mean;
  }

  /** The logarithms of a row's probabilities, by component and mixed. */
  private void logMixture(int i) {
    readPrior(i);
    for (int c = 0; c < components; c++) {
      logits.numbers().get((i * components + c) * classes, row);
      for (int k = 0; k < classes; k++) {
        logComponents[c][k] = row[k];
      }
      LogSoftmax.of(logComponents[c]);
    }
    for (int k = 0; k < classes; k++) {
      for (int c = 0; c < components; c++) {
        sum[c] = logPrior[c] + logComponents[c][k];
      }
      // Rounding must not make it a probability above 1.
      logMixture[k] = Math.min(0, LogSoftmax.logOfSum(sum));
    }
  }

  /** Makes a row's logits and those of its prior their gradients. */
  private void differentiate(int i, double[] slope) {
    Arrays.fill(sum, 0);
    double total = 0;
    for (int c = 0; c < components; c++) {
      for (int k = 0; k < classes; k++) {
        sum[c] += slope[k] * Math.exp(logPrior[c] + logComponents[c][k] - logMixture[k]);
      }
      total += sum[c];
    }
    for (int c = 0; c < components; c++) {
      for (int k = 0; k < classes; k++) {
        double share = slope[k] * Math.exp(logPrior[c] + logComponents[c][k] - logMixture[k]);
        row[k] = (float) (share - Math.exp(logComponents[c][k]) * sum[c]);
      }
      logits.numbers().put((i * components + c) * classes, row);
      priorRow[c] = (float) (sum[c] - Math.exp(logPrior[c]) * total);
    }
    prior.numbers().put(i * components, priorRow);
  }

  /** After {@link #differentiate}, which has gone all the way. */
  @Override
  INDArray backward(INDArray ignored, boolean further, LayerWorkspaceMgr workspaces) {
    return below.array();
  }

  @Override
  public void close() {
    prior.close();
    latent.close();
    gradients.close();
    logits.close();
    below.close();
    output.close();
  }
}
