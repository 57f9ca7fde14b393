package org.headtune.recipe;

import org.headtune.training.Workers;

/** Other machines that work for a run. */
public interface Workforce {

  /**
   * Workers that train what a run trains; each builds a {@link RemoteWorker} of the job for itself.
   */
  Workers train(TrainingJob job);

  /** Where they are, for a person. */
  String describe();
}
