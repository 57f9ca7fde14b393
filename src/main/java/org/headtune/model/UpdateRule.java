package org.headtune.model;

import java.util.function.Supplier;
import org.headtune.config.OptimizerConfig;
import org.nd4j.linalg.learning.config.AMSGrad;
import org.nd4j.linalg.learning.config.AdaDelta;
import org.nd4j.linalg.learning.config.AdaGrad;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nadam;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.learning.config.Sgd;

/**
 * What the model knows about an optimiser. A new one is a record in {@link OptimizerConfig} and a
 * line here.
 *
 * @param slots numbers kept per parameter
 * @param weightDecay share of each weight (not of biases, scales and shifts) taken off per unit of
 *     step size, independently of the gradient
 * @param updater DL4J's implementation
 */
record UpdateRule(int slots, double weightDecay, Supplier<IUpdater> updater) {

  /** The rule with the config's values. */
  static UpdateRule of(OptimizerConfig config) {
    double rate = config.learningRate();
    if (config instanceof OptimizerConfig.Adam c) {
      return rule(2, () -> new Adam(rate, c.beta1(), c.beta2(), c.epsilon()));
    } else if (config instanceof OptimizerConfig.Adamw c) {
      return new UpdateRule(
          2, c.weightDecay(), () -> new Adam(rate, c.beta1(), c.beta2(), c.epsilon()));
    } else if (config instanceof OptimizerConfig.Sgd) {
      return rule(0, () -> new Sgd(rate));
    } else if (config instanceof OptimizerConfig.Nesterovs c) {
      return rule(1, () -> new Nesterovs(rate, c.momentum()));
    } else if (config instanceof OptimizerConfig.Rmsprop c) {
      return rule(1, () -> new RmsProp(rate, c.decay(), c.epsilon()));
    } else if (config instanceof OptimizerConfig.Nadam c) {
      return rule(2, () -> new Nadam(rate, c.beta1(), c.beta2(), c.epsilon()));
    } else if (config instanceof OptimizerConfig.Amsgrad c) {
      return rule(3, () -> new AMSGrad(rate, c.beta1(), c.beta2(), c.epsilon()));
    } else if (config instanceof OptimizerConfig.Adagrad c) {
      return rule(1, () -> new AdaGrad(rate, c.epsilon()));
    } else if (config instanceof OptimizerConfig.Adadelta c) {
      return rule(2, () -> new AdaDelta(c.rho(), c.epsilon()));
    }
    throw new IllegalArgumentException(config.toString());
  }

  private static UpdateRule rule(int slots, Supplier<IUpdater> updater) {
    return new UpdateRule(slots, 0, updater);
  }
}
