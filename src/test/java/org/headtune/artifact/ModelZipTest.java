package org.headtune.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.headtune.ExitCode;
import org.headtune.UserError;
import org.headtune.artifact.Networks.State;
import org.headtune.data.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Sgd;

final class ModelZipTest {
  @TempDir Path folder;

  @Test
  void what_was_written_is_read_back() {
    ComputationGraph graph = Networks.dense();
    Path zip = folder.resolve("model.zip");
    ModelZip.write(zip, graph, Networks.card(Shape.row(4)));

    LoadedModel loaded = ModelZip.read(zip);

    assertThat(loaded.graph().params().toFloatVector()).isEqualTo(graph.params().toFloatVector());
    assertThat(loaded.card().classes()).containsExactly("no", "yes", "käse");
    assertThat(loaded.card().metrics().path("test").path("auc").isNull()).isTrue();
  }

  @Test
  void a_finished_model_has_no_optimiser_state_and_is_no_checkpoint() {
    Path zip = folder.resolve("model.zip");
    ModelZip.write(zip, Networks.dense(), Networks.card(Shape.row(4)));

    assertThat(ModelZip.read(zip).card().entries())
        .containsOnlyKeys(ZipGate.CONFIGURATION, ZipGate.COEFFICIENTS);
    assertThatThrownBy(() -> ModelZip.readCheckpoint(zip, State.class))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("a checkpoint was expected");
  }

  @Test
  void a_checkpoint_keeps_all_that_training_needs() {
    ComputationGraph graph = Networks.dense();
    Path zip = folder.resolve("checkpoint.zip");
    Networks.writeCheckpoint(zip, graph, Shape.row(4));

    Checkpoint<State> read = ModelZip.readCheckpoint(zip, State.class);

    assertThat(read.state()).isEqualTo(Networks.state());
    assertThat(read.best()).hasValue(Networks.best(graph));
    assertThat(read.model().graph().params().toFloatVector())
        .isEqualTo(graph.params().toFloatVector());
    assertThat(read.model().graph().getUpdater().getStateViewArray().toFloatVector())
        .isEqualTo(graph.getUpdater().getStateViewArray().toFloatVector());
    assertThat(ModelZip.read(zip).sha256()).isEqualTo(read.model().sha256());
  }

  @Test
  void a_state_that_would_not_read_back_is_never_kept() {
    Path zip = folder.resolve("checkpoint.zip");
    State lost = new State(1, 1, Double.NaN, List.of());

    assertThatThrownBy(
            () ->
                ModelZip.writeCheckpoint(
                    zip,
                    Networks.linear(),
                    Networks.card(Shape.row(4)),
                    lost,
                    Optional.of(new float[15]),
                    Optional.empty()))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(
            () ->
                ModelZip.writeCheckpoint(
                    zip,
                    Networks.linear(),
                    Networks.card(Shape.row(4)),
                    Networks.state(),
                    Optional.of(new float[14]),
                    Optional.empty()))
        .isInstanceOf(IllegalStateException.class);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void best_parameters_that_are_not_finite_are_not_written() {
    Path zip = folder.resolve("checkpoint.zip");
    float[] best = new float[15];
    best[3] = Float.NaN;
    UserError error =
        catchThrowableOfType(
            UserError.class,
            () ->
                ModelZip.writeCheckpoint(
                    zip,
                    Networks.linear(),
                    Networks.card(Shape.row(4)),
                    Networks.state(),
                    Optional.of(best),
                    Optional.empty()));

    assertThat(error.exitCode()).isEqualTo(ExitCode.DIVERGED);
    assertThat(error).hasMessageContaining("number 3 of headtune/best.bin");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void the_state_of_another_tool_is_refused() {
    Path zip = folder.resolve("checkpoint.zip");
    Networks.writeCheckpoint(zip, Networks.linear(), Shape.row(4));

    assertThatThrownBy(() -> ModelZip.readCheckpoint(zip, Provenance.Parent.class))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("!/headtune/training.json: is not the state of a training run");
  }

  @Test
  void plain_deeplearning4j_opens_it_and_computes_the_same() throws IOException {
    assertSameInPlainDeeplearning4j(Networks.dense(), Shape.row(4));
    assertSameInPlainDeeplearning4j(Networks.linear(), Shape.row(4));
    assertSameInPlainDeeplearning4j(Networks.convolutional(), Shape.image(1, 6, 6));
    assertSameInPlainDeeplearning4j(Networks.pooled(), Shape.image(1, 6, 6));
    assertSameInPlainDeeplearning4j(Networks.dense(new Sgd(0.1)), Shape.row(4));
  }

  private void assertSameInPlainDeeplearning4j(ComputationGraph graph, Shape shape)
      throws IOException {
    Path model = folder.resolve("model.zip");
    Path checkpoint = folder.resolve("checkpoint.zip");
    ModelZip.write(model, graph, Networks.card(shape));
    Networks.writeCheckpoint(checkpoint, graph, shape);
    INDArray rows = Networks.rows((int) shape.size());

    ComputationGraph finished = ModelSerializer.restoreComputationGraph(model.toFile(), true);
    ComputationGraph plain = ModelSerializer.restoreComputationGraph(checkpoint.toFile(), true);
    ComputationGraph ours = ModelZip.readCheckpoint(checkpoint, State.class).model().graph();

    float[][] expected = graph.outputSingle(rows).toFloatMatrix();
    assertThat(finished.outputSingle(rows).toFloatMatrix()).isDeepEqualTo(expected);
    assertThat(plain.outputSingle(rows).toFloatMatrix()).isDeepEqualTo(expected);
    assertThat(ours.outputSingle(rows).toFloatMatrix()).isDeepEqualTo(expected);
    graph.fit(new INDArray[] {rows}, new INDArray[] {Nd4j.eye(Networks.CLASSES)});
    ours.fit(new INDArray[] {rows}, new INDArray[] {Nd4j.eye(Networks.CLASSES)});
    plain.fit(new INDArray[] {rows}, new INDArray[] {Nd4j.eye(Networks.CLASSES)});
    assertThat(ours.params().toFloatVector()).isEqualTo(graph.params().toFloatVector());
    assertThat(plain.params().toFloatVector()).isEqualTo(graph.params().toFloatVector());
  }

  @Test
  void the_same_network_gives_the_same_bytes() throws IOException {
    Path first = folder.resolve("first.zip");
    Path second = folder.resolve("second.zip");
    Networks.writeCheckpoint(first, Networks.dense(), Shape.row(4));
    Networks.writeCheckpoint(second, Networks.dense(new Adam(0.01)), Shape.row(4));

    assertThat(Files.mismatch(first, second)).isEqualTo(-1);
  }
}
