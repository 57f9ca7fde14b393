package org.headtune.model;

import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.headtune.data.Bag;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * What Deeplearning4j computes with for {@link VectorBags}, in single or double precision.
 * Headtune's own way is {@link VectorBagsLink}.
 */
@SuppressWarnings("serial") // nothing here is ever serialised
final class VectorBagsLayer extends BaseLayer<VectorBags> {

  VectorBagsLayer(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
  }

  @Override
  public boolean isPretrainLayer() {
    return false;
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaceMgr) {
    assertInputSet(false);
    INDArray output =
        workspaceMgr.create(
            ArrayType.ACTIVATIONS,
            dataType,
            new long[] {input.size(0), layerConf().getNOut()},
            'c');
    output.assign(0);
    int plain = layerConf().getPlain();
    if (plain > 0) {
      columns(output, 0, plain).assign(columns(input, 0, plain));
    }
    each(
        (table, row, entry, weight, to) -> {
          INDArray sum = vector(output, row, to, table.size(0));
          sum.addi(table.getColumn(entry).mul(weight));
        });
    return output;
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(
      INDArray epsilon, LayerWorkspaceMgr workspaceMgr) {
    assertInputSet(true);
    Gradient gradient = new DefaultGradient();
    gradientViews.forEach(
        (key, view) -> {
          view.assign(0);
          gradient.gradientForVariable().put(key, view);
        });
    each(
        (table, row, entry, weight, from) -> {
          INDArray view = gradientViews.get(keyOf(table));
          view.getColumn(entry).addi(vector(epsilon, row, from, table.size(0)).mul(weight));
        });
    // Entries have no slope; nothing is below but the network's input.
    INDArray below =
        workspaceMgr.createUninitialized(
            ArrayType.ACTIVATION_GRAD, dataType, new long[] {input.size(0), input.size(1)}, 'c');
    below.assign(0);
    int plain = layerConf().getPlain();
    if (plain > 0) {
      columns(below, 0, plain).assign(columns(epsilon, 0, plain));
    }
    return new Pair<>(gradient, below);
  }

  private String keyOf(INDArray table) {
    return params.entrySet().stream()
        .filter(entry -> entry.getValue() == table)
        .findFirst()
        .orElseThrow()
        .getKey();
  }

  private static INDArray columns(INDArray matrix, int from, int to) {
    return matrix.get(NDArrayIndex.all(), NDArrayIndex.interval(from, to));
  }

  private static INDArray vector(INDArray matrix, int row, int from, long length) {
    return matrix.get(NDArrayIndex.point(row), NDArrayIndex.interval(from, from + length));
  }

  private interface Visitor {
    void visit(INDArray table, int row, int entry, double weight, int place);
  }

  private void each(Visitor visitor) {
    int from = layerConf().getPlain();
    int place = from;
    List<Bag> bags = layerConf().bags();
    for (int b = 0; b < bags.size(); b++) {
      Bag bag = bags.get(b);
      INDArray table = getParam(VectorBagsParameters.table(b));
      for (int row = 0; row < input.size(0); row++) {
        for (int i = 0; i < bag.length(); i++) {
          double weight = input.getDouble(row, from + bag.length() + i);
          if (weight != 0) {
            visitor.visit(table, row, (int) input.getDouble(row, from + i), weight, place);
          }
        }
      }
      from += bag.width();
      place += bag.units();
    }
  }
}
