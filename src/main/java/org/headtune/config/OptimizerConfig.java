package org.headtune.config;

/** The rule that turns gradients into updates; defaults are those of the papers. */
@Choice(Choice.By.TYPE)
public sealed interface OptimizerConfig {

  /** Step size. */
  double learningRate();

  @Meaning("Kingma and Ba 2015")
  record Adam(
      @Key(value = "step size", standard = "0.001", min = 0, aboveMin = true) double learningRate,
      @Key(value = "decay of the mean", standard = "0.9", min = 0, max = 1, belowMax = true)
          double beta1,
      @Key(value = "decay of the variance", standard = "0.999", min = 0, max = 1, belowMax = true)
          double beta2,
      @Key(value = "added to the root", standard = "1e-8", min = 0, aboveMin = true) double epsilon)
      implements OptimizerConfig {}

  @Meaning("Adam with decoupled weight decay (Loshchilov and Hutter 2019)")
  record Adamw(
      @Key(value = "step size", standard = "0.001", min = 0, aboveMin = true) double learningRate,
      @Key(
              value = "share of each weight taken off per unit of step size",
              standard = "0.01",
              min = 0)
          double weightDecay,
      @Key(value = "decay of the mean", standard = "0.9", min = 0, max = 1, belowMax = true)
          double beta1,
      @Key(value = "decay of the variance", standard = "0.999", min = 0, max = 1, belowMax = true)
          double beta2,
      @Key(value = "added to the root", standard = "1e-8", min = 0, aboveMin = true) double epsilon)
      implements OptimizerConfig {}

  @Meaning("plain stochastic gradient descent")
  record Sgd(
      @Key(value = "step size", standard = "0.01", min = 0, aboveMin = true) double learningRate)
      implements OptimizerConfig {}

  @Meaning("gradient descent with Nesterov's momentum")
  record Nesterovs(
      @Key(value = "step size", standard = "0.01", min = 0, aboveMin = true) double learningRate,
      @Key(
              value = "share of the last step kept",
              standard = "0.9",
              min = 0,
              max = 1,
              belowMax = true)
          double momentum)
      implements OptimizerConfig {}

  @Meaning("RMSProp (Tieleman and Hinton 2012)")
  record Rmsprop(
      @Key(value = "step size", standard = "0.001", min = 0, aboveMin = true) double learningRate,
      @Key(value = "decay of the squares", standard = "0.9", min = 0, max = 1, belowMax = true)
          double decay,
      @Key(value = "added to the root", standard = "1e-8", min = 0, aboveMin = true) double epsilon)
      implements OptimizerConfig {}

  @Meaning("Adam with Nesterov's momentum (Dozat 2016)")
  record Nadam(
      @Key(value = "step size", standard = "0.001", min = 0, aboveMin = true) double learningRate,
      @Key(value = "decay of the mean", standard = "0.9", min = 0, max = 1, belowMax = true)
          double beta1,
      @Key(value = "decay of the variance", standard = "0.999", min = 0, max = 1, belowMax = true)
          double beta2,
      @Key(value = "added to the root", standard = "1e-8", min = 0, aboveMin = true) double epsilon)
      implements OptimizerConfig {}

  @Meaning("Adam that keeps the largest variance seen (Reddi et al. 2018)")
  record Amsgrad(
      @Key(value = "step size", standard = "0.001", min = 0, aboveMin = true) double learningRate,
      @Key(value = "decay of the mean", standard = "0.9", min = 0, max = 1, belowMax = true)
          double beta1,
      @Key(value = "decay of the variance", standard = "0.999", min = 0, max = 1, belowMax = true)
          double beta2,
      @Key(value = "added to the root", standard = "1e-8", min = 0, aboveMin = true) double epsilon)
      implements OptimizerConfig {}

  @Meaning("AdaGrad (Duchi et al. 2011)")
  record Adagrad(
      @Key(value = "step size", standard = "0.01", min = 0, aboveMin = true) double learningRate,
      @Key(value = "added to the root", standard = "1e-6", min = 0, aboveMin = true) double epsilon)
      implements OptimizerConfig {}

  @Meaning("AdaDelta (Zeiler 2012): it finds its own step size, so `learning_rate` must stay 1")
  record Adadelta(
      @Key(value = "kept at 1", standard = "1", min = 1, max = 1) double learningRate,
      @Key(value = "decay of the squares", standard = "0.95", min = 0, max = 1, belowMax = true)
          double rho,
      @Key(value = "added to the root", standard = "1e-6", min = 0, aboveMin = true) double epsilon)
      implements OptimizerConfig {}
}
