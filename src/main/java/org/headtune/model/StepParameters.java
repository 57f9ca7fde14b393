package org.headtune.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** The parameters of a {@link StepsLayer}, one after the other, matrices column by column. */
final class StepParameters implements ParamInitializer {
  static final StepParameters INSTANCE = new StepParameters();

  private StepParameters() {}

  private static List<StepParameter> all(Layer layer) {
    return ((StepsLayer) layer).parameters();
  }

  @Override
  public long numParams(NeuralNetConfiguration conf) {
    return numParams(conf.getLayer());
  }

  @Override
  public long numParams(Layer layer) {
    return all(layer).stream().mapToLong(StepParameter::count).reduce(0, Count::sum);
  }

  @Override
  public List<String> paramKeys(Layer layer) {
    return all(layer).stream().map(StepParameter::key).toList();
  }

  @Override
  public List<String> weightKeys(Layer layer) {
    return all(layer).stream().filter(StepParameter::isMatrix).map(StepParameter::key).toList();
  }

  @Override
  public List<String> biasKeys(Layer layer) {
    return all(layer).stream().filter(StepParameter::isBias).map(StepParameter::key).toList();
  }

  @Override
  public boolean isWeightParam(Layer layer, String key) {
    return weightKeys(layer).contains(key);
  }

  @Override
  public boolean isBiasParam(Layer layer, String key) {
    return biasKeys(layer).contains(key);
  }

  @Override
  public Map<String, INDArray> init(
      NeuralNetConfiguration conf, INDArray paramsView, boolean initializeParams) {
    Map<String, INDArray> views = views(conf.getLayer(), paramsView);
    for (StepParameter parameter : all(conf.getLayer())) {
      conf.addVariable(parameter.key());
      if (initializeParams) {
        INDArray numbers = views.get(parameter.key());
        numbers.assign(parameter.first());
        if (parameter.deviation() > 0) {
          numbers.addi(Nd4j.randn(numbers.shape()).muli(parameter.deviation()));
        }
      }
    }
    return views;
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
    for (StepParameter parameter : all(layer)) {
      INDArray part = vector.get(NDArrayIndex.interval(from, from + parameter.count()));
      views.put(
          parameter.key(), parameter.isMatrix() ? part.reshape('f', parameter.shape()) : part);
      from += parameter.count();
    }
    return views;
  }
}
