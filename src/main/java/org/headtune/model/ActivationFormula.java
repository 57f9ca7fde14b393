package org.headtune.model;

import java.util.function.DoubleUnaryOperator;
import org.headtune.config.LayerConfig.ActivationFunction;
import org.headtune.config.LayerConfig.WeightInitialisation;

/**
 * An activation function in words and in numbers. At a kink the slope is that of one side.
 *
 * @param formula what it makes of x
 * @param derivative its slope
 * @param range the values it takes
 * @param use what it is good for
 * @param source where it comes from
 * @param value y of x; finite for any x that is a float, but for the cube, which grows beyond them
 * @param slope dy / dx, finite likewise
 */
public record ActivationFormula(
    String formula,
    String derivative,
    String range,
    String use,
    String source,
    DoubleUnaryOperator value,
    DoubleUnaryOperator slope) {

  /** The share of negative values that a learnt slope starts with (He et al. 2015, section 2.1). */
  public static final double FIRST_LEARNT_SLOPE = 0.25;

  private static final double LEAK = 0.01;
  private static final double SELU_SCALE = 1.0507009873554805;
  private static final double SELU_ALPHA = 1.6732632423543772;
  private static final double GELU_STEEPNESS = 1.702;
  private static final double RATIONAL_SCALE = 1.7159;
  private static final double RATIONAL_QUARTIC = 1.41645;

  /** The function of that name; of a learnt one as it is at first. */
  public static ActivationFormula of(ActivationFunction function) {
    return switch (function) {
      case IDENTITY ->
          new ActivationFormula(
              "x",
              "1",
              "all numbers",
              "a layer whose function follows as a layer of its own, behind a normalisation say;"
                  + " two linear layers on top of each other can do no more than one",
              "",
              x -> x,
              x -> 1);
      case RELU ->
          new ActivationFormula(
              "max(x, 0)",
              "1 if x > 0, else 0",
              "[0, ∞)",
              "the first choice for dense layers and convolutions; a unit whose sums are all"
                  + " negative gets no gradient any more",
              "Nair and Hinton 2010, Rectified linear units improve restricted Boltzmann machines",
              x -> Math.max(x, 0),
              x -> x > 0 ? 1 : 0);
      case LEAKY_RELU ->
          new ActivationFormula(
              "x if x ≥ 0, else 0.01 x",
              "1 if x ≥ 0, else 0.01",
              "all numbers",
              "where units of `relu` die",
              "Maas, Hannun and Ng 2013, Rectifier nonlinearities improve neural network acoustic"
                  + " models",
              x -> x >= 0 ? x : LEAK * x,
              x -> x >= 0 ? 1 : LEAK);
      case PRELU ->
          new ActivationFormula(
              "x if x ≥ 0, else a x, with a learnt for each unit or channel, from 0.25 on",
              "1 if x ≥ 0, else a; by a: 0 if x ≥ 0, else x",
              "all numbers",
              "a leak that fits the data, for large sets of them; no weight decay pulls at a, as"
                  + " in the paper",
              "He et al. 2015, Delving deep into rectifiers",
              x -> x >= 0 ? x : FIRST_LEARNT_SLOPE * x,
              x -> x >= 0 ? 1 : FIRST_LEARNT_SLOPE);
      case ELU ->
          new ActivationFormula(
              "x if x > 0, else exp(x) - 1",
              "1 if x > 0, else exp(x)",
              "(-1, ∞)",
              "a smooth `relu` whose mean lies closer to 0",
              "Clevert, Unterthiner and Hochreiter 2016, Fast and accurate deep network learning by"
                  + " exponential linear units",
              x -> x > 0 ? x : Math.expm1(x),
              x -> x > 0 ? 1 : Math.exp(x));
      case SELU ->
          new ActivationFormula(
              "1.0507 x if x > 0, else 1.0507 · 1.6733 (exp(x) - 1)",
              "1.0507 if x > 0, else 1.0507 · 1.6733 exp(x)",
              "(-1.7581, ∞)",
              "deep dense networks on standardised columns: values keep mean 0 and variance 1 from"
                  + " layer to layer, if the weights start as `lecun_normal` and dropout is alpha"
                  + " dropout; both follow by themselves",
              "Klambauer et al. 2017, Self-normalizing neural networks",
              x -> SELU_SCALE * (x > 0 ? x : SELU_ALPHA * Math.expm1(x)),
              x -> SELU_SCALE * (x > 0 ? 1 : SELU_ALPHA * Math.exp(x)));
      case GELU ->
          new ActivationFormula(
              "x σ(1.702 x), the sigmoid form: nowhere further than 0.0204 from x Φ(x)",
              "s + 1.702 x s (1 - s), where s = σ(1.702 x)",
              "[-0.1636, ∞)",
              "deep networks; smooth, costs an exponential for each value",
              "Hendrycks and Gimpel 2016, Gaussian error linear units, section 2",
              x -> x * sigmoid(GELU_STEEPNESS * x),
              x -> sigmoidTimesSlope(x, GELU_STEEPNESS));
      case SWISH ->
          new ActivationFormula(
              "x σ(x), also called SiLU",
              "s + x s (1 - s), where s = σ(x)",
              "[-0.2785, ∞)",
              "as `gelu`",
              "Elfwing, Uchibe and Doya 2018, Sigmoid-weighted linear units; Ramachandran, Zoph and"
                  + " Le 2017, Searching for activation functions",
              x -> x * sigmoid(x),
              x -> sigmoidTimesSlope(x, 1));
      case SIGMOID ->
          new ActivationFormula(
              "σ(x) = 1 / (1 + exp(-x))",
              "σ(x) (1 - σ(x)), at most 1/4",
              "(0, 1)",
              "gates and shares; hidden layers of it, many deep, let gradients vanish",
              "Rumelhart, Hinton and Williams 1986, Learning representations by back-propagating"
                  + " errors",
              ActivationFormula::sigmoid,
              x -> sigmoid(x) * sigmoid(-x));
      case TANH ->
          new ActivationFormula(
              "tanh(x)",
              "1 - tanh(x)²",
              "(-1, 1)",
              "shallow networks and recurrent layers; centred, unlike `sigmoid`",
              "LeCun et al. 1998, Efficient backprop, section 4.4",
              Math::tanh,
              x -> 1 - Math.tanh(x) * Math.tanh(x));
      case SOFTPLUS ->
          new ActivationFormula(
              "log(1 + exp(x)), computed as max(x, 0) + log(1 + exp(-|x|))",
              "σ(x)",
              "(0, ∞)",
              "a smooth `relu` that is nowhere flat; also for values that must be positive",
              "Dugas et al. 2001, Incorporating second-order functional knowledge for better option"
                  + " pricing",
              ActivationFormula::softplus,
              ActivationFormula::sigmoid);
      case MISH ->
          new ActivationFormula(
              "x t, where t = tanh(softplus(x))",
              "t + x (1 - t²) σ(x)",
              "[-0.3089, ∞)",
              "as `swish`",
              "Misra 2019, Mish: a self regularized non-monotonic activation function",
              x -> x * Math.tanh(softplus(x)),
              ActivationFormula::mishSlope);
      case SOFTSIGN ->
          new ActivationFormula(
              "x / (1 + |x|)",
              "1 / (1 + |x|)²",
              "(-1, 1)",
              "a `tanh` that saturates slowly",
              "Bergstra et al. 2009, Quadratic polynomials learn better image features; Glorot and"
                  + " Bengio 2010",
              x -> x / (1 + Math.abs(x)),
              x -> 1 / ((1 + Math.abs(x)) * (1 + Math.abs(x))));
      case HARD_SIGMOID ->
          new ActivationFormula(
              "min(max(0.2 x + 0.5, 0), 1); PyTorch's function of that name has the slope 1/6",
              "0.2 if |x| ≤ 2.5, else 0",
              "[0, 1]",
              "a cheap `sigmoid`; flat beyond 2.5, where units stop learning",
              "Courbariaux, Bengio and David 2015, BinaryConnect; the slope is Keras's",
              x -> Math.min(Math.max(0.2 * x + 0.5, 0), 1),
              x -> Math.abs(x) <= 2.5 ? 0.2 : 0);
      case HARD_TANH ->
          new ActivationFormula(
              "min(max(x, -1), 1)",
              "1 if |x| ≤ 1, else 0",
              "[-1, 1]",
              "a cheap `tanh`; flat beyond 1, where units stop learning",
              "Collobert 2004, Large scale machine learning (thesis)",
              x -> Math.min(Math.max(x, -1), 1),
              x -> Math.abs(x) <= 1 ? 1 : 0);
      case RELU6 ->
          new ActivationFormula(
              "min(max(x, 0), 6)",
              "1 if 0 < x < 6, else 0",
              "[0, 6]",
              "networks that are to run in few bits later",
              "Krizhevsky 2010, Convolutional deep belief networks on CIFAR-10",
              x -> Math.min(Math.max(x, 0), 6),
              x -> x > 0 && x < 6 ? 1 : 0);
      case CUBE ->
          new ActivationFormula(
              "x³",
              "3 x²",
              "all numbers",
              "one hidden layer over sums of embeddings, whose products it forms; deeper, or with"
                  + " inputs far from 0, values explode",
              "Chen and Manning 2014, A fast and accurate dependency parser using neural networks",
              x -> x * x * x,
              x -> 3 * x * x);
      case RATIONAL_TANH ->
          new ActivationFormula(
              "1.7159 sign(y) (1 - 1 / (1 + |y| + y² + 1.41645 y⁴)), where y = 2x/3: close to"
                  + " 1.7159 tanh(2x/3)",
              "1.7159 · 2/3 (1 + 2|y| + 4 · 1.41645 |y|³) / (1 + |y| + y² + 1.41645 y⁴)²",
              "(-1.7159, 1.7159)",
              "a `tanh` without an exponential, scaled so that f(±1) is about ±1",
              "LeCun et al. 1998, Efficient backprop, section 4.4, for the scale; Deeplearning4j,"
                  + " after arXiv 1508.01292, for the quotient",
              ActivationFormula::rationalTanh,
              ActivationFormula::rationalTanhSlope);
      case RECTIFIED_TANH ->
          new ActivationFormula(
              "max(tanh(x), 0)",
              "1 - tanh(x)² if x > 0, else 0",
              "[0, 1)",
              "a `relu` that stays below 1",
              "Deeplearning4j",
              x -> Math.max(Math.tanh(x), 0),
              x -> x > 0 ? 1 - Math.tanh(x) * Math.tanh(x) : 0);
      case THRESHOLDED_RELU ->
          new ActivationFormula(
              "x if x > 1, else 0",
              "1 if x > 1, else 0",
              "{0} and (1, ∞)",
              "sparse codes; units below 1 get no gradient",
              "Konda, Memisevic and Krueger 2015, Zero-bias autoencoders and the benefits of"
                  + " co-adapting features",
              x -> x <= 1 ? 0 : x,
              x -> x > 1 ? 1 : 0);
    };
  }

  /** How {@code weight_init: auto} draws the first weights of a layer with the function. */
  public static WeightInitialisation firstWeights(ActivationFunction function) {
    return Functions.fitting(function);
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  private static double softplus(double x) {
    return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  }

  /** The slope of x sigmoid(b x). */
  private static double sigmoidTimesSlope(double x, double steepness) {
    double s = sigmoid(steepness * x);
    return s + steepness * x * s * sigmoid(-steepness * x);
  }

  private static double mishSlope(double x) {
    double t = Math.tanh(softplus(x));
    return t + x * (1 - t * t) * sigmoid(x);
  }

  private static double rationalTanh(double x) {
    double y = Math.abs(2 * x / 3);
    return Math.signum(x) * RATIONAL_SCALE * (1 - 1 / quartic(y));
  }

  private static double rationalTanhSlope(double x) {
    double y = Math.abs(2 * x / 3);
    double rise = 1 + 2 * y + 4 * RATIONAL_QUARTIC * y * y * y;
    return RATIONAL_SCALE * 2 / 3 * rise / (quartic(y) * quartic(y));
  }

  private static double quartic(double y) {
    return 1 + y + y * y + RATIONAL_QUARTIC * y * y * y * y;
  }
}
