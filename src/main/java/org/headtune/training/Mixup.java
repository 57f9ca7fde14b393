package org.headtune.training;

import java.util.stream.IntStream;
import org.headtune.model.Mixture;

/**
 * Which rows of a batch are mixed, and how much of each, from seed, epoch and batch alone (Zhang et
 * al. 2018).
 *
 * @param alpha of the Beta distribution; 0 for rows as they are
 */
record Mixup(double alpha, long seed) {

  /**
   * The mixture of one batch.
   *
   * @param epoch counted from 1
   * @param batch counted from 1
   * @param rows of the batch
   */
  Mixture of(int epoch, int batch, int rows) {
    if (alpha == 0) {
      return Mixture.NONE;
    }
    RandomNumbers random = new RandomNumbers(BatchOrder.batchSeed(seed, epoch, batch));
    double share = random.beta(alpha);
    int[] partners = IntStream.range(0, rows).toArray();
    random.shuffle(partners);
    return new Mixture(share, partners);
  }
}
