package org.headtune.model;

import java.util.Locale;
import java.util.Optional;
import org.deeplearning4j.nn.weights.WeightInit;
import org.headtune.config.LayerConfig.ActivationFunction;
import org.headtune.config.LayerConfig.WeightInitialisation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationCube;
import org.nd4j.linalg.activations.impl.ActivationELU;
import org.nd4j.linalg.activations.impl.ActivationGELU;
import org.nd4j.linalg.activations.impl.ActivationHardSigmoid;
import org.nd4j.linalg.activations.impl.ActivationHardTanH;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationMish;
import org.nd4j.linalg.activations.impl.ActivationRationalTanh;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU6;
import org.nd4j.linalg.activations.impl.ActivationRectifiedTanh;
import org.nd4j.linalg.activations.impl.ActivationSELU;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftPlus;
import org.nd4j.linalg.activations.impl.ActivationSoftSign;
import org.nd4j.linalg.activations.impl.ActivationSwish;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.activations.impl.ActivationThresholdedReLU;

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
      // Its slope is learnt by a layer of its own, which follows.
      case PRELU -> new ActivationIdentity();
      case MISH -> new ActivationMish();
      case SOFTSIGN -> new ActivationSoftSign();
      case HARD_SIGMOID -> new ActivationHardSigmoid();
      case HARD_TANH -> new ActivationHardTanH();
      case RELU6 -> new ActivationReLU6();
      case CUBE -> new ActivationCube();
      case RATIONAL_TANH -> new ActivationRationalTanh();
      case RECTIFIED_TANH -> new ActivationRectifiedTanh();
      case THRESHOLDED_RELU -> new ActivationThresholdedReLU();
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

  /** What {@code AUTO} has decided, and why; empty if the config decides. */
  static Optional<Choice> choice(WeightInitialisation wanted, ActivationFunction activation) {
    if (wanted != WeightInitialisation.AUTO) {
      return Optional.empty();
    }
    String word = activation.name().toLowerCase(Locale.ROOT);
    WeightInitialisation fitting = fitting(activation);
    String reason =
        switch (fitting) {
          case HE_NORMAL ->
              word
                  + " hands on about half of the variance, so the weights have twice as much"
                  + " (He et al. 2015)";
          case LECUN_NORMAL ->
              "selu keeps mean 0 and variance 1 only with weights of variance 1 / inputs"
                  + " (Klambauer et al. 2017)";
          default ->
              word
                  + " is treated as linear around 0, where this keeps the variance of values and"
                  + " gradients (Glorot and Bengio 2010)";
        };
    return Optional.of(
        new Choice(
            "first weights " + fitting.name().toLowerCase(Locale.ROOT) + " for " + word, reason));
  }

  static WeightInitialisation fitting(ActivationFunction activation) {
    return switch (activation) {
      case RELU,
          LEAKY_RELU,
          PRELU,
          ELU,
          GELU,
          SWISH,
          MISH,
          RELU6,
          RECTIFIED_TANH,
          THRESHOLDED_RELU ->
          WeightInitialisation.HE_NORMAL;
      case SELU -> WeightInitialisation.LECUN_NORMAL;
      case IDENTITY,
          SIGMOID,
          TANH,
          SOFTPLUS,
          SOFTSIGN,
          HARD_SIGMOID,
          HARD_TANH,
          CUBE,
          RATIONAL_TANH ->
          WeightInitialisation.GLOROT_NORMAL;
    };
  }
}
