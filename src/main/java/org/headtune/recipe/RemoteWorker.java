package org.headtune.recipe;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.headtune.ExitCode;
import org.headtune.Place;
import org.headtune.UserError;
import org.headtune.artifact.Checkpoint;
import org.headtune.artifact.ModelCard;
import org.headtune.artifact.ModelZip;
import org.headtune.artifact.RowCache;
import org.headtune.artifact.RowFileSection;
import org.headtune.config.ConfigFile;
import org.headtune.config.ResolvedConfig;
import org.headtune.config.TrainingConfig;
import org.headtune.data.ClassNames;
import org.headtune.data.Examples;
import org.headtune.data.LabelSets;
import org.headtune.data.Prepared;
import org.headtune.data.RowStorage;
import org.headtune.model.FeatureCache;
import org.headtune.model.HealthMemory;
import org.headtune.model.LayerFate;
import org.headtune.model.NetworkState;
import org.headtune.model.SoftmaxClassifier;
import org.headtune.training.BatchOrder;
import org.headtune.training.Schedule;
import org.headtune.training.Share;
import org.headtune.training.TrainedShare;
import org.headtune.training.TrainingLoop;

/**
 * A copy of a run's network on another machine. It keeps nothing between two shares that it could
 * not make again, so that another worker may take its place at any time. To be used by one thread.
 */
public final class RemoteWorker implements AutoCloseable {
  /** The part of the data that workers read. */
  static final String PART = "train";

  private final RowCache.Found rows;
  private final SoftmaxClassifier network;
  private final TrainingLoop loop;

  /**
   * What a checkpoint for workers holds beside the network.
   *
   * @param layers of the network, and when each is trained
   */
  record Start(List<LayerFate> layers) {}

  private RemoteWorker(RowCache.Found rows, SoftmaxClassifier network, TrainingLoop loop) {
    this.rows = rows;
    this.network = network;
    this.loop = loop;
  }

  /**
   * A worker.
   *
   * @throws UserError with {@link ExitCode#RESOURCES} if the rows cannot be found on this machine
   */
  public static RemoteWorker of(TrainingJob job) {
    new Computing(Computing.Choice.CPU, 1).start();
    RowCache.Found rows = find(job);
    try {
      Checkpoint<Start> start = read(job.checkpoint());
      ModelCard card = start.model().card();
      ResolvedConfig resolved = ConfigFile.parse("config.yaml", job.config(), List.of());
      Examples train =
          new Examples(
              rows.stored().rows(),
              job.labels(),
              job.sets().length == 0 ? LabelSets.SINGLE : LabelSets.of(List.of(job.sets())));
      Prepared data =
          Prepared.ofTraining(
              resolved.config().data(), train, card.columns(), ClassNames.inOrder(card.classes()));
      Objective objective = Objective.of(resolved, data);
      SoftmaxClassifier network =
          SoftmaxClassifier.of(start.model().graph(), card.columns().shape());
      network.train(objective.rules(resolved.config(), data, start.state().layers()));
      TrainingConfig training = resolved.config().training();
      int perEpoch = BatchOrder.of(training, train.labels()).size();
      return new RemoteWorker(
          rows,
          network,
          new TrainingLoop(
              training,
              network,
              train,
              FeatureCache.none(Judge.table(train)),
              Schedule.of(training, perEpoch, Place::of),
              objective.views()));
    } catch (RuntimeException | Error e) {
      rows.close();
      throw e;
    }
  }

  private static RowCache.Found find(TrainingJob job) {
    RowStorage.Name name = new RowStorage.Name(Optional.of(job.key()), PART, job.table());
    RowCache cache = new RowCache(Path.of(job.cache()), true);
    return cache
        .open(name, job.rows(), job.width())
        .orElseThrow(() -> RowFileSection.notShared(cache.folder()));
  }

  private static Checkpoint<Start> read(byte[] bytes) {
    try {
      Path file = Files.createTempFile("headtune", ".zip");
      try {
        Files.write(file, bytes);
        return ModelZip.readCheckpoint(file, Start.class);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Trains a share; the result depends on the arguments alone. */
  public TrainedShare train(NetworkState from, HealthMemory health, Share share) {
    return loop.train(from, health, share);
  }

  @Override
  public void close() {
    network.close();
    rows.close();
  }
}
