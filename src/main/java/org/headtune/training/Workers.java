package org.headtune.training;

import java.util.List;
import org.headtune.model.HealthMemory;
import org.headtune.model.NetworkState;

/** Copies of a network that are trained side by side, here or elsewhere. */
@FunctionalInterface
public interface Workers {

  /**
   * Trains one round. The result depends on the arguments alone, whoever does the work and however
   * often it had to be begun anew.
   *
   * @param from where every copy starts
   * @param health what the first one has seen of its layers in this epoch so far
   * @param shares one for each copy, in their order
   */
  TrainedRound train(NetworkState from, HealthMemory health, List<Share> shares);
}
