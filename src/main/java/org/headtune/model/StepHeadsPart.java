package org.headtune.model;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.headtune.model.Blas.Rows;

/**
 * Attention of several heads side by side (Vaswani et al. 2017, section 3.2) over the steps of one
 * sequence. How much some steps look at each other stands there with a row for each step that is
 * looked at, so that all sums over steps are sums of rows. For the way back only the logarithm of
 * each sum is kept (Dao et al. 2022, section 3.1), and the rest is computed again.
 */
final class StepHeadsPart implements AutoCloseable {
  /** Steps that look, at a time. */
  private static final int BLOCK = 64;

  private final int width;
  private final int heads;
  private final int size;
  private final boolean causal;
  private final float scale;
  private final Matrix weights;
  private final Matrix weightGradients;
  private final float[] largest = new float[BLOCK];
  private final float[] sum = new float[BLOCK];
  private float[] w = {};
  private float[] g = {};

  /** For each packed step and head. */
  private float[] logSums = {};

  StepHeadsPart(int width, int heads, boolean causal) {
    this.width = width;
    this.heads = heads;
    this.size = width / heads;
    this.causal = causal;
    this.scale = (float) (1 / Math.sqrt(size));
    this.weights = new Matrix(BLOCK);
    this.weightGradients = new Matrix(BLOCK);
  }

  /** Gets ready for so many packed steps. */
  void begin(int count) {
    int wanted = count * heads;
    if (logSums.length < wanted) {
      logSums = new float[wanted + wanted / 8];
    }
  }

  private void makeRoom(int length) {
    weights.room(length);
    weightGradients.room(length);
    if (w.length < length * BLOCK) {
      w = new float[length * BLOCK];
      g = new float[length * BLOCK];
    }
  }

  /** Queries (0), keys (1) or values (2) of a head, from a packed step on. */
  private Rows part(Matrix projected, int step, int which, int head) {
    long from = (long) step * 3 * width + (long) which * width + (long) head * size;
    return new Rows(Native.from(projected.address(), from), 3 * width);
  }

  private Rows context(Matrix contexts, int step, int head) {
    return new Rows(
        Native.from(contexts.address(), (long) step * width + (long) head * size), width);
  }

  private static Rows rows(Matrix block, int count) {
    return new Rows(block.address(), count);
  }

  /** How many steps those from one on can see. */
  private int seen(int block, int count, int length) {
    return causal ? block + count : length;
  }

  /** The first step of a block that sees a step. */
  private int firstToSee(int step, int block) {
    return causal ? Math.max(0, step - block) : 0;
  }

  /**
   * Computes what the heads give.
   *
   * @param projected queries, keys and values of packed steps, 3 width numbers each
   * @param first packed step of the sequence
   * @param length of the sequence
   */
  void forward(Matrix projected, Matrix contexts, int first, int length) {
    makeRoom(length);
    for (int head = 0; head < heads; head++) {
      for (int block = 0; block < length; block += BLOCK) {
        int count = Math.min(BLOCK, length - block);
        int seen = seen(block, count, length);
        scores(projected, first, head, block, count, seen);
        softmax(block, count, seen, (first + block) * heads + head);
        weights.numbers().put(0, w, 0, seen * count);
        Blas.transposedTimes(
            rows(weights, count),
            part(projected, first, 2, head),
            count,
            size,
            seen,
            0,
            context(contexts, first + block, head));
      }
    }
  }

  private void scores(Matrix projected, int first, int head, int block, int count, int seen) {
    Blas.timesTransposed(
        part(projected, first, 1, head),
        part(projected, first + block, 0, head),
        seen,
        count,
        size,
        rows(weights, count));
    weights.numbers().get(0, w, 0, seen * count);
  }

