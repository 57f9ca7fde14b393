package org.headtune.model;

import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Makes of a row that holds a sequence, step after step and its length at the end, what
 * Deeplearning4j takes for one: {@code rows x features x steps}. It stands under this name in
 * {@code configuration.json}. Deeplearning4j has no way to learn from numbers where a sequence
 * ends, so that there it takes whole sequences only, and a shorter one is refused instead of
 * computed wrongly. Headtune's own computation knows the length of each.
 */
@SuppressWarnings("serial") // nothing here is ever serialised but as JSON
public final class RowToSteps implements InputPreProcessor {
  private int steps;
  private int features;

  /** For Jackson. */
  @SuppressWarnings("unused")
  private RowToSteps() {}

  /**
   * @param steps of the longest sequence
   * @param features numbers per step
   */
  public RowToSteps(int steps, int features) {
    this.steps = steps;
    this.features = features;
  }

  /** Steps of the longest sequence. */
  public int getSteps() {
    return steps;
  }

  public void setSteps(int steps) {
    this.steps = steps;
  }

  /** Numbers per step. */
  public int getFeatures() {
    return features;
  }

  public void setFeatures(int features) {
    this.features = features;
  }

  @Override
  public INDArray preProcess(INDArray input, int miniBatchSize, LayerWorkspaceMgr workspaceMgr) {
    long rows = input.size(0);
    for (long row = 0; row < rows; row++) {
      double length = input.getDouble(row, input.size(1) - 1);
      if (length > 0 && length < steps) {
        throw new IllegalStateException(
            "a sequence of %.0f steps, where Deeplearning4j takes %d: compute it with Headtune"
                .formatted(length, steps));
      }
    }
    INDArray numbers =
        input
            .get(NDArrayIndex.all(), NDArrayIndex.interval(0, (long) steps * features))
            .dup('c')
            .reshape('c', rows, steps, features);
    return workspaceMgr.dup(ArrayType.ACTIVATIONS, numbers.permute(0, 2, 1), 'f');
  }

  @Override
  public INDArray backprop(INDArray output, int miniBatchSize, LayerWorkspaceMgr workspaceMgr) {
    long rows = output.size(0);
    long numbers = (long) steps * features;
    INDArray below =
        workspaceMgr.create(
            ArrayType.ACTIVATION_GRAD, output.dataType(), new long[] {rows, numbers + 1}, 'c');
    below
        .get(NDArrayIndex.all(), NDArrayIndex.interval(0, numbers))
        .assign(output.permute(0, 2, 1).dup('c').reshape('c', rows, numbers));
    return below;
  }

  @Override
  public InputType getOutputType(InputType inputType) {
    return InputType.recurrent(features, steps);
  }

  @Override
  public Pair<INDArray, MaskState> feedForwardMaskArray(
      INDArray maskArray, MaskState currentMaskState, int minibatchSize) {
    return new Pair<>(maskArray, currentMaskState);
  }

  @Override
  public RowToSteps clone() {
    return new RowToSteps(steps, features);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RowToSteps same && steps == same.steps && features == same.features;
  }

  @Override
  public int hashCode() {
    return 31 * steps + features;
  }
}
