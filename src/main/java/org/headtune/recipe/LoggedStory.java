package org.headtune.recipe;

import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes a story down in {@code run.log} as well. */
final class LoggedStory implements Story {
  private static final Logger LOG = LoggerFactory.getLogger("headtune");

  private final Story story;

  LoggedStory(Story story) {
    this.story = story;
  }

  @Override
  public void note(String line) {
    LOG.info(line);
    story.note(line);
  }

  @Override
  public void warning(String line) {
    LOG.warn(line);
    story.warning(line);
  }

  @Override
  public void progress(String work, long done, long of) {
    story.progress(work, done, of);
  }

  @Override
  public void epoch(EpochReport epoch) {
    LOG.info(
        String.format(
            Locale.ROOT,
            "epoch %d of %d: loss %.6f, validation loss %.6f, validation accuracy %.4f, learning"
                + " rate %.3g, %,.0f samples/s%s",
            epoch.epoch(),
            epoch.epochs(),
            epoch.loss(),
            epoch.validationLoss(),
            epoch.validationAccuracy(),
            epoch.learningRate(),
            epoch.samplesPerSecond(),
            epoch.best() ? ", the best so far" : ""));
    story.epoch(epoch);
  }

  /** Whatever ends the run before its time, with its stack. */
  void failure(Throwable fault) {
    LOG.error("the run ended early", fault);
  }
}
