package org.headtune.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.deeplearning4j.nn.weights.IWeightInit;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The parameters of {@link MixtureOfSoftmaxes}, one after the other, matrices column by column:
 * those of the prior, {@code in x C}; of the C transformations, {@code in x (C width)} and {@code C
 * width}; of the linear layer that the softmaxes share, {@code width x K} and {@code K}.
 */
final class MixtureParameters implements ParamInitializer {
  static final MixtureParameters INSTANCE = new MixtureParameters();

  /** DL4J takes what follows the last underscore of a full name for the parameter's. */
  static final String PRIOR = "priorW";

  static final String LATENT = "latentW";
  static final String LATENT_BIAS = "latentB";
  static final String WEIGHT = DefaultParamInitializer.WEIGHT_KEY;
  static final String BIAS = DefaultParamInitializer.BIAS_KEY;

  /** Those that all classes share. */
  static final List<String> OF_NO_CLASS = List.of(PRIOR, LATENT, LATENT_BIAS);

  private static final List<String> WEIGHTS = List.of(PRIOR, LATENT, WEIGHT);
  private static final List<String> BIASES = List.of(LATENT_BIAS, BIAS);
  private static final List<String> ALL = List.of(PRIOR, LATENT, LATENT_BIAS, WEIGHT, BIAS);

  private MixtureParameters() {}

  /** Numbers stored, {@link Long#MAX_VALUE} if they cannot be counted. */
  static long count(long in, long classes, long components, long width) {
    long prior = Count.product(in, components);
    long latent = Count.product(Count.sum(in, 1), Count.product(components, width));
    long linear = Count.product(Count.sum(width, 1), classes);
    return Count.sum(prior, Count.sum(latent, linear));
  }

  @Override
  public long numParams(NeuralNetConfiguration conf) {
    return numParams(conf.getLayer());
  }

  @Override
  public long numParams(Layer layer) {
    MixtureOfSoftmaxes mixture = (MixtureOfSoftmaxes) layer;
    return count(mixture.getNIn(), mixture.getNOut(), mixture.getComponents(), mixture.getWidth());
  }

  @Override
  public List<String> paramKeys(Layer layer) {
    return ALL;
  }

  @Override
  public List<String> weightKeys(Layer layer) {
    return WEIGHTS;
  }

  @Override
  public List<String> biasKeys(Layer layer) {
    return BIASES;
  }

  @Override
  public boolean isWeightParam(Layer layer, String key) {
    return WEIGHTS.contains(key);
  }

  @Override
  public boolean isBiasParam(Layer layer, String key) {
    return BIASES.contains(key);
  }

  @Override
  public Map<String, INDArray> init(
      NeuralNetConfiguration conf, INDArray paramsView, boolean initializeParams) {
    MixtureOfSoftmaxes layer = (MixtureOfSoftmaxes) conf.getLayer();
    Map<String, INDArray> parameters = views(layer, paramsView);
    ALL.forEach(conf::addVariable);
    if (initializeParams) {
      BIASES.forEach(key -> parameters.get(key).assign(layer.getBiasInit()));
      WEIGHTS.forEach(key -> initialise(layer, key, parameters.get(key)));
    }
    return parameters;
  }

  private static void initialise(MixtureOfSoftmaxes layer, String key, INDArray weights) {
    // Each transformation is a layer of its own.
    long out = key.equals(LATENT) ? layer.getWidth() : weights.size(1);
    INDArray first =
        layer
            .getWeightInitFn()
            .init(
                (double) weights.size(0),
                (double) out,
                weights.shape(),
                IWeightInit.DEFAULT_WEIGHT_INIT_ORDER,
                Nd4j.createUninitialized(weights.dataType(), weights.length()));
    weights.assign(first);
  }

  @Override
  public Map<String, INDArray> getGradientsFromFlattened(
      NeuralNetConfiguration conf, INDArray gradientView) {
    return views((MixtureOfSoftmaxes) conf.getLayer(), gradientView);
  }

  private static Map<String, INDArray> views(MixtureOfSoftmaxes layer, INDArray flat) {
    long in = layer.getNIn();
    long all = (long) layer.getComponents() * layer.getWidth();
    Map<String, long[]> shapes = new LinkedHashMap<>();
    shapes.put(PRIOR, new long[] {in, layer.getComponents()});
    shapes.put(LATENT, new long[] {in, all});
    shapes.put(LATENT_BIAS, new long[] {all});
    shapes.put(WEIGHT, new long[] {layer.getWidth(), layer.getNOut()});
    shapes.put(BIAS, new long[] {layer.getNOut()});
    INDArray vector = flat.reshape(flat.length());
    Map<String, INDArray> views = new LinkedHashMap<>();
    long from = 0;
    for (Map.Entry<String, long[]> entry : shapes.entrySet()) {
      long[] shape = entry.getValue();
      long length = shape.length == 1 ? shape[0] : shape[0] * shape[1];
      INDArray part = vector.get(NDArrayIndex.interval(from, from + length));
      views.put(entry.getKey(), shape.length == 1 ? part : part.reshape('f', shape));
      from += length;
    }
    return views;
  }
}
