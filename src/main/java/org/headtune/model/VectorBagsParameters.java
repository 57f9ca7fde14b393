package org.headtune.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.weights.WeightInitNormal;
import org.headtune.data.Bag;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.rng.distribution.Distribution;
import org.nd4j.linalg.api.rng.distribution.impl.NormalDistribution;
import org.nd4j.linalg.api.rng.distribution.impl.UniformDistribution;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The parameters of {@link VectorBags} and {@link StepVectors}: for each bag its table, {@code
 * units x entries}, column by column, so that the vector of an entry stands together.
 */
final class VectorBagsParameters implements ParamInitializer {
  static final VectorBagsParameters INSTANCE = new VectorBagsParameters();

  private VectorBagsParameters() {}

  /** The name of a bag's table, from 0. */
  static String table(int bag) {
    return "W" + bag;
  }

  private static List<Bag> bags(Layer layer) {
    return ((VectorTables) layer).bags();
  }

  @Override
  public long numParams(NeuralNetConfiguration conf) {
    return numParams(conf.getLayer());
  }

  @Override
  public long numParams(Layer layer) {
    return bags(layer).stream().mapToLong(Bag::parameters).sum();
  }

  @Override
  public List<String> paramKeys(Layer layer) {
    return IntStream.range(0, bags(layer).size()).mapToObj(VectorBagsParameters::table).toList();
  }

  @Override
  public List<String> weightKeys(Layer layer) {
    return paramKeys(layer);
  }

  @Override
  public List<String> biasKeys(Layer layer) {
    return List.of();
  }

  @Override
  public boolean isWeightParam(Layer layer, String key) {
    return paramKeys(layer).contains(key);
  }

  @Override
  public boolean isBiasParam(Layer layer, String key) {
    return false;
  }

  /**
   * As fastText begins: small numbers around 0, the smaller the longer the vector; or, where the
   * layer asks for normal numbers, vectors of which the mean square of the length is 1.
   */
  @Override
  public Map<String, INDArray> init(
      NeuralNetConfiguration conf, INDArray paramsView, boolean initializeParams) {
    Map<String, INDArray> parameters = views(conf.getLayer(), paramsView);
    parameters.keySet().forEach(conf::addVariable);
    if (initializeParams) {
      parameters
          .values()
          .forEach(
              table -> {
                boolean normal =
                    ((VectorTables) conf.getLayer()).getWeightInitFn() instanceof WeightInitNormal;
                double bound = 1.0 / table.size(0);
                Distribution first =
                    normal
                        ? new NormalDistribution(Nd4j.getRandom(), 0, Math.sqrt(bound))
                        : new UniformDistribution(Nd4j.getRandom(), -bound, bound);
                table.assign(Nd4j.rand(first, table.shape()));
              });
    }
    return parameters;
  }

  @Override
  public Map<String, INDArray> getGradientsFromFlattened(
      NeuralNetConfiguration conf, INDArray gradientView) {
    return views(conf.getLayer(), gradientView);
  }

  private static Map<String, INDArray> views(Layer layer, INDArray flat) {
    INDArray vector = flat.reshape(flat.length());
    Map<String, INDArray> views = new LinkedHashMap<>();
    long from = 0;
    List<Bag> bags = bags(layer);
    for (int i = 0; i < bags.size(); i++) {
      Bag bag = bags.get(i);
      INDArray part = vector.get(NDArrayIndex.interval(from, from + bag.parameters()));
      views.put(table(i), part.reshape('f', bag.units(), bag.entries()));
      from += bag.parameters();
    }
    return views;
  }
}
