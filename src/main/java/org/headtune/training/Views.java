package org.headtune.training;

import org.headtune.model.FeatureTable;

/**
 * What a network that learns from rows without labels is given in their place. Everything random
 * follows from seed, epoch and row alone, whatever the batch the row stands in.
 */
public interface Views {
  /** In place of an epoch: the views by which rows that are not trained on are judged. */
  int JUDGED = 0;

  /**
   * The rows as an epoch sees them; where a row has several views, they stand one after the other.
   *
   * @param rows encoded examples
   * @param epoch counted from 1, or {@link #JUDGED}
   */
  FeatureTable of(FeatureTable rows, int epoch);

  /**
   * What the network is asked about the rows, if that is not what they are.
   *
   * @param rows as above
   * @param epoch as above
   */
  default FeatureTable asked(FeatureTable rows, int epoch) {
    return rows;
  }
}
