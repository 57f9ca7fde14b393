package org.headtune.model;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A head of classes on the steps of sequences, whose classes are the entries of a table: what is
 * asked at a step is a number from 0, and where that is below 0 the step is not asked. Only steps
 * that are asked are computed, those of all rows together.
 */
final class StepsHead extends PretextHead {
  /** Outputs at a time while rows are judged. */
  private static final int BLOCK_OUTPUT = 1 << 22;

  private final ClassHead each;
  private final int steps;
  private final int features;
  private final int outputs;
  private final Matrix gathered;
  private final Matrix below;
  private final float[] step;
  private final float[] questions;
  private INDArray input;
  private LayerWorkspaceMgr workspaces;
  private int[] places = {}; // of the steps that are asked, in the rows' numbers
  private int[] labels = {};
  private int asked;

  /**
   * @param each computes one step
   * @param steps of the longest sequence
   * @param features of each step
   * @param outputs entries of the table
   */
  StepsHead(String name, ClassHead each, int steps, int features, int outputs) {
    super(name);
    this.each = each;
    this.steps = steps;
    this.features = features;
    this.outputs = outputs;
    this.gathered = new Matrix(features);
    this.below = new Matrix(SequenceRows.width(steps, features));
    this.step = new float[features];
    this.questions = new float[SequenceRows.width(steps, 1)];
  }

  /** Numbers of each step below. */
  int features() {
    return features;
  }

  @Override
  void begin(TrainingRules rules) {
    each.begin(rules);
  }

  /** The weights that vectors can be tied to. */
  Weights weights() {
    return ((SoftmaxHead) each).weights();
  }

  @Override
  List<SparseParameters> sparse() {
    return each.sparse();
  }

  @Override
  INDArray forward(INDArray sequences, boolean training, LayerWorkspaceMgr manager) {
    input = Native.rowByRow(sequences, manager);
    workspaces = manager;
    return input;
  }

  @Override
  double differentiate(Matrix originals) {
    find(originals);
    if (asked == 0) { // nothing but empty texts; they begin as they begin
      ask(0, 0);
    }
    INDArray rows = gather(0, asked);
    each.forward(rows, true, workspaces);
    int[] truth = Arrays.copyOf(labels, asked);
    return each.differentiate(new BatchLoss(new CrossEntropy(), truth, truth, 1));
  }

  /** Looks up which steps are asked, and for what. */
  private void find(Matrix originals) {
    asked = 0;
    for (int row = 0; row < originals.rows(); row++) {
      originals.read(row, questions);
      int length = Math.min(steps, (int) questions[steps]);
      for (int i = 0; i < length; i++) {
        if (questions[i] >= 0) {
          ask(row * below.width() + i * features, (int) questions[i]);
        }
      }
    }
  }

  private void ask(int place, int label) {
    if (asked == places.length) {
      places = Arrays.copyOf(places, Math.max(64, 2 * asked));
      labels = Arrays.copyOf(labels, places.length);
    }
    places[asked] = place;
    labels[asked++] = label;
  }

  /** The outputs of the layer below at some of the steps that are asked. */
  private INDArray gather(int from, int count) {
    FloatBuffer numbers = Native.address(input).asBuffer();
    gathered.rows(count);
    for (int i = 0; i < count; i++) {
      numbers.get(places[from + i], step);
      gathered.write(i, step);
    }
    return gathered.array();
  }

  @Override
  PretextScore score(Matrix originals) {
    find(originals);
    int most = Math.max(1, BLOCK_OUTPUT / outputs);
    float[] logits = new float[Math.min(asked, most) * outputs];
    double loss = 0;
    long right = 0;
    for (int from = 0; from < asked; from += most) {
      int count = Math.min(most, asked - from);
      each.forward(gather(from, count), false, workspaces);
      each.logits(logits, 0);
      for (int i = 0; i < count; i++) {
        int at = i * outputs;
        int truth = at + labels[from + i];
        int best = largest(logits, at);
        right += best == truth ? 1 : 0;
        double sum = 0;
        for (int k = at; k < at + outputs; k++) {
          sum += Math.exp(logits[k] - logits[best]);
        }
        loss += Math.log(sum) + logits[best] - logits[truth];
      }
    }
    return new PretextScore(loss, asked, asked, right);
  }

  private int largest(float[] logits, int from) {
    int largest = from;
    for (int k = from + 1; k < from + outputs; k++) {
      largest = logits[k] > logits[largest] ? k : largest;
    }
    return largest;
  }

  /**
   * After a forward pass: logits of what comes after the last step of each row, row after row, from
   * an index of the array on.
   */
  void last(float[] logits, int from) {
    int rows = Math.toIntExact(input.size(0));
    int[] lengths = SequenceRows.lengths(Native.address(input).asBuffer(), rows, steps, features);
    asked = 0;
    for (int row = 0; row < rows; row++) {
      ask(row * below.width() + Math.max(0, lengths[row] - 1) * features, 0);
    }
    each.forward(gather(0, asked), false, workspaces);
    each.logits(logits, from);
  }

  /** After {@link #differentiate}. */
  @Override
  INDArray backward(INDArray ignored, boolean further, LayerWorkspaceMgr manager) {
    INDArray gradient = each.backward(null, further, manager);
    if (!further) {
      return null;
    }
    FloatBuffer ofSteps = Native.address(Native.rowByRow(gradient, manager)).asBuffer();
    below.rows(Math.toIntExact(input.size(0))).array().assign(0);
    for (int i = 0; i < asked; i++) {
      ofSteps.get(i * features, step);
      below.numbers().put(places[i], step);
    }
    return below.array();
  }

  @Override
  public void close() {
    input = null;
    workspaces = null;
    each.close();
    gathered.close();
    below.close();
  }
}
