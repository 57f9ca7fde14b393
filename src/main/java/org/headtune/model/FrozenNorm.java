package org.headtune.model;

import java.util.Arrays;
import org.deeplearning4j.nn.layers.normalization.BatchNormalization;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/** The way back through a batch normalisation that keeps its statistics. */
final class FrozenNorm {
  private FrozenNorm() {}

  /**
   * The gradient with respect to the input: each feature's or channel's times its scale over its
   * standard deviation.
   */
  static INDArray backward(BatchNormalization layer, INDArray gradient) {
    var config = layer.layerConf();
    INDArray scale = Transforms.sqrt(variance(layer).add(config.getEps())).rdivi(1);
    if (config.isLockGammaBeta()) {
      scale.muli(config.getGamma());
    } else {
      scale.muli(layer.getParam(BatchNormalizationParamInitializer.GAMMA));
    }
    long[] shape = new long[gradient.rank()];
    Arrays.fill(shape, 1);
    shape[1] = scale.length();
    return gradient.mul(scale.reshape('c', shape));
  }

  private static INDArray variance(BatchNormalization layer) {
    if (!layer.layerConf().isUseLogStd()) {
      return layer.getParam(BatchNormalizationParamInitializer.GLOBAL_VAR);
    }
    INDArray logarithms = layer.getParam(BatchNormalizationParamInitializer.GLOBAL_LOG_STD);
    return Transforms.exp(logarithms.mul(2 * Math.log(10)), false);
  }
}
