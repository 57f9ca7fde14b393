package org.headtune.model;

import org.deeplearning4j.nn.weights.WeightInit;
import org.headtune.config.LayerConfig.ActivationFunction;
import org.headtune.config.LayerConfig.WeightInitialisation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationELU;
import org.nd4j.linalg.activations.impl.ActivationGELU;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationSELU;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftPlus;
import org.nd4j.linalg.activations.impl.ActivationSwish;
import org.nd4j.linalg.activations.impl.ActivationTanH;

/** DL4J's words for activation functions and for the weights that fit them. */
final class Functions {
  private Functions() {}

  /** The function of that name. */
  static IActivation of(ActivationFunction function) {
    return switch (function) {
      case IDENTITY -> new ActivationIdentity();
      case RELU -> new ActivationReLU();
      case LEAKY_RELU -> new ActivationLReLU();
      case ELU -> new ActivationELU();
      case SELU -> new ActivationSELU();
      // The form x * sigmoid(1.702 x); ND4J's other one, called precise, is not the function meant.
      case GELU -> new ActivationGELU(false);
      case SWISH -> new ActivationSwish();
      case SIGMOID -> new ActivationSigmoid();
      case TANH -> new ActivationTanH();
      case SOFTPLUS -> new ActivationSoftPlus();
    };
  }

  /** The distribution of first weights; {@code AUTO} is decided by the activation. */
  static WeightInit weights(WeightInitialisation wanted, ActivationFunction activation) {
    return switch (wanted) {
      case AUTO -> weights(fitting(activation), activation);
      case HE_NORMAL -> WeightInit.RELU;
      case HE_UNIFORM -> WeightInit.RELU_UNIFORM;
      case GLOROT_NORMAL -> WeightInit.XAVIER;
      case GLOROT_UNIFORM -> WeightInit.XAVIER_UNIFORM;
      case LECUN_NORMAL -> WeightInit.LECUN_NORMAL;
    };
  }

  private static WeightInitialisation fitting(ActivationFunction activation) {
    return switch (activation) {
      case RELU, LEAKY_RELU, ELU, GELU, SWISH -> WeightInitialisation.HE_NORMAL;
      case SELU -> WeightInitialisation.LECUN_NORMAL;
      case IDENTITY, SIGMOID, TANH, SOFTPLUS -> WeightInitialisation.GLOROT_NORMAL;
    };
  }
}
