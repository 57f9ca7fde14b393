package org.headtune.model;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.LayerValidation;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.nn.conf.memory.MemoryReport;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What the layers of a transformer are to Deeplearning4j: each takes a sequence, {@code rows x
 * width x steps}, and gives one of the same size.
 */
@SuppressWarnings("serial") // nothing here is ever serialised but as JSON
abstract sealed class StepsLayer extends FeedForwardLayer
    permits StepNorm, StepPositions, TransformerBlock {

  /** For Jackson. */
  StepsLayer() {}

  StepsLayer(Builder<?> builder) {
    super(builder);
    initializeConstraints(builder);
  }

  /** The matrices and vectors, in their order. */
  abstract List<StepParameter> parameters();

  /** What computes one sequence, with numbers in the order of the parameters. */
  abstract StepsFormula formula(double[] numbers);

  @Override
  public Layer instantiate(
      NeuralNetConfiguration conf,
      Collection<TrainingListener> trainingListeners,
      int layerIndex,
      INDArray layerParamsView,
      boolean initializeParams,
      DataType networkDataType) {
    String kind = getClass().getSimpleName();
    LayerValidation.assertNInNOutSet(kind, getLayerName(), layerIndex, getNIn(), getNOut());
    StepsComputation layer = new StepsComputation(conf, networkDataType);
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
    return StepParameters.INSTANCE;
  }

  @Override
  public InputType getOutputType(int layerIndex, InputType inputType) {
    if (!(inputType instanceof InputType.InputTypeRecurrent sequence)
        || sequence.getSize() != getNOut()) {
      throw new IllegalStateException(getLayerName() + " takes no " + inputType);
    }
    return InputType.recurrent(getNOut(), sequence.getTimeSeriesLength());
  }

  /** They are set when a layer is made. */
  @Override
  public void setNIn(InputType inputType, boolean override) {}

  @Override
  public InputPreProcessor getPreProcessorForInputType(InputType inputType) {
    return null;
  }

  @Override
  public LayerMemoryReport getMemoryReport(InputType inputType) {
    return new LayerMemoryReport.Builder(
            getLayerName(), getClass(), inputType, getOutputType(-1, inputType))
        .standardMemory(initializer().numParams(this), 0)
        .workingMemory(0, 0, MemoryReport.CACHE_MODE_ALL_ZEROS, MemoryReport.CACHE_MODE_ALL_ZEROS)
        .build();
  }

  /** How such layers are made. */
  abstract static sealed class Builder<B extends Builder<B>> extends FeedForwardLayer.Builder<B>
      permits StepNorm.Builder, StepPositions.Builder, TransformerBlock.Builder {
    /**
     * @param width numbers per step
     */
    Builder(long width) {
      nIn(width);
      nOut(width);
      activation(new ActivationIdentity());
    }
  }
}
