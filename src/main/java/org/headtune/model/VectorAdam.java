package org.headtune.model;

import java.nio.FloatBuffer;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.Adam;

/**
 * Adam (Kingma and Ba 2015, with the step size corrected for bias as at the end of its section 2)
 * over DL4J's own arrays and in DL4J's layout, so that its state can be saved and resumed by
 * either. ND4J's kernel handles one number at a time; these loops are turned into vector
 * instructions by the JVM, and their results do not depend on the number of threads.
 */
final class VectorAdam implements GradientUpdater<Adam> {
  /** Numbers that fit the first-level cache together with their moments. */
  private static final int CHUNK = 2048;

  private final Adam config;
  private final int length;
  private final FloatBuffer gradients;
  private final FloatBuffer means;
  private final FloatBuffer squares;
  private final float[] gradient = new float[CHUNK];
  private final float[] mean = new float[CHUNK];
  private final float[] square = new float[CHUNK];

  /**
   * @param gradients receives the updates in place
   * @param state {@code length} means, then {@code length} mean squares
   */
  VectorAdam(Adam config, FloatBuffer gradients, FloatBuffer state) {
    this.config = config;
    this.length = gradients.remaining();
    this.gradients = gradients.slice();
    this.means = state.slice(state.position(), length);
    this.squares = state.slice(state.position() + length, length);
  }

  @Override
  public Adam getConfig() {
    return config;
  }

  @Override
  public void applyUpdater(INDArray ignored, int iteration, int epoch) {
    double beta1 = config.getBeta1();
    double beta2 = config.getBeta2();
    int step = iteration + 1;
    double rate =
        config.getLearningRate(iteration, epoch)
            * Math.sqrt(1 - Math.pow(beta2, step))
            / (1 - Math.pow(beta1, step));
    for (int from = 0; from < length; from += CHUNK) {
      int size = Math.min(CHUNK, length - from);
      gradients.get(from, gradient, 0, size);
      means.get(from, mean, 0, size);
      squares.get(from, square, 0, size);
      update(size, (float) beta1, (float) beta2, (float) rate, (float) config.getEpsilon());
      gradients.put(from, gradient, 0, size);
      means.put(from, mean, 0, size);
      squares.put(from, square, 0, size);
    }
  }

  private void update(int size, float beta1, float beta2, float rate, float epsilon) {
    float rest1 = 1 - beta1;
    float rest2 = 1 - beta2;
    for (int i = 0; i < size; i++) {
      mean[i] = beta1 * mean[i] + rest1 * gradient[i];
    }
    for (int i = 0; i < size; i++) {
      square[i] = beta2 * square[i] + rest2 * gradient[i] * gradient[i];
    }
    for (int i = 0; i < size; i++) {
      gradient[i] = rate * mean[i] / ((float) Math.sqrt(square[i]) + epsilon);
    }
  }

  @Override
  public void setState(Map<String, INDArray> state, boolean initialize) {
    throw new UnsupportedOperationException("the state is DL4J's array");
  }

  @Override
  public Map<String, INDArray> getState() {
    throw new UnsupportedOperationException("the state is DL4J's array");
  }

  @Override
  public void setStateViewArray(INDArray view, long[] shape, char order, boolean initialize) {
    throw new UnsupportedOperationException("the state is DL4J's array");
  }
}
