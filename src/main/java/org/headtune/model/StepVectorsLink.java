package org.headtune.model;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.headtune.data.Bag;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The learnt vectors of {@link StepVectors}. An update changes those of the entries that stand in
 * its rows, and no others.
 */
final class StepVectorsLink extends Link {
  private final Bag bag;
  private final SparseParameters parameters;
  private final ClassVectors all;
  private final TouchedEntries touched;
  private final Matrix output;
  private final float[] row;
  private final float[] vector;
  private final INDArray table;
  private Optional<Weights> twin = Optional.empty();
  private FloatBuffer input;
  private float[] gradient = {};

  StepVectorsLink(String name, StepVectorsLayer layer) {
    super(name);
    bag = layer.layerConf().bag();
    table = layer.getParam(VectorBagsParameters.table(0));
    parameters = new SparseParameters(VectorBagsParameters.table(0), table, bag.entries());
    all = new ClassVectors(table, 0, bag.entries(), bag.units());
    touched = new TouchedEntries(bag.entries());
    output = new Matrix(SequenceRows.width(bag.length(), bag.units()));
    row = new float[SequenceRows.width(bag.length(), 1)];
    vector = new float[bag.units()];
  }

  /**
   * Ties the vectors to the weights of a layer above: these are updated by the gradients of both,
   * and the vectors are always the same numbers.
   *
   * @param weights as many, which have been differentiated when it is this link's turn; empty for
   *     vectors of their own
   */
  void tie(Optional<Weights> weights) {
    twin = weights;
    follow();
  }

  /** To be called after each update. */
  void follow() {
    twin.ifPresent(weights -> weights.copyTo(table));
  }

  @Override
  List<SparseParameters> sparse() {
    return List.of(parameters);
  }

  @Override
  boolean changes() {
    return true;
  }

  /** Reads a row; gives how many of its steps count. */
  private int read(int number) {
    input.get(number * row.length, row);
    return Math.max(0, Math.min(bag.length(), (int) row[row.length - 1]));
  }

  @Override
  INDArray forward(INDArray values, boolean training, LayerWorkspaceMgr workspaces) {
    int rows = Math.toIntExact(values.size(0));
    input = Native.address(Native.rowByRow(values, workspaces)).asBuffer();
    output.rows(rows).array().assign(0);
    touched.clear();
    for (int r = 0; r < rows; r++) {
      int steps = read(r);
      for (int step = 0; step < steps; step++) {
        touched.add((int) row[step]);
        all.read((int) row[step], vector);
        output.numbers().put(r * output.width() + step * vector.length, vector);
      }
      output.numbers().put((r + 1) * output.width() - 1, steps);
    }
    if (training && !frozen()) {
      parameters.touch(touched.entries(), twin.isPresent() ? 0 : touched.count());
    }
    return output.array();
  }

  /** Nothing is below but the network's input. */
  @Override
  INDArray backward(INDArray above, boolean further, LayerWorkspaceMgr workspaces) {
    if (frozen()) {
      return null;
    }
    FloatBuffer numbers = Native.address(Native.rowByRow(above, workspaces)).asBuffer();
    int count = touched.count() * vector.length;
    if (gradient.length < count) {
      gradient = new float[count + count / 8];
    }
    Arrays.fill(gradient, 0, count, 0);
    for (int r = 0; r < output.rows(); r++) {
      int steps = read(r);
      for (int step = 0; step < steps; step++) {
        numbers.get(r * output.width() + step * vector.length, vector);
        int at = touched.placeOf((int) row[step]) * vector.length;
        for (int j = 0; j < vector.length; j++) {
          gradient[at + j] += vector[j];
        }
      }
    }
    if (twin.isEmpty()) {
      parameters.gradient().numbers().put(0, gradient, 0, count);
      return null;
    }
    for (int i = 0; i < touched.count(); i++) {
      System.arraycopy(gradient, i * vector.length, vector, 0, vector.length);
      twin.get().addGradient(touched.entries()[i], vector);
    }
    return null;
  }

  @Override
  public void close() {
    output.close();
    parameters.close();
  }
}
