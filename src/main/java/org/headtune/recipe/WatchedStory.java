package org.headtune.recipe;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.headtune.UserError;
import org.headtune.artifact.AtomicFile;
import org.headtune.artifact.EventFile;
import org.headtune.artifact.PrometheusText;
import org.headtune.config.RunConfig;

/**
 * Tells a story to monitoring as well: the present numbers of the job as a file for Prometheus,
 * each epoch's for TensorBoard. A file that cannot be written at the start ends the job; later on
 * it is given up with a warning.
 */
public final class WatchedStory implements Story, AutoCloseable {
  /** Prometheus asks every 15 seconds or so, and a write takes the disk's time. */
  private static final Duration BETWEEN_WRITES = Duration.ofSeconds(5);

  private final Story story;
  private final Clock clock;
  private final String run;
  private Optional<Path> metricsFile;
  private Optional<EventFile> events;
  private Optional<EpochReport> last = Optional.empty();
  private Instant written = Instant.MIN;
  private int bestEpoch;
  private long batchesDone;
  private long batches;
  private long warnings;
  private boolean done;

  /**
   * Begins both.
   *
   * @param config whose output tells the job from others
   * @param metricsFile replaced as a whole again and again
   * @param tensorboard folder
   * @throws UserError if a file cannot be written
   */
  public WatchedStory(
      Story story,
      Clock clock,
      RunConfig config,
      Optional<Path> metricsFile,
      Optional<Path> tensorboard) {
    this.story = story;
    this.clock = clock;
    this.run = config.output();
    this.metricsFile = metricsFile;
    metricsFile.ifPresent(file -> KeptInput.require(file, config.data()));
    this.events = tensorboard.map(folder -> EventFile.in(folder, clock.instant()));
    metricsFile.ifPresent(file -> write(file, true));
  }

  @Override
  public void note(String line) {
    story.note(line);
  }

  @Override
  public void warning(String line) {
    warnings++;
    story.warning(line);
  }

  @Override
  public void progress(String work, long workDone, long of) {
    story.progress(work, workDone, of);
    if (work.startsWith("epoch ")) {
      batchesDone = workDone;
      batches = of;
      if (metricsFile.isPresent() && written.plus(BETWEEN_WRITES).isBefore(clock.instant())) {
        rewrite(true);
      }
    }
  }

  @Override
  public void epoch(EpochReport epoch) {
    story.epoch(epoch);
    last = Optional.of(epoch);
    bestEpoch = epoch.best() ? epoch.epoch() : bestEpoch;
    rewrite(true);
    if (events.isPresent()) {
      try {
        events.get().add(clock.instant(), epoch.epoch(), numbers(epoch));
      } catch (IOException e) {
        events = Optional.empty();
        warning("--tensorboard gets no more numbers: " + e.getMessage());
      }
    }
  }

  private static Map<String, Double> numbers(EpochReport epoch) {
    Map<String, Double> numbers = new LinkedHashMap<>();
    numbers.put("training/loss", epoch.loss());
    numbers.put("training/learning_rate", epoch.learningRate());
    numbers.put("training/samples_per_second", epoch.samplesPerSecond());
    epoch
        .validation()
        .forEach((metric, value) -> numbers.put("validation/" + metric.word(), value));
    epoch
        .layers()
        .forEach(
            (layer, health) ->
                health.byWord().forEach((word, value) -> numbers.put(word + "/" + layer, value)));
    return numbers;
  }

  private void rewrite(boolean running) {
    try {
      metricsFile.ifPresent(file -> write(file, running));
    } catch (UserError e) {
      metricsFile = Optional.empty();
      warning("--metrics-file is written no more: " + e.getMessage());
    }
  }

  private void write(Path file, boolean running) {
    written = clock.instant();
    PrometheusText text =
        new PrometheusText(run)
            .gauge("headtune_running", "1 while the job runs.", running ? 1 : 0)
            .gauge("headtune_done", "1 when the job has ended well.", done ? 1 : 0)
            .gauge(
                "headtune_written_timestamp_seconds",
                "When this was written.",
                written.toEpochMilli() / 1e3)
            .counter("headtune_warnings_total", "Warnings so far.", (double) warnings)
            .gauge(
                "headtune_epoch_batches_done",
                "Batches of the present epoch.",
                (double) batchesDone)
            .gauge("headtune_epoch_batches", "Batches of an epoch.", (double) batches);
    last.ifPresent(epoch -> add(text, epoch));
    AtomicFile.write(file, text.toString());
  }

  private void add(PrometheusText text, EpochReport epoch) {
    text.gauge("headtune_epochs_done", "Epochs that are over.", epoch.epoch())
        .gauge("headtune_epochs", "Epochs asked for.", epoch.epochs())
        .gauge("headtune_best_epoch", "The best epoch, 0 for none.", bestEpoch)
        .gauge("headtune_training_loss", "Mean loss of the last epoch.", epoch.loss())
        .gauge("headtune_learning_rate", "Step size at its end.", epoch.learningRate())
        .gauge("headtune_samples_per_second", "Training rows per second.", epoch.samplesPerSecond())
        .gauge("headtune_seconds_left", "Estimate for all epochs.", epoch.secondsLeft());
    epoch
        .validation()
        .forEach(
            (metric, value) ->
                text.gauge(
                    "headtune_validation",
                    "Metrics of the validation rows.",
                    "metric",
                    metric.word(),
                    value));
  }

  /** To be called when the job has ended well. */
  public void done() {
    done = true;
  }

  /** Says that the job is over. */
  @Override
  public void close() {
    rewrite(false);
    try {
      if (events.isPresent()) {
        events.get().close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