  private void softmax(int block, int count, int seen, int place) {
    Arrays.fill(largest, Float.NEGATIVE_INFINITY);
    for (int j = 0; j < seen; j++) {
      int row = j * count;
      for (int i = firstToSee(j, block); i < count; i++) {
        largest[i] = Math.max(largest[i], w[row + i]);
      }
    }
    for (int i = 0; i < count; i++) {
      largest[i] *= scale;
    }
    exponentials(block, count, seen, largest);
    Arrays.fill(sum, 0);
    for (int j = 0; j < seen; j++) {
      int row = j * count;
      for (int i = 0; i < count; i++) {
        sum[i] += w[row + i];
      }
    }
    for (int i = 0; i < count; i++) {
      logSums[place + i * heads] = (float) (largest[i] + Math.log(sum[i]));
      sum[i] = 1 / sum[i];
    }
    for (int j = 0; j < seen; j++) {
      int row = j * count;
      for (int i = 0; i < count; i++) {
        w[row + i] *= sum[i];
      }
    }
  }

  /** From products to exponentials relative to a number of each step; 0 where it cannot see. */
  private void exponentials(int block, int count, int seen, float[] relative) {
    for (int j = 0; j < seen; j++) {
      int row = j * count;
      for (int i = 0; i < count; i++) {
        w[row + i] = Math.min(0, w[row + i] * scale - relative[i]);
      }
    }
    Exponential.ofNegative(w, 0, seen * count);
    for (int j = block; causal && j < seen; j++) {
      Arrays.fill(w, j * count, j * count + firstToSee(j, block), 0);
    }
  }

  /**
   * The way back.
   *
   * @param contextGradients of packed steps
   * @param gradients of queries, keys and values are written there
   */
  void backward(
      Matrix projected, Matrix contextGradients, Matrix gradients, int first, int length) {
    makeRoom(length);
    int last = Math.floorDiv(length - 1, BLOCK) * BLOCK; // below 0 without steps
    for (int head = 0; head < heads; head++) {
      // From the last block on, which sees all steps and so sets each of the sums that follow.
      for (int block = last; block >= 0; block -= BLOCK) {
        int count = Math.min(BLOCK, length - block);
        int seen = seen(block, count, length);
        float share = block == last ? 0 : 1;
        scores(projected, first, head, block, count, seen);
        for (int i = 0; i < count; i++) {
          largest[i] = logSums[(first + block + i) * heads + head];
        }
        exponentials(block, count, seen, largest);
        weights.numbers().put(0, w, 0, seen * count);
        Rows ofContexts = context(contextGradients, first + block, head);
        Blas.times(
            rows(weights, count),
            ofContexts,
            seen,
            size,
            count,
            share,
            part(gradients, first, 2, head));
        Blas.timesTransposed(
            part(projected, first, 2, head),
            ofContexts,
            seen,
            count,
            size,
            rows(weightGradients, count));
        FloatBuffer numbers = weightGradients.numbers();
        numbers.get(0, g, 0, seen * count);
        softmaxGradient(count, seen);
        numbers.put(0, g, 0, seen * count);
        Blas.transposedTimes(
            rows(weightGradients, count),
            part(projected, first, 1, head),
            count,
            size,
            seen,
            0,
            part(gradients, first + block, 0, head));
        Blas.times(
            rows(weightGradients, count),
            part(projected, first + block, 0, head),
            seen,
            size,
            count,
            share,
            part(gradients, first, 1, head));
      }
    }
  }

  /** From the gradients of weights to those of the products that they are made of. */
  private void softmaxGradient(int count, int seen) {
    Arrays.fill(sum, 0);
    for (int j = 0; j < seen; j++) {
      int row = j * count;
      for (int i = 0; i < count; i++) {
        sum[i] += w[row + i] * g[row + i];
      }
    }
    for (int j = 0; j < seen; j++) {
      int row = j * count;
      for (int i = 0; i < count; i++) {
        g[row + i] = scale * w[row + i] * (g[row + i] - sum[i]);
      }
    }
  }

  @Override
  public void close() {
    weights.close();
    weightGradients.close();
  }
}
