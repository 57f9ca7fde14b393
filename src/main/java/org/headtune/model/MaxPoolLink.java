package org.headtune.model;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.layers.convolution.subsampling.SubsamplingLayer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The largest number of each window of an image without border; of several that are equal the first
 * one has the whole slope.
 */
final class MaxPoolLink extends Link {
  private final int windowHeight;
  private final int windowWidth;
  private final int stepDown;
  private final int stepRight;
  private int channels;
  private int height;
  private int width;
  private int outHeight;
  private int outWidth;
  private float[] plane = {};
  private float[] largest = {};

  /** Where in its channel each output of the last training pass stood. */
  private int[] places = {};

  private Matrix output = new Matrix(1);
  private Matrix below = new Matrix(1);

  MaxPoolLink(String name, SubsamplingLayer layer) {
    super(name);
    var config = layer.layerConf();
    windowHeight = config.getKernelSize()[0];
    windowWidth = config.getKernelSize()[1];
    stepDown = config.getStride()[0];
    stepRight = config.getStride()[1];
  }

  /** Whether a layer of a built network does no more than this class can. */
  static boolean canReplace(Layer layer) {
    return layer.getClass() == SubsamplingLayer.class
        && canReplace(((SubsamplingLayer) layer).layerConf());
  }

  private static boolean canReplace(org.deeplearning4j.nn.conf.layers.SubsamplingLayer config) {
    return config.getPoolingType() == PoolingType.MAX
        && config.getConvolutionMode() == ConvolutionMode.Truncate
        && config.getCnn2dDataFormat() == CNN2DFormat.NCHW
        && Arrays.stream(config.getPadding()).allMatch(pixels -> pixels == 0)
        && Arrays.stream(config.getDilation()).allMatch(step -> step == 1)
        && config.getIDropout() == null;
  }

  @Override
  boolean changes() {
    return false;
  }

  @Override
  INDArray forward(INDArray images, boolean training, LayerWorkspaceMgr workspaces) {
    INDArray input = Native.rowByRow(images, workspaces);
    begin(input);
    int rows = Math.toIntExact(input.size(0));
    FloatBuffer x = Native.address(input).asBuffer();
    FloatBuffer y = output.rows(rows).numbers();
    if (places.length < rows * output.width()) {
      places = new int[rows * output.width()];
    }
    for (int i = 0; i < rows * channels; i++) {
      x.get(i * plane.length, plane);
      pool(i * largest.length);
      y.put(i * largest.length, largest);
    }
    return output.shaped(rows, new long[] {channels, outHeight, outWidth});
  }

  private void begin(INDArray input) {
    if (channels != input.size(1) || height != input.size(2) || width != input.size(3)) {
      close();
      channels = Math.toIntExact(input.size(1));
      height = Math.toIntExact(input.size(2));
      width = Math.toIntExact(input.size(3));
      outHeight = Window.steps(height, windowHeight, stepDown);
      outWidth = Window.steps(width, windowWidth, stepRight);
      plane = new float[height * width];
      largest = new float[outHeight * outWidth];
      output = new Matrix(channels * largest.length);
      below = new Matrix(channels * plane.length);
    }
  }

  private void pool(int first) {
    for (int row = 0; row < outHeight; row++) {
      int to = row * outWidth;
      int from = row * stepDown * width;
      start(from, to, first + to);
      for (int i = 0; i < windowHeight; i++) {
        for (int j = i == 0 ? 1 : 0; j < windowWidth; j++) {
          compare(from + i * width + j, to, first + to);
        }
      }
    }
  }

  private void start(int from, int to, int place) {
    for (int i = 0; i < outWidth; i++) {
      largest[to + i] = plane[from + i * stepRight];
      places[place + i] = from + i * stepRight;
    }
  }

  private void compare(int from, int to, int place) {
    for (int i = 0; i < outWidth; i++) {
      float other = plane[from + i * stepRight];
      // What is not a number is not lost.
      boolean larger = other > largest[to + i] || Float.isNaN(other);
      largest[to + i] = larger ? other : largest[to + i];
      places[place + i] = larger ? from + i * stepRight : places[place + i];
    }
  }

  @Override
  INDArray backward(INDArray gradient, boolean further, LayerWorkspaceMgr workspaces) {
    if (!further) {
      return null;
    }
    FloatBuffer above = Native.address(Native.rowByRow(gradient, workspaces)).asBuffer();
    FloatBuffer target = below.rows(output.rows()).numbers();
    for (int image = 0; image < output.rows() * channels; image++) {
      above.get(image * largest.length, largest);
      Arrays.fill(plane, 0);
      for (int i = 0; i < largest.length; i++) {
        plane[places[image * largest.length + i]] += largest[i];
      }
      target.put(image * plane.length, plane);
    }
    return below.shaped(output.rows(), new long[] {channels, height, width});
  }

  @Override
  public void close() {
    output.close();
    below.close();
  }
}
