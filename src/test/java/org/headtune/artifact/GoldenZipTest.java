package org.headtune.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.headtune.data.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The zip that each format version wrote is kept, and is read for ever. */
final class GoldenZipTest {
  private static final String MODEL = "golden-6.zip";
  private static final String CHECKPOINT = "golden-6-checkpoint.zip";

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "golden-1.zip",
        "golden-2.zip",
        "golden-2-checkpoint.zip",
        "golden-3.zip",
        "golden-3-checkpoint.zip",
        "golden-4.zip",
        "golden-4-checkpoint.zip",
        "golden-5.zip",
        "golden-5-checkpoint.zip",
        MODEL,
        CHECKPOINT
      })
  void each_is_read(String name) throws IOException {
    LoadedModel model = ModelZip.read(Golden.copy(name, folder.resolve(name)));

    assertThat(model.card().classes()).containsExactly("no", "yes", "käse");
    assertThat(model.card().input()).isEqualTo(Shape.row(4));
    assertThat(model.card().provenance().dataSha256()).containsEntry("train.csv", "bb");
    assertThat(model.card().provenance().parent()).isNull();
    assertThat(model.graph().numParams()).isEqualTo(15);
    assertThat(model.graph().getConfiguration().getIterationCount()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "golden-2-checkpoint.zip",
        "golden-3-checkpoint.zip",
        "golden-4-checkpoint.zip",
        "golden-5-checkpoint.zip",
        CHECKPOINT
      })
  void a_checkpoint_is_trained_on(String name) throws IOException {
    Checkpoint<Networks.State> checkpoint =
        ModelZip.readCheckpoint(Golden.copy(name, folder.resolve(name)), Networks.State.class);

    assertThat(checkpoint.state()).isEqualTo(Networks.state());
    assertThat(checkpoint.best()).hasValue(Networks.best(checkpoint.model().graph()));
    assertThat(checkpoint.model().graph().updaterState().length()).isEqualTo(30);
  }

  @Test
  void only_a_model_that_was_calibrated_says_so() throws IOException {
    assertThat(ModelZip.read(Golden.copy(MODEL, folder.resolve(MODEL))).card().calibration())
        .isEqualTo(Networks.calibration());
    for (String name : new String[] {"golden-1.zip", "golden-2.zip", CHECKPOINT}) {
      assertThat(ModelZip.read(Golden.copy(name, folder.resolve(name))).card().calibration())
          .isNull();
    }
  }

  /** Weights may differ between processors; the text around them may not. */
  @Test
  void format_6_is_still_what_is_written() throws IOException {
    Path zip = folder.resolve("model.zip");
    ModelZip.write(
        zip,
        Networks.linear(),
        Networks.card(Shape.row(4)).withCalibration(Networks.calibration()));
    assertSameText(zip, MODEL);
    Networks.writeCheckpoint(zip, Networks.linear(), Shape.row(4));
    assertSameText(zip, CHECKPOINT);
  }

  private void assertSameText(Path zip, String name) throws IOException {
    Forgery written = new Forgery(zip);
    Forgery golden = new Forgery(Golden.copy(name, folder.resolve(name)));
    assertThat(written.bytes(ZipGate.CONFIGURATION)).isEqualTo(golden.bytes(ZipGate.CONFIGURATION));
    assertThat(written.bytes(ZipGate.TRAINING)).isEqualTo(golden.bytes(ZipGate.TRAINING));
    assertThat(written.bytes(ZipGate.CARD)).hasSameSizeAs(golden.bytes(ZipGate.CARD));
  }
}
