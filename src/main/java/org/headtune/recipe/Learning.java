package org.headtune.recipe;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.headtune.artifact.ModelZip;
import org.headtune.config.TrainingConfig;
import org.headtune.data.Examples;
import org.headtune.data.RowStorage;
import org.headtune.model.FeatureCache;
import org.headtune.model.SoftmaxClassifier;
import org.headtune.training.AveragedLoop;
import org.headtune.training.BatchOrder;
import org.headtune.training.Schedule;
import org.headtune.training.TrainingLoop;

/** Moves the weights of a run: one network, or several copies of it, here or elsewhere. */
record Learning(RunRecord run, Story story, KeptRows storage) {

  /** Goes on until the diary has had enough. */
  void run(
      SoftmaxClassifier model, TrainingDiary diary, FrozenFeatures features, Schedule schedule) {
    TrainingConfig training = run.config().config().training();
    Examples train = run.data().train();
    if (training.parameterAveraging().isEmpty()) {
      loop(model, features, schedule).run(diary.position(), diary);
      return;
    }
    AveragedLoop averaged =
        new AveragedLoop(
            training,
            model,
            BatchOrder.of(training, train.labels()).size(),
            schedule,
            storage
                .others()
                .map(others -> others.train(job(model)))
                .orElseGet(() -> loop(model, features, schedule).alone()));
    story.note(
        averaged.plan() + storage.others().map(others -> ": " + others.describe()).orElse(""));
    averaged.run(diary.position(), diary);
  }

  private TrainingLoop loop(SoftmaxClassifier model, FrozenFeatures features, Schedule schedule) {
    TrainingConfig training = run.config().config().training();
    Examples train = run.data().train();
    // What layers make of an image is another thing in each epoch where the image is.
    FeatureCache rows =
        training.augmentation().isPresent()
            ? FeatureCache.none(Judge.table(train))
            : features.of("training", train);
    return new TrainingLoop(training, model, train, rows, schedule, run.objective().views());
  }

  private TrainingJob job(SoftmaxClassifier model) {
    Examples train = run.data().train();
    RowStorage.Name rows = storage.shared(train, run.trainFile());
    return new TrainingJob(
        checkpoint(model),
        run.config().yaml(),
        storage.home().toString(),
        rows.key().orElseThrow(),
        rows.table(),
        train.rows(),
        train.width(),
        train.labels(),
        sets(train));
  }

  private static int[][] sets(Examples train) {
    return train.sets().areSingle()
        ? new int[0][]
        : IntStream.rangeClosed(0, Arrays.stream(train.labels()).max().orElse(0))
            .mapToObj(train.sets()::classes)
            .toArray(int[][]::new);
  }

  private byte[] checkpoint(SoftmaxClassifier model) {
    try {
      Path folder = Files.createTempDirectory("headtune");
      Path file = folder.resolve("start.zip");
      try {
        ModelZip.writeCheckpoint(
            file,
            model.graph(),
            run.card(Map.of(), run.untuned()),
            new RemoteWorker.Start(run.layers()),
            Optional.empty(),
            Optional.empty());
        return Files.readAllBytes(file);
      } finally {
        Files.deleteIfExists(file);
        Files.delete(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
