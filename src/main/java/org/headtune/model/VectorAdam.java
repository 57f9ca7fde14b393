package org.headtune.model;

import java.nio.FloatBuffer;
import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nadam;

/**
 * Adam and Nadam over DL4J's own arrays and in DL4J's layout, so that their state can be saved and
 * resumed by either. ND4J's kernels handle one number at a time; these loops are turned into vector
 * instructions by the JVM, and their results do not depend on the number of threads. ND4J's Nadam
 * also leaves out the correction of the variance's bias, so that its first steps are some thirty
 * times too long.
 */
final class VectorAdam implements GradientUpdater<IUpdater> {
  /** Numbers that fit the first-level cache together with their moments. */
  private static final int CHUNK = 2048;

  private final IUpdater config;
  private final Rule rule;
  private final int length;
  private final FloatBuffer gradients;
  private final FloatBuffer means;
  private final FloatBuffer squares;
  private final float[] gradient = new float[CHUNK];
  private final float[] mean = new float[CHUNK];
  private final float[] square = new float[CHUNK];

  /** The decays, and one step as (fromMean m + fromGradient g) / (root sqrt(v) + epsilon). */
  private record Step(
      float beta1, float beta2, float fromMean, float fromGradient, float root, float epsilon) {}

  /** The numbers of the step that follows so many others. */
  private interface Rule {
    Step after(int iteration, int epoch);
  }

  private VectorAdam(IUpdater config, Rule rule, FloatBuffer gradients, FloatBuffer state) {
    this.config = config;
    this.rule = rule;
    this.length = gradients.remaining();
    this.gradients = gradients;
    this.means = state.slice(0, length);
    this.squares = state.slice(length, length);
  }

  /**
   * The rule in place of DL4J's, if it is one of the two.
   *
   * @param gradients receives the updates in place
   * @param state as many means as there are gradients, then as many mean squares
   */
  static Optional<VectorAdam> of(IUpdater config, FloatBuffer gradients, FloatBuffer state) {
    if (config instanceof Adam adam) {
      return Optional.of(new VectorAdam(config, (i, e) -> step(adam, i, e), gradients, state));
    } else if (config instanceof Nadam nadam) {
      return Optional.of(new VectorAdam(config, (i, e) -> step(nadam, i, e), gradients, state));
    }
    return Optional.empty();
  }

  /** Kingma and Ba 2015, with the more efficient order of computation of section 2's end. */
  private static Step step(Adam c, int iteration, int epoch) {
    double bias1 = 1 - Math.pow(c.getBeta1(), iteration + 1);
    double bias2 = 1 - Math.pow(c.getBeta2(), iteration + 1);
    double rate = c.getLearningRate(iteration, epoch) * Math.sqrt(bias2) / bias1;
    return step(c.getBeta1(), c.getBeta2(), rate, 0, 1, c.getEpsilon());
  }

  /** Dozat 2016, algorithm 2, with a constant decay of the mean. */
  private static Step step(Nadam c, int iteration, int epoch) {
    double rate = c.getLearningRate(iteration, epoch);
    double fromMean = rate * c.getBeta1() / (1 - Math.pow(c.getBeta1(), iteration + 2));
    double fromGradient = rate * (1 - c.getBeta1()) / (1 - Math.pow(c.getBeta1(), iteration + 1));
    double root = 1 / Math.sqrt(1 - Math.pow(c.getBeta2(), iteration + 1));
    return step(c.getBeta1(), c.getBeta2(), fromMean, fromGradient, root, c.getEpsilon());
  }

  private static Step step(
      double beta1, double beta2, double fromMean, double fromGradient, double root, double eps) {
    return new Step(
        (float) beta1,
        (float) beta2,
        (float) fromMean,
        (float) fromGradient,
        (float) root,
        (float) eps);
  }

  @Override
  public IUpdater getConfig() {
    return config;
  }

  @Override
  public void applyUpdater(INDArray ignored, int iteration, int epoch) {
    Step step = rule.after(iteration, epoch);
    for (int from = 0; from < length; from += CHUNK) {
      int size = Math.min(CHUNK, length - from);
      gradients.get(from, gradient, 0, size);
      means.get(from, mean, 0, size);
      squares.get(from, square, 0, size);
      update(size, step);
      gradients.put(from, gradient, 0, size);
      means.put(from, mean, 0, size);
      squares.put(from, square, 0, size);
    }
  }

  private void update(int size, Step step) {
    float beta1 = step.beta1();
    float beta2 = step.beta2();
    float fromMean = step.fromMean();
    float fromGradient = step.fromGradient();
    float root = step.root();
    float epsilon = step.epsilon();
    for (int i = 0; i < size; i++) {
      mean[i] = beta1 * mean[i] + (1 - beta1) * gradient[i];
    }
    for (int i = 0; i < size; i++) {
      square[i] = beta2 * square[i] + (1 - beta2) * gradient[i] * gradient[i];
    }
    for (int i = 0; i < size; i++) {
      gradient[i] =
          (fromMean * mean[i] + fromGradient * gradient[i])
              / (root * (float) Math.sqrt(square[i]) + epsilon);
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
