package org.headtune.model;

import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.LayerValidation;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/**
 * A mixture of softmaxes (Yang et al. 2018, "Breaking the softmax bottleneck: a high-rank RNN
 * language model", section 2.4) as a layer of Deeplearning4j, under this name in {@code
 * configuration.json}. For an input x of the layer
 *
 * <pre>
 *   pi  = softmax(P x)                    C priors
 *   h_c = tanh(L_c x + l_c)               C vectors of the layer's width
 *   p   = sum over c of pi_c softmax(W h_c + b)
 * </pre>
 *
 * A program that reads such a network with Deeplearning4j needs this class on its class path. What
 * the layer calls its output before the activation function are the logarithms of p, of which the
 * softmax is p again, so that the loss functions of a softmax can be used.
 */
@SuppressWarnings("serial") // nothing here is ever serialised but as JSON
public final class MixtureOfSoftmaxes extends BaseOutputLayer {
  private int components;
  private int width;

  /** For Jackson. */
  @SuppressWarnings("unused")
  private MixtureOfSoftmaxes() {}

  private MixtureOfSoftmaxes(Builder builder) {
    super(builder);
    components = builder.components;
    width = builder.width;
    initializeConstraints(builder);
  }

  /** Softmaxes that are mixed, C. */
  public int getComponents() {
    return components;
  }

  public void setComponents(int components) {
    this.components = components;
  }

  /** Numbers in each h_c. */
  public int getWidth() {
    return width;
  }

  public void setWidth(int width) {
    this.width = width;
  }

  @Override
  public Layer instantiate(
      NeuralNetConfiguration conf,
      Collection<TrainingListener> trainingListeners,
      int layerIndex,
      INDArray layerParamsView,
      boolean initializeParams,
      DataType networkDataType) {
    LayerValidation.assertNInNOutSet(
        "MixtureOfSoftmaxes", getLayerName(), layerIndex, getNIn(), getNOut());
    MixtureOfSoftmaxesLayer layer = new MixtureOfSoftmaxesLayer(conf, networkDataType);
    layer.setListeners(trainingListeners);
    layer.setIndex(layerIndex);
    layer.setParamsViewArray(layerParamsView);
    Map<String, INDArray> parameters = initializer().init(conf, layerParamsView, initializeParams);
    layer.setParamTable(parameters);
    layer.setConf(conf);
    return layer;
  }

  @Override
  public ParamInitializer initializer() {
    return MixtureParameters.INSTANCE;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MixtureOfSoftmaxes mixture
        && super.equals(other)
        && components == mixture.components
        && width == mixture.width;
  }

  @Override
  public int hashCode() {
    return Objects.hash(super.hashCode(), components, width);
  }

  /** How such a layer is made; its loss is cross-entropy. */
  public static final class Builder extends BaseOutputLayer.Builder<Builder> {
    private final int components;
    private final int width;

    /**
     * @param components softmaxes that are mixed, C, at least 1
     * @param width numbers in each h_c, at least 1
     */
    public Builder(int components, int width) {
      super(new LossMCXENT());
      this.components = components;
      this.width = width;
      setActivationFn(new ActivationSoftmax());
    }

    @Override
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // as DL4J declares it
    public <E extends org.deeplearning4j.nn.conf.layers.Layer> E build() {
      return (E) new MixtureOfSoftmaxes(this);
    }
  }
}
