package org.headtune.training;

import java.util.Arrays;
import java.util.List;
import org.headtune.model.HealthMemory;
import org.headtune.model.NetworkState;

/**
 * What has become of a network in one round.
 *
 * @param state the mean of the workers' states, parameters and optimiser alike, each weighted by
 *     its rows; their updates have run side by side and count once
 * @param health what the first worker has seen of the layers
 * @param loss of all rows, added up
 */
public record TrainedRound(NetworkState state, HealthMemory health, double loss) {

  /**
   * The round of some shares.
   *
   * @param shares at least one, in the order of the workers, on which the last bits depend
   */
  public static TrainedRound of(List<TrainedShare> shares) {
    long[] rows = shares.stream().mapToLong(TrainedShare::rows).toArray();
    float[][] means = new float[3][];
    for (int i = 0; i < means.length; i++) {
      int vector = i;
      means[i] =
          mean(
              shares.stream().map(share -> share.state().vectors()[vector]).toArray(float[][]::new),
              rows);
    }
    return of(shares.get(0), means, shares.stream().mapToDouble(TrainedShare::loss).toArray());
  }

  /**
   * The round whose means somebody has taken.
   *
   * @param first what the first worker, which has most updates, has made of its share
   * @param means of {@link NetworkState#vectors}
   * @param losses of each worker
   */
  public static TrainedRound of(TrainedShare first, float[][] means, double[] losses) {
    NetworkState state = first.state();
    double loss = 0;
    for (double one : losses) {
      loss += one;
    }
    return new TrainedRound(
        new NetworkState(means[0], means[1], means[2], state.updates(), state.epochs()),
        first.health(),
        loss);
  }

  /**
   * The weighted mean of vectors of the same length, added up in their order.
   *
   * @param weights of the vectors, whole numbers so that equal ones give the plain mean
   */
  public static float[] mean(float[][] vectors, long[] weights) {
    float[] mean = new float[vectors[0].length];
    double all = Arrays.stream(weights).sum();
    for (int i = 0; i < mean.length; i++) {
      double sum = 0;
      for (int w = 0; w < vectors.length; w++) {
        sum += weights[w] * (double) vectors[w][i];
      }
      mean[i] = (float) (sum / all);
    }
    return mean;
  }
}
