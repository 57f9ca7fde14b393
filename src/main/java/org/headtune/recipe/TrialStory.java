package org.headtune.recipe;

/** Hears what a run tells that is only measured, and passes on how far it has come. */
final class TrialStory implements Story {
  private final Story story;
  private final PhaseSampler sampler;
  private int epochs;
  private double firstRate;
  private double lastRate;
  private long batches;
  private long ofBatches = 1;
  private boolean timeWasUp;

  TrialStory(Story story, PhaseSampler sampler) {
    this.story = story;
    this.sampler = sampler;
  }

  @Override
  public void note(String line) {
    // The run folder, and what else is of no interest once the run is gone.
  }

  @Override
  public void warning(String line) {
    timeWasUp |= line.startsWith(TrainingRun.TIME_IS_OVER);
  }

  @Override
  public void progress(String work, long done, long of) {
    batches = done;
    ofBatches = of;
    story.progress(work, done, of);
  }

  @Override
  public void epoch(EpochReport epoch) {
    sampler.mark();
    epochs++;
    firstRate = epochs == 1 ? epoch.samplesPerSecond() : firstRate;
    lastRate = epoch.samplesPerSecond();
    batches = 0;
  }

  /** How many epochs are over. */
  int epochs() {
    return epochs;
  }

  /** Training rows per second of the first epoch; 0 if it is not over. */
  double firstRate() {
    return firstRate;
  }

  /** Training rows per second of the last epoch that is over; 0 if none is. */
  double lastRate() {
    return lastRate;
  }

  /** Which part of the present epoch is done, 0 to 1. */
  double partOfEpoch() {
    return (double) batches / ofBatches;
  }

  /** Whether the time limit ended the run. */
  boolean timeWasUp() {
    return timeWasUp;
  }
}
