package org.headtune.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.headtune.data.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The zip that each format version wrote is kept, and is read for ever. */
final class GoldenZipTest {
  @TempDir Path folder;

  @Test
  void format_1_is_read() throws IOException {
    LoadedModel model = ModelZip.readForTraining(Golden.copy(folder.resolve("golden.zip")));

    assertThat(model.card().classes()).containsExactly("no", "yes", "käse");
    assertThat(model.card().input()).isEqualTo(Shape.row(4));
    assertThat(model.card().provenance().dataSha256()).containsEntry("train.csv", "bb");
    assertThat(model.graph().numParams()).isEqualTo(15);
    assertThat(model.graph().getConfiguration().getIterationCount()).isEqualTo(3);
  }

  /** Weights may differ between processors; the text around them may not. */
  @Test
  void format_1_is_still_what_is_written() throws IOException {
    Path zip = folder.resolve("model.zip");
    ModelZip.write(zip, Networks.linear(), Networks.card(Shape.row(4)));

    Forgery written = new Forgery(zip);
    Forgery golden = new Forgery(Golden.copy(folder.resolve("golden.zip")));
    assertThat(written.bytes(ZipGate.CONFIGURATION)).isEqualTo(golden.bytes(ZipGate.CONFIGURATION));
    assertThat(written.bytes(ZipGate.CARD)).hasSameSizeAs(golden.bytes(ZipGate.CARD));
  }
}
