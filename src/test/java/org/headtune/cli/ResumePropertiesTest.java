package org.headtune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import org.headtune.cli.ResumeTest.Job;

final class ResumePropertiesTest {

  @Provide
  Arbitrary<String> layers() {
    return Arbitraries.of(
            "{dense: {units: 6}}",
            "{dense: {units: 4, activation: tanh}}",
            "{dense: {units: 5, activation: prelu}}",
            "{dense: {units: 5, activation: selu}}",
            "{activation: {function: swish}}",
            "batch_norm",
            "{dropout: {rate: 0.2, kind: alpha}}",
            "{dropout: {rate: 0.3}}")
        .list()
        .ofMaxSize(3)
        .map(layers -> String.join(", ", layers));
  }

  @Provide
  Arbitrary<String> optimisers() {
    return Arbitraries.of("adam", "adamw", "sgd", "nesterovs", "rmsprop", "nadam", "amsgrad");
  }

  @Property(tries = 15, shrinking = ShrinkingMode.OFF)
  void any_network_any_batch_size_any_step(
      @ForAll("layers") String layers,
      @ForAll("optimisers") String optimiser,
      @ForAll @IntRange(min = 1, max = 80) int batch,
      @ForAll @IntRange(min = 1, max = 1_000_000) int seed,
      @ForAll @IntRange(min = 0, max = 1_000) int when)
      throws IOException {
    Path place = Files.createTempDirectory("headtune");
    try {
      ResumeTest.place(place);
      Job job =
          Job.train(
              "",
              "model.layers=[" + layers + "]",
              "training.optimizer.type=" + optimiser,
              "training.batch_size=" + batch,
              "training.seed=" + seed,
              "training.epochs=3",
              "training.checkpoint.every=1 step");
      Map<String, String> results = job.done(place, "run").results();
      SavedRun whole = new SavedRun(place.resolve("run"));
      Path checkpoint = whole.checkpoints().get(when % whole.checkpoints().size());
      SavedRun killed = whole.killedAfter(checkpoint, place.resolve("killed"));
      job.done(place, "killed", "--resume");
      assertThat(killed.results()).as("%s", checkpoint).isEqualTo(results);
    } finally {
      Workplace.delete(place);
    }
  }
}
