package org.headtune.model;

import java.nio.FloatBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import org.headtune.config.LayerConfig.ActivationFunction;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.BaseActivationFunction;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationGELU;
import org.nd4j.linalg.activations.impl.ActivationMish;
import org.nd4j.linalg.activations.impl.ActivationRationalTanh;
import org.nd4j.linalg.activations.impl.ActivationReLU6;
import org.nd4j.linalg.activations.impl.ActivationSoftPlus;
import org.nd4j.linalg.activations.impl.ActivationSwish;
import org.nd4j.linalg.activations.impl.ActivationThresholdedReLU;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.Shape;

/**
 * A function that ND4J computes wrongly: the slopes of swish, GELU and mish are not numbers above
 * 50, softplus is infinite above 88, the slope of the rational tanh is no number for the largest
 * floats; relu6 and the thresholded ReLU make numbers of what is none, so that a network that has
 * diverged looks sound. Here each value goes through {@link ActivationFormula} in double precision.
 * It takes the place of ND4J's only while a network computes; the configuration that is saved names
 * ND4J's.
 */
@SuppressWarnings("serial") // never serialised: see above
final class StableActivation extends BaseActivationFunction {
  private static final Map<Class<?>, ActivationFunction> REPLACED =
      Map.of(
          ActivationSoftPlus.class, ActivationFunction.SOFTPLUS,
          ActivationSwish.class, ActivationFunction.SWISH,
          ActivationGELU.class, ActivationFunction.GELU,
          ActivationMish.class, ActivationFunction.MISH,
          ActivationRationalTanh.class, ActivationFunction.RATIONAL_TANH,
          ActivationReLU6.class, ActivationFunction.RELU6,
          ActivationThresholdedReLU.class, ActivationFunction.THRESHOLDED_RELU);

  private static final int CHUNK = 2048;

  private final transient DoubleUnaryOperator value;
  private final transient DoubleUnaryOperator slope;

  private StableActivation(ActivationFormula formula) {
    this.value = formula.value();
    this.slope = formula.slope();
  }

  /** What computes in place of one of ND4J's functions; empty if that does it well. */
  static Optional<IActivation> of(IActivation function) {
    // ND4J has another GELU, called precise, which is neither this form nor that with the error
    // function; a network that was trained with it is taken as it is.
    boolean other =
        (function instanceof ActivationGELU gelu && gelu.isPrecise())
            || (function instanceof ActivationThresholdedReLU relu
                && relu.getTheta() != ActivationThresholdedReLU.DEFAULT_THETA);
    return Optional.ofNullable(other ? null : REPLACED.get(function.getClass()))
        .map(ActivationFormula::of)
        .map(StableActivation::new);
  }

  @Override
  public INDArray getActivation(INDArray in, boolean training) {
    return replace(in, value);
  }

  @Override
  public Pair<INDArray, INDArray> backprop(INDArray in, INDArray epsilon) {
    assertShape(in, epsilon);
    return new Pair<>(replace(in, slope).muli(epsilon), null);
  }

  private static INDArray replace(INDArray numbers, DoubleUnaryOperator by) {
    boolean rows = numbers.ordering() == 'c' && Shape.hasDefaultStridesForShape(numbers);
    INDArray changed = rows ? numbers : numbers.dup('c');
    FloatBuffer buffer = Native.address(changed).asBuffer();
    float[] chunk = new float[Math.min(CHUNK, buffer.capacity())];
    for (int from = 0; from < buffer.capacity(); from += chunk.length) {
      int size = Math.min(chunk.length, buffer.capacity() - from);
      buffer.get(from, chunk, 0, size);
      for (int i = 0; i < size; i++) {
        chunk[i] = (float) by.applyAsDouble(chunk[i]);
      }
      buffer.put(from, chunk, 0, size);
    }
    return rows ? numbers : numbers.assign(changed);
  }

  @Override
  public String toString() {
    return "a function in place of ND4J's";
  }
}
