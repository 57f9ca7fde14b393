package org.headtune.model;

import org.deeplearning4j.nn.layers.normalization.BatchNormalization;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.broadcast.BroadcastMulOp;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/** The way back through a batch normalisation that keeps its statistics. */
final class FrozenNorm {
  private FrozenNorm() {}

  /**
   * The gradient with respect to the input: each feature's or channel's times its scale over its
   * standard deviation.
   */
  static INDArray backward(
      BatchNormalization layer, INDArray gradient, LayerWorkspaceMgr workspaces) {
    var config = layer.layerConf();
    INDArray scale = Transforms.sqrt(variance(layer).add(config.getEps())).rdivi(1);
    if (config.isLockGammaBeta()) {
      scale.muli(config.getGamma());
    } else {
      scale.muli(layer.getParam(BatchNormalizationParamInitializer.GAMMA));
    }
    INDArray below =
        workspaces.createUninitialized(
            ArrayType.ACTIVATION_GRAD, gradient.dataType(), gradient.shape(), 'c');
    return Nd4j.exec(new BroadcastMulOp(gradient, scale.ravel(), below, 1));
  }

  private static INDArray variance(BatchNormalization layer) {
    if (!layer.layerConf().isUseLogStd()) {
      return layer.getParam(BatchNormalizationParamInitializer.GLOBAL_VAR);
    }
    INDArray logarithms = layer.getParam(BatchNormalizationParamInitializer.GLOBAL_LOG_STD);
    return Transforms.exp(logarithms.mul(2 * Math.log(10)), false);
  }
}
