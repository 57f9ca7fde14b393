package org.headtune.model;

import org.deeplearning4j.nn.layers.OutputLayer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A linear layer whose outputs for the two views of a row are held against those for the views of
 * other rows, {@link Pretext.Contrast}. The first half of a batch are the first views of its rows,
 * the second half their second views in the same order.
 */
final class ContrastHead extends PretextHead {
  /** Shorter vectors point nowhere: what they are divided by, and they have no gradient. */
  private static final double SHORTEST = 1e-8;

  private final LinearOutputs outputs;
  private final Matrix output;
  private final Matrix units; // the outputs, each of length 1
  private final float[] row;
  private final float[] slope;
  private double[] lengths = {};
  private Matrix cosines; // of each view with each
  private double temperature = 1;

  ContrastHead(String name, OutputLayer layer) {
    super(name);
    outputs = new LinearOutputs(layer);
    output = outputs.sums();
    units = new Matrix(output.width());
    row = new float[output.width()];
    slope = new float[output.width()];
  }

  @Override
  void begin(TrainingRules rules) {
    temperature =
        rules
            .pretext()
            .filter(Pretext.Contrast.class::isInstance)
            .map(pretext -> ((Pretext.Contrast) pretext).temperature())
            .orElse(1.0);
  }

  @Override
  INDArray forward(INDArray input, boolean training, LayerWorkspaceMgr workspaces) {
    return outputs.forward(input, workspaces);
  }

  @Override
  double differentiate(Matrix ignored) {
    compare();
    int views = output.rows();
    float[] line = new float[views];
    float[] all = new float[views * views];
    double loss = 0;
    for (int i = 0; i < views; i++) {
      cosines.read(i, line);
      loss += softmax(line, i);
      System.arraycopy(line, 0, all, i * views, views);
    }
    symmetric(all, views);
    // Each cosine is one of a view with a partner, and the same the other way round.
    Blas.inputGradient(
        cosines.address(), units.address(), output.address(), views, row.length, views);
    for (int i = 0; i < views; i++) {
      throughLength(i);
    }
    return loss / views;
  }

  /** Leaves the derivatives of the mean loss by each pair's cosine. */
  private void symmetric(float[] all, int views) {
    double share = 1 / (temperature * views);
    float[] line = new float[views];
    for (int i = 0; i < views; i++) {
      for (int j = 0; j < views; j++) {
        line[j] = (float) (share * ((double) all[i * views + j] + all[j * views + i]));
      }
      cosines.write(i, line);
    }
  }

  /** From the gradient of a vector of length 1 to that of what it was before. */
  private void throughLength(int view) {
    units.read(view, row);
    output.read(view, slope);
    double along = 0;
    for (int k = 0; k < row.length; k++) {
      along += (double) row[k] * slope[k];
    }
    boolean nowhere = lengths[view] == SHORTEST;
    for (int k = 0; k < row.length; k++) {
      slope[k] = nowhere ? 0 : (float) ((slope[k] - along * row[k]) / lengths[view]);
    }
    output.write(view, slope);
  }

  @Override
  PretextScore score(Matrix ignored) {
    compare();
    int views = output.rows();
    float[] line = new float[views];
    double loss = 0;
    long right = 0;
    for (int i = 0; i < views; i++) {
      cosines.read(i, line);
      right += isNearest(line, i) ? 1 : 0;
      loss += softmax(line, i);
    }
    return new PretextScore(loss, views, views, right);
  }

  /** Computes all cosines of the batch. */
  private void compare() {
    int views = output.rows();
    if (cosines == null || cosines.width() != views) {
      closeCosines();
      cosines = new Matrix(views);
      lengths = new double[views];
    }
    units.rows(views);
    for (int i = 0; i < views; i++) {
      output.read(i, row);
      double sum = 0;
      for (float number : row) {
        sum += (double) number * number;
      }
      lengths[i] = Math.max(SHORTEST, Math.sqrt(sum));
      for (int k = 0; k < row.length; k++) {
        row[k] = (float) (row[k] / lengths[i]);
      }
      units.write(i, row);
    }
    cosines.rows(views);
    Blas.forward(units.address(), units.address(), cosines.address(), views, row.length, views);
  }

  private static int partner(int view, int views) {
    return (view + views / 2) % views;
  }

  /** Whether no other view is as close as the partner. */
  private static boolean isNearest(float[] line, int view) {
    int partner = partner(view, line.length);
    for (int j = 0; j < line.length; j++) {
      if (j != view && j != partner && !(line[j] < line[partner])) {
        return false;
      }
    }
    return true;
  }

  /**
   * The loss of a view.
   *
   * @param line its cosines, in whose place its derivatives by the logits are put
   */
  private double softmax(float[] line, int view) {
    int partner = partner(view, line.length);
    float largest = Float.NEGATIVE_INFINITY;
    for (int j = 0; j < line.length; j++) {
      largest = j == view ? largest : Math.max(largest, line[j]);
    }
    double sum = 0;
    for (int j = 0; j < line.length; j++) {
      sum += j == view ? 0 : Math.exp((line[j] - largest) / temperature);
    }
    double loss = Math.log(sum) - (line[partner] - largest) / temperature;
    for (int j = 0; j < line.length; j++) {
      double share = j == view ? 0 : Math.exp((line[j] - largest) / temperature) / sum;
      line[j] = (float) (share - (j == partner ? 1 : 0));
    }
    return loss;
  }

  /** After {@link #differentiate}, whose result is the gradient. */
  @Override
  INDArray backward(INDArray ignored, boolean further, LayerWorkspaceMgr workspaces) {
    return outputs.backward(!frozen(), further);
  }

  private void closeCosines() {
    if (cosines != null) {
      cosines.close();
    }
  }

  @Override
  public void close() {
    outputs.close();
    units.close();
    closeCosines();
  }
}
