package org.headtune.model;

import java.util.List;
import org.deeplearning4j.nn.layers.OutputLayer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.headtune.data.RowCell;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A linear layer whose outputs are held against the cells of the row, {@link
 * Pretext.Reconstruction}.
 */
final class ReconstructionHead extends PretextHead {
  private final LinearOutputs outputs;
  private final Matrix output;
  private final float[] row;
  private List<RowCell> cells = List.of();
  private float[] original = {};

  ReconstructionHead(String name, OutputLayer layer) {
    super(name);
    outputs = new LinearOutputs(layer);
    output = outputs.sums();
    row = new float[output.width()];
  }

  @Override
  void begin(TrainingRules rules) {
    cells =
        rules
            .pretext()
            .filter(Pretext.Reconstruction.class::isInstance)
            .map(pretext -> ((Pretext.Reconstruction) pretext).cells())
            .orElse(List.of());
  }

  @Override
  INDArray forward(INDArray input, boolean training, LayerWorkspaceMgr workspaces) {
    return outputs.forward(input, workspaces);
  }

  @Override
  double differentiate(Matrix originals) {
    float share = 1f / output.rows() / cells.size();
    double loss = 0;
    for (int i = 0; i < output.rows(); i++) {
      read(i, originals);
      int at = 0;
      for (RowCell cell : cells) {
        loss += cell.category() ? category(cell, at) : number(cell, at);
        for (int k = at; k < at + cell.width(); k++) {
          row[k] *= share;
        }
        at += cell.width();
      }
      output.write(i, row);
    }
    return loss * share;
  }

  @Override
  PretextScore score(Matrix originals) {
    double loss = 0;
    long choices = 0;
    long right = 0;
    for (int i = 0; i < output.rows(); i++) {
      read(i, originals);
      int at = 0;
      for (RowCell cell : cells) {
        if (cell.category()) {
          choices++;
          right += largest(row, at, cell.width()) == truth(cell) ? 1 : 0;
          loss += category(cell, at);
        } else {
          loss += number(cell, at);
        }
        at += cell.width();
      }
    }
    return new PretextScore(loss, (long) output.rows() * cells.size(), choices, right);
  }

  private void read(int index, Matrix originals) {
    if (original.length != originals.width()) {
      original = new float[originals.width()];
    }
    originals.read(index, original);
    output.read(index, row);
  }

  /** The squared error of a cell, and twice the error in place of its outputs. */
  private double number(RowCell cell, int at) {
    double loss = 0;
    for (int k = 0; k < cell.width(); k++) {
      float error = row[at + k] - original[cell.from() + k];
      loss += (double) error * error;
      row[at + k] = 2 * error;
    }
    return loss;
  }

  /** The cross-entropy of a cell, and its gradient in place of its outputs. */
  private double category(RowCell cell, int at) {
    float shift = row[at + largest(row, at, cell.width())];
    double sum = 0;
    for (int k = at; k < at + cell.width(); k++) {
      sum += Math.exp(row[k] - shift);
    }
    int truth = truth(cell);
    double loss = Math.log(sum) - (row[at + truth] - shift);
    for (int k = 0; k < cell.width(); k++) {
      row[at + k] = (float) (Math.exp(row[at + k] - shift) / sum - (k == truth ? 1 : 0));
    }
    return loss;
  }

  private int truth(RowCell cell) {
    return largest(original, cell.from(), cell.width());
  }

  /** Which of some numbers is the largest, the first of several. */
  private static int largest(float[] numbers, int from, int count) {
    int largest = 0;
    for (int k = 1; k < count; k++) {
      largest = numbers[from + k] > numbers[from + largest] ? k : largest;
    }
    return largest;
  }

  /** After {@link #differentiate}, whose result is the gradient. */
  @Override
  INDArray backward(INDArray ignored, boolean further, LayerWorkspaceMgr workspaces) {
    return outputs.backward(!frozen(), further);
  }

  @Override
  public void close() {
    outputs.close();
  }
}
