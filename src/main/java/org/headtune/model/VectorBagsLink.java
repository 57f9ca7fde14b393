package org.headtune.model;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.headtune.data.Bag;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The learnt vectors of {@link VectorBags}. A step reads and changes those of the entries that
 * stand in its rows, and no others.
 */
final class VectorBagsLink extends Link {
  private final int width;
  private final int plain;
  private final List<Table> tables = new ArrayList<>();
  private final Matrix output;
  private final float[] numbers;
  private FloatBuffer input;

  /** One bag, and where it stands in a row and in the output. */
  private static final class Table {
    private final Bag bag;
    private final int from;
    private final int to;
    private final SparseParameters parameters;
    private final ClassVectors all;
    private final TouchedEntries touched;
    private final float[] row;
    private final float[] vector;
    private final float[] sum;
    private float[] gradient = {};

    Table(Bag bag, String name, INDArray array, int from, int to) {
      this.bag = bag;
      this.from = from;
      this.to = to;
      this.parameters = new SparseParameters(name, array, bag.entries());
      this.all = new ClassVectors(array, 0, bag.entries(), bag.units());
      this.touched = new TouchedEntries(bag.entries());
      this.row = new float[bag.width()];
      this.vector = new float[bag.units()];
      this.sum = new float[bag.units()];
    }

    /** Finds the entries of a batch. */
    void touch(FloatBuffer input, int rows, int width) {
      touched.clear();
      for (int r = 0; r < rows; r++) {
        input.get(r * width + from, row);
        for (int i = 0; i < bag.length(); i++) {
          if (row[bag.length() + i] != 0) {
            touched.add((int) row[i]);
          }
        }
      }
      parameters.touch(touched.entries(), touched.count());
    }

    /** The weighted sum of a row's vectors. */
    float[] sum(FloatBuffer input, int r, int width) {
      input.get(r * width + from, row);
      Arrays.fill(sum, 0);
      for (int i = 0; i < bag.length(); i++) {
        float weight = row[bag.length() + i];
        if (weight != 0) {
          all.read((int) row[i], vector);
          for (int j = 0; j < sum.length; j++) {
            sum[j] += weight * vector[j];
          }
        }
      }
      return sum;
    }

    /** Writes the gradients of the vectors that the batch has touched. */
    void differentiate(FloatBuffer input, FloatBuffer above, int rows, int width, int outputs) {
      int units = bag.units();
      int count = touched.count();
      if (gradient.length < count * units) {
        gradient = new float[(count + count / 8) * units];
      }
      Arrays.fill(gradient, 0, count * units, 0);
      for (int r = 0; r < rows; r++) {
        input.get(r * width + from, row);
        above.get(r * outputs + to, sum);
        for (int i = 0; i < bag.length(); i++) {
          float weight = row[bag.length() + i];
          if (weight != 0) {
            int at = touched.placeOf((int) row[i]) * units;
            for (int j = 0; j < units; j++) {
              gradient[at + j] += weight * sum[j];
            }
          }
        }
      }
      parameters.gradient().numbers().put(0, gradient, 0, count * units);
    }
  }

  VectorBagsLink(String name, VectorBagsLayer layer) {
    super(name);
    VectorBags config = layer.layerConf();
    this.plain = config.getPlain();
    this.numbers = new float[plain];
    int from = plain;
    int to = plain;
    for (Bag bag : config.bags()) {
      String table = VectorBagsParameters.table(tables.size());
      tables.add(new Table(bag, table, layer.getParam(table), from, to));
      from += bag.width();
      to += bag.units();
    }
    this.width = from;
    this.output = new Matrix(to);
  }

  @Override
  List<SparseParameters> sparse() {
    return tables.stream().map(table -> table.parameters).toList();
  }

  @Override
  boolean changes() {
    return true;
  }

  @Override
  INDArray forward(INDArray values, boolean training, LayerWorkspaceMgr workspaces) {
    int rows = Math.toIntExact(values.size(0));
    input = Native.address(Native.rowByRow(values, workspaces)).asBuffer();
    output.rows(rows);
    for (Table table : tables) {
      if (training && !frozen()) {
        table.touch(input, rows, width);
      }
      for (int r = 0; r < rows; r++) {
        output.numbers().put(r * output.width() + table.to, table.sum(input, r, width));
      }
    }
    for (int r = 0; plain > 0 && r < rows; r++) {
      input.get(r * width, numbers);
      output.numbers().put(r * output.width(), numbers);
    }
    return output.array();
  }

  /** Nothing is below but the network's input. */
  @Override
  INDArray backward(INDArray gradient, boolean further, LayerWorkspaceMgr workspaces) {
    if (!frozen()) {
      FloatBuffer above = Native.address(Native.rowByRow(gradient, workspaces)).asBuffer();
      for (Table table : tables) {
        table.differentiate(input, above, output.rows(), width, output.width());
      }
    }
    return null;
  }

  @Override
  public void close() {
    output.close();
    tables.forEach(table -> table.parameters.close());
  }
}
