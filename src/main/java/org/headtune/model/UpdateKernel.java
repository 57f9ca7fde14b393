package org.headtune.model;

import org.nd4j.linalg.learning.config.AMSGrad;
import org.nd4j.linalg.learning.config.AdaDelta;
import org.nd4j.linalg.learning.config.AdaGrad;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nadam;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.learning.config.Sgd;

/**
 * One step of an optimiser. The formulas and the layout of the state are ND4J's, so that a saved
 * state can be resumed by either; the loops are turned into vector instructions by the JVM where
 * ND4J's kernels handle one number at a time.
 */
@FunctionalInterface
interface UpdateKernel {

  /**
   * Puts the update in place of the gradient.
   *
   * @param state the optimiser's numbers, one array for each that it keeps per parameter
   * @param size how many numbers of the arrays count
   */
  void apply(float[] gradient, float[][] state, int size);

  /** How many numbers the optimiser keeps per parameter. */
  static int slots(IUpdater config) {
    return Math.toIntExact(config.stateSize(1));
  }

  /**
   * The step of an optimiser.
   *
   * @param steps that it has made before
   * @param rate step size
   */
  static UpdateKernel of(IUpdater config, int steps, double rate) {
    if (config instanceof Adam c) {
      return adam(c.getBeta1(), c.getBeta2(), c.getEpsilon(), steps, rate);
    } else if (config instanceof Nadam c) {
      return nadam(c.getBeta1(), c.getBeta2(), c.getEpsilon(), steps, rate);
    } else if (config instanceof AMSGrad c) {
      return amsGrad(c.getBeta1(), c.getBeta2(), c.getEpsilon(), steps, rate);
    } else if (config instanceof Sgd) {
      return sgd((float) rate);
    } else if (config instanceof Nesterovs c) {
      return nesterovs((float) c.getMomentum(), (float) rate);
    } else if (config instanceof RmsProp c) {
      return rmsProp((float) c.getRmsDecay(), (float) c.getEpsilon(), (float) rate);
    } else if (config instanceof AdaGrad c) {
      return adaGrad((float) c.getEpsilon(), (float) rate);
    } else if (config instanceof AdaDelta c) {
      return adaDelta((float) c.getRho(), (float) c.getEpsilon());
    } else if (config instanceof NoOp) {
      // A batch normalisation's gradient of its running statistics is their update already.
      return (gradient, state, size) -> {};
    }
    throw new IllegalArgumentException(config.toString());
  }

  /** Kingma and Ba 2015, with the more efficient order of computation of section 2's end. */
  private static UpdateKernel adam(
      double beta1, double beta2, double epsilon, int steps, double rate) {
    float fromMean = (float) correctedRate(beta1, beta2, steps, rate);
    return (gradient, state, size) -> {
      moments(gradient, state, size, (float) beta1, (float) beta2);
      float[] mean = state[0];
      float[] square = state[1];
      float eps = (float) epsilon;
      for (int i = 0; i < size; i++) {
        gradient[i] = fromMean * mean[i] / ((float) Math.sqrt(square[i]) + eps);
      }
    };
  }

  private static double correctedRate(double beta1, double beta2, int steps, double rate) {
    return rate * Math.sqrt(1 - Math.pow(beta2, steps + 1)) / (1 - Math.pow(beta1, steps + 1));
  }

  private static void moments(
      float[] gradient, float[][] state, int size, float beta1, float beta2) {
    float[] mean = state[0];
    float[] square = state[1];
    for (int i = 0; i < size; i++) {
      mean[i] = beta1 * mean[i] + (1 - beta1) * gradient[i];
    }
    for (int i = 0; i < size; i++) {
      square[i] = beta2 * square[i] + (1 - beta2) * gradient[i] * gradient[i];
    }
  }

  /**
   * Dozat 2016, algorithm 2, with a constant decay of the mean. ND4J leaves out the correction of
   * the variance's bias, so that its first steps are some thirty times too long.
   */
  private static UpdateKernel nadam(
      double beta1, double beta2, double epsilon, int steps, double rate) {
    float fromMean = (float) (rate * beta1 / (1 - Math.pow(beta1, steps + 2)));
    float fromGradient = (float) (rate * (1 - beta1) / (1 - Math.pow(beta1, steps + 1)));
    float root = (float) (1 / Math.sqrt(1 - Math.pow(beta2, steps + 1)));
    return (gradient, state, size) -> {
      moments(gradient, state, size, (float) beta1, (float) beta2);
      float[] mean = state[0];
      float[] square = state[1];
      float eps = (float) epsilon;
      for (int i = 0; i < size; i++) {
        gradient[i] =
            (fromMean * mean[i] + fromGradient * gradient[i])
                / (root * (float) Math.sqrt(square[i]) + eps);
      }
    };
  }

  /** Reddi et al. 2018, with Adam's correction of the bias. */
  private static UpdateKernel amsGrad(
      double beta1, double beta2, double epsilon, int steps, double rate) {
    float fromMean = (float) correctedRate(beta1, beta2, steps, rate);
    return (gradient, state, size) -> {
      moments(gradient, state, size, (float) beta1, (float) beta2);
      float[] mean = state[0];
      float[] square = state[1];
      float[] largest = state[2];
      float eps = (float) epsilon;
      for (int i = 0; i < size; i++) {
        largest[i] = Math.max(largest[i], square[i]);
        gradient[i] = fromMean * mean[i] / ((float) Math.sqrt(largest[i]) + eps);
      }
    };
  }

  private static UpdateKernel sgd(float rate) {
    return (gradient, state, size) -> {
      for (int i = 0; i < size; i++) {
        gradient[i] *= rate;
      }
    };
  }

  /** The form of Bengio et al. 2012, in which the parameters are those after the look ahead. */
  private static UpdateKernel nesterovs(float momentum, float rate) {
    return (gradient, state, size) -> {
      float[] velocity = state[0];
      for (int i = 0; i < size; i++) {
        float before = momentum * velocity[i];
        velocity[i] = before - rate * gradient[i];
        gradient[i] = before - (1 + momentum) * velocity[i];
      }
    };
  }

  /** Tieleman and Hinton 2012. */
  private static UpdateKernel rmsProp(float decay, float epsilon, float rate) {
    return (gradient, state, size) -> {
      float[] square = state[0];
      for (int i = 0; i < size; i++) {
        square[i] = decay * square[i] + (1 - decay) * gradient[i] * gradient[i];
        gradient[i] = rate * gradient[i] / ((float) Math.sqrt(square[i]) + epsilon);
      }
    };
  }

  /** Duchi et al. 2011. */
  private static UpdateKernel adaGrad(float epsilon, float rate) {
    return (gradient, state, size) -> {
      float[] sum = state[0];
      for (int i = 0; i < size; i++) {
        sum[i] += gradient[i] * gradient[i];
        gradient[i] = rate * gradient[i] / ((float) Math.sqrt(sum[i]) + epsilon);
      }
    };
  }

  /** Zeiler 2012, algorithm 1. */
  private static UpdateKernel adaDelta(float rho, float epsilon) {
    return (gradient, state, size) -> {
      float[] square = state[0];
      float[] moved = state[1];
      for (int i = 0; i < size; i++) {
        square[i] = rho * square[i] + (1 - rho) * gradient[i] * gradient[i];
        gradient[i] *=
            (float) Math.sqrt(moved[i] + epsilon) / (float) Math.sqrt(square[i] + epsilon);
        moved[i] = rho * moved[i] + (1 - rho) * gradient[i] * gradient[i];
      }
    };
  }
}
