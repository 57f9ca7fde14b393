package org.headtune.model;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.layers.convolution.subsampling.SubsamplingLayer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Max pooling of images. */
final class MaxPoolLink extends Link {
  private final MaxPool pool;
  private int channels;
  private int height;
  private int width;
  private int outHeight;
  private int outWidth;
  private float[] plane = {};
  private float[] largest = {};

  /** Where in its channel each output of the last pass stood. */
  private int[] places = {};

  private Matrix output = new Matrix(1);
  private Matrix below = new Matrix(1);

  MaxPoolLink(String name, SubsamplingLayer layer) {
    super(name);
    pool = MaxPool.of(layer.layerConf());
  }

  /** Whether a layer of a built network does no more than this class can. */
  static boolean canReplace(Layer layer) {
    return layer.getClass() == SubsamplingLayer.class
        && MaxPool.fits(((SubsamplingLayer) layer).layerConf());
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
      pool.of(plane, width, outHeight, outWidth, largest, places, i * largest.length);
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
      outHeight = pool.outHeight(height);
      outWidth = pool.outWidth(width);
      plane = new float[height * width];
      largest = new float[outHeight * outWidth];
      output = new Matrix(channels * largest.length);
      below = new Matrix(channels * plane.length);
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
      MaxPool.back(largest, largest.length, places, image * largest.length, plane);
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
