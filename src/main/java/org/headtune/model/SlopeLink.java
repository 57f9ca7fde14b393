package org.headtune.model;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.bytedeco.javacpp.FloatPointer;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.layers.feedforward.PReLU;
import org.deeplearning4j.nn.params.PReLUParamInitializer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * PReLU with a learnt slope for each unit or channel (He et al. 2015, section 2.1): y = x where x
 * is 0 or more, else a x; dy / da is 0 or x. ND4J's own way back refuses batches of more than 64
 * values for each slope.
 */
final class SlopeLink extends Link {
  private final FloatPointer slopes;
  private final float[] slope;
  private INDArray input;
  private final GradientViews gradients;

  SlopeLink(String name, PReLU layer) {
    super(name);
    this.gradients = new GradientViews(layer);
    INDArray stored = layer.getParam(PReLUParamInitializer.WEIGHT_KEY);
    this.slopes = Native.address(stored);
    this.slope = new float[Math.toIntExact(stored.length())];
  }

  /** Whether a layer of a built network has one slope for each unit or channel. */
  static boolean canReplace(Layer layer) {
    return layer instanceof PReLU prelu
        && prelu.layerConf().getIDropout() == null
        && Arrays.stream(prelu.layerConf().getInputShape()).skip(1).allMatch(size -> size == 1);
  }

  @Override
  boolean changes() {
    return true;
  }

  @Override
  INDArray forward(INDArray below, boolean training, LayerWorkspaceMgr workspaces) {
    input = Native.rowByRow(below, workspaces);
    slopes.get(slope, 0, slope.length);
    INDArray output =
        workspaces.createUninitialized(ArrayType.ACTIVATIONS, DataType.FLOAT, input.shape(), 'c');
    FloatBuffer x = Native.address(input).asBuffer();
    FloatBuffer y = Native.address(output).asBuffer();
    float[] part = new float[numbersPerSlope()];
    for (int from = 0, unit = 0; from < x.capacity(); from += part.length) {
      x.get(from, part, 0, part.length);
      float a = slope[unit];
      for (int i = 0; i < part.length; i++) {
        part[i] = part[i] < 0 ? a * part[i] : part[i];
      }
      y.put(from, part, 0, part.length);
      unit = unit + 1 == slope.length ? 0 : unit + 1;
    }
    return output;
  }

  /** 1 for units, the pixels of a channel for images. */
  private int numbersPerSlope() {
    return Math.toIntExact(input.length() / input.size(0) / slope.length);
  }

  @Override
  INDArray backward(INDArray gradient, boolean further, LayerWorkspaceMgr workspaces) {
    INDArray delta = Native.rowByRow(gradient, workspaces);
    FloatBuffer x = Native.address(input).asBuffer();
    FloatBuffer g = Native.address(delta).asBuffer();
    float[] values = new float[numbersPerSlope()];
    float[] part = new float[values.length];
    double[] sums = new double[slope.length];
    for (int from = 0, unit = 0; from < x.capacity(); from += part.length) {
      x.get(from, values, 0, part.length);
      g.get(from, part, 0, part.length);
      float a = slope[unit];
      for (int i = 0; i < part.length; i++) {
        if (values[i] < 0) {
          sums[unit] += (double) part[i] * values[i];
          part[i] *= a;
        }
      }
      g.put(from, part, 0, part.length);
      unit = unit + 1 == slope.length ? 0 : unit + 1;
    }
    if (!frozen()) {
      store(sums);
    }
    return delta;
  }

  private void store(double[] sums) {
    float[] sum = new float[sums.length];
    for (int i = 0; i < sums.length; i++) {
      sum[i] = (float) sums[i];
    }
    Native.address(gradients.get(PReLUParamInitializer.WEIGHT_KEY)).put(sum, 0, sum.length);
  }
}
