package org.headtune.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.headtune.ExitCode;
import org.headtune.artifact.Checkpoint;
import org.headtune.artifact.Json;
import org.headtune.artifact.ModelZip;
import org.headtune.config.ConfigFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run of more epochs than a checkpoint can hold ends in order, with its model. */
final class FullCheckpointTest {
  /** As much as a checkpoint may hold, less than one more epoch. */
  private static final int ALMOST_ALL = (64 << 20) - 100;

  private static final int NAME = 40_000;

  @TempDir private Path folder;

  private static final class Warnings implements Story {
    private final List<String> lines = new ArrayList<>();

    @Override
    public void note(String line) {}

    @Override
    public void warning(String line) {
      lines.add(line);
    }

    @Override
    public void progress(String work, long done, long of) {}

    @Override
    public void epoch(EpochReport epoch) {}
  }

  private static final class Undisturbed implements Interruption.Ear {
    @Override
    public Optional<ExitCode> heard() {
      return Optional.empty();
    }

    @Override
    public void close() {}
  }

  private Path file(String name) {
    return folder.resolve(name);
  }

  private void train(Story story, boolean resume, OptionalInt stopAfter) {
    new Train(story, Clock.systemUTC(), Undisturbed::new)
        .run(
            ConfigFile.read(file("config.yaml"), List.of()),
            new JobSettings(
                resume,
                false,
                stopAfter,
                new Computing(Computing.Choice.CPU, 1),
                file("cache"),
                Optional.empty()));
  }

  /** The same state, its first epoch with so many layers that it is so long. */
  private static TrainingState longer(TrainingState state, int characters) {
    TrainingState.Epoch first = state.epochs().get(0);
    Map<String, Map<String, Double>> layers = new LinkedHashMap<>(first.layers());
    List<TrainingState.Epoch> epochs = new ArrayList<>(state.epochs());
    for (int left = characters - Json.write(state).length(); left > NAME; left -= NAME) {
      String number = String.format(Locale.ROOT, "%08d", left);
      layers.put(number + "x".repeat(NAME - number.length() - "\"\":{},".length()), Map.of());
    }
    epochs.set(
        0,
        new TrainingState.Epoch(
            first.epoch(),
            first.loss(),
            first.learningRate(),
            first.validation(),
            layers,
            first.best()));
    return new TrainingState(
        state.position(),
        state.monitor(),
        state.stopping(),
        state.plateau(),
        epochs,
        state.health(),
        state.layers(),
        state.settings());
  }

  @Test
  void it_is_over_before_a_checkpoint_is_too_large() throws IOException {
    Files.writeString(
        file("config.yaml"),
        """
        data: {train: data/iris.csv, label: species}
        model: {layers: []}
        training: {epochs: 90, checkpoint: {every: 1 epoch}}
        output: %s
        """
            .formatted(file("run")));
    train(new Warnings(), false, OptionalInt.of(2));
    Path zip = file("run/checkpoints/step-000000006.zip");
    Checkpoint<TrainingState> saved = ModelZip.readCheckpoint(zip, TrainingState.class);
    ModelZip.writeCheckpoint(
        zip,
        saved.model().graph(),
        saved.model().card(),
        longer(saved.state(), ALMOST_ALL),
        saved.best(),
        saved.average());
    Warnings story = new Warnings();
    train(story, true, OptionalInt.empty());
    assertThat(story.lines)
        .anySatisfy(
            line ->
                assertThat(line)
                    .startsWith("the run ends here")
                    .contains("more than these 2 epochs"));
    assertThat(ModelZip.read(file("run")).card().classes()).hasSize(3);
    assertThat(Files.readAllLines(file("run/metrics.jsonl"))).hasSize(2);
  }
}
