package org.headtune.model;

import java.nio.FloatBuffer;
import java.util.Optional;
import org.bytedeco.javacpp.FloatPointer;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.layers.convolution.ConvolutionLayer;
import org.deeplearning4j.nn.params.ConvolutionParamInitializer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A convolution in steps of one pixel, a function of each sum, and the max pooling behind it if
 * there is one that can be done at once: the largest of some sums is also the largest of their
 * values.
 */
final class ConvolutionLink extends Link {
  private final ConvolutionLayer layer;
  private final IActivation activation;
  private final boolean relu;
  private final FloatPointer weights;
  private final float[] bias;
  private Optional<MaxPool> pool = Optional.empty();
  private ConvolutionForm form;
  private Convolution convolution;
  private Matrix output;

  /** The weighted sums, where the function's slope cannot be told from its value. */
  private Matrix sums;

  /** Which sum of its window each value of the last pass comes from. */
  private float[] choices = {};

  private Matrix below;
  private INDArray input;
  private final GradientViews gradients;

  ConvolutionLink(String name, ConvolutionLayer layer) {
    super(name);
    this.layer = layer;
    this.gradients = new GradientViews(layer);
    IActivation function = layer.layerConf().getActivationFn();
    this.activation = StableActivation.of(function).orElse(function);
    this.relu = DenseLink.isPlainRelu(function);
    this.weights = Native.address(layer.getParam(ConvolutionParamInitializer.WEIGHT_KEY));
    this.bias = new float[Math.toIntExact(layer.layerConf().getNOut())];
  }

  /** Whether a layer of a built network does no more than this class can. */
  static boolean canReplace(Layer layer) {
    // Exactly this class: a subclass may compute something else.
    return layer.getClass() == ConvolutionLayer.class
        && ConvolutionForm.fits(((ConvolutionLayer) layer).layerConf())
        && ((ConvolutionLayer) layer).getParam(ConvolutionParamInitializer.WEIGHT_KEY).ordering()
            == 'c'
        && layer.conf().getLayer().getIDropout() == null
        && ((ConvolutionLayer) layer).layerConf().getWeightNoise() == null;
  }

  /** Whether max pooling of what this gives can be done by this. */
  boolean canPool() {
    return relu && pool.isEmpty();
  }

  /** Makes the layer behind a part of this. */
  void pool(MaxPool behind) {
    pool = Optional.of(behind);
  }

  @Override
  boolean changes() {
    return true;
  }

  @Override
  INDArray forward(INDArray images, boolean training, LayerWorkspaceMgr workspaces) {
    input = Native.rowByRow(images, workspaces);
    begin();
    int rows = Math.toIntExact(input.size(0));
    readBias();
    FloatBuffer x = Native.address(input).asBuffer();
    FloatBuffer y = output.rows(rows).numbers();
    if (choices.length < rows * form.outputSize()) {
      choices = new float[rows * form.outputSize()];
    }
    convolution.begin(rows, weights);
    float smallest = relu ? 0 : Float.NEGATIVE_INFINITY;
    for (int first = 0; first < rows; first += convolution.imagesAtOnce()) {
      int count = Math.min(convolution.imagesAtOnce(), rows - first);
      convolution.forward(x, first, count, bias, smallest, y, choices);
    }
    INDArray values = output.shaped(rows, form.outputShape());
    if (relu) {
      return values;
    }
    if (training) {
      sums.rows(rows).numbers().put(0, y, 0, rows * form.outputSize());
    }
    return activation.getActivation(values, training);
  }

  /** What depends on the size of images, which a layer is not told before it sees one. */
  private void begin() {
    int height = Math.toIntExact(input.size(2));
    int width = Math.toIntExact(input.size(3));
    if (form == null || form.height() != height || form.width() != width) {
      close();
      form = ConvolutionForm.of(layer.layerConf(), height, width, pool);
      convolution = new Convolution(form);
      output = new Matrix(form.outputSize());
      sums = new Matrix(form.outputSize());
      below = new Matrix(form.inputSize());
    }
  }

  private void readBias() {
    INDArray biases = layer.getParam(ConvolutionParamInitializer.BIAS_KEY);
    if (biases != null) {
      Native.address(biases).get(bias, 0, bias.length);
    }
  }

  @Override
  INDArray backward(INDArray gradient, boolean further, LayerWorkspaceMgr workspaces) {
    int rows = output.rows();
    INDArray delta = Native.rowByRow(gradient, workspaces);
    if (!relu) {
      INDArray z = sums.shaped(rows, form.outputShape());
      delta = Native.rowByRow(activation.backprop(z, delta).getFirst(), workspaces);
    }
    FloatBuffer above = Native.address(delta).asBuffer();
    double[] ofBias = new double[bias.length];
    if (further) {
      below.rows(rows);
    }
    for (int first = 0; first < rows; first += convolution.imagesAtOnce()) {
      int count = Math.min(convolution.imagesAtOnce(), rows - first);
      convolution.above(above, relu ? output.numbers() : null, first, count, choices, ofBias);
      if (!frozen()) {
        convolution.weightGradient(first, count);
      }
      if (further) {
        convolution.inputGradient(below.numbers(), first, count);
      }
    }
    if (!frozen()) {
      convolution.storeWeightGradient(
          Native.address(gradients.get(ConvolutionParamInitializer.WEIGHT_KEY)));
      store(ofBias);
    }
    return further
        ? below.shaped(rows, new long[] {form.channels(), form.height(), form.width()})
        : null;
  }

  private void store(double[] ofBias) {
    INDArray view = gradients.get(ConvolutionParamInitializer.BIAS_KEY);
    if (view != null) {
      float[] sum = new float[ofBias.length];
      for (int i = 0; i < sum.length; i++) {
        sum[i] = (float) ofBias[i];
      }
      Native.address(view).put(sum, 0, sum.length);
    }
  }

  @Override
  public void close() {
    if (form != null) {
      convolution.close();
      output.close();
      sums.close();
      below.close();
    }
  }
}
