package org.headtune.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.headtune.data.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

final class ModelZipTest {
  @TempDir Path folder;

  @Test
  void what_was_written_is_read_back() {
    ComputationGraph graph = Networks.dense();
    Path zip = folder.resolve("model.zip");
    ModelZip.write(zip, graph, Networks.card(Shape.row(4)));

    LoadedModel loaded = ModelZip.readForTraining(zip);

    assertThat(loaded.graph().params().toFloatVector()).isEqualTo(graph.params().toFloatVector());
    assertThat(loaded.graph().getUpdater().getStateViewArray().toFloatVector())
        .isEqualTo(graph.getUpdater().getStateViewArray().toFloatVector());
    assertThat(loaded.card().classes()).containsExactly("no", "yes", "käse");
    assertThat(loaded.card().metrics().path("test").path("auc").isNull()).isTrue();
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
    Path zip = folder.resolve("model.zip");
    ModelZip.write(zip, graph, Networks.card(shape));
    INDArray rows = Networks.rows((int) shape.size());

    ComputationGraph plain = ModelSerializer.restoreComputationGraph(zip.toFile(), true);
    ComputationGraph ours = ModelZip.readForTraining(zip).graph();

    float[][] expected = graph.outputSingle(rows).toFloatMatrix();
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
    ModelZip.write(first, Networks.dense(), Networks.card(Shape.row(4)));
    ModelZip.write(second, Networks.dense(), Networks.card(Shape.row(4)));

    assertThat(Files.mismatch(first, second)).isEqualTo(-1);
  }
}
