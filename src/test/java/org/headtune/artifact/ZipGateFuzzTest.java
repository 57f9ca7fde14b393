package org.headtune.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.headtune.ExitCode;
import org.headtune.UserError;
import org.headtune.data.Shape;

/** Only the tool's own refusals may come out of the gate, whatever goes in. */
final class ZipGateFuzzTest {
  private static final StrictJson JSON = new StrictJson(200_000);

  /** Any file. */
  @FuzzTest
  void file(byte[] bytes) throws IOException {
    Path zip = Files.createTempFile("headtune", ".zip");
    open(Files.write(zip, bytes));
  }

  /** Any vector in a file whose frame and sums are right. */
  @FuzzTest
  void vector(byte[] bytes) throws IOException {
    Path zip = Files.createTempFile("headtune", ".zip");
    new Forgery(Golden.copy("golden-1.zip", zip)).with(ZipGate.COEFFICIENTS, bytes).write(zip);
    open(zip);
  }

  /** Any card in a file whose frame and checksums are right. */
  @FuzzTest
  void card(byte[] bytes) throws IOException {
    Path zip = Files.createTempFile("headtune", ".zip");
    new Forgery(Golden.copy("golden-1.zip", zip)).with(ZipGate.CARD, bytes).writeAsItIs(zip);
    open(zip);
  }

  /** Any configuration. */
  @FuzzTest
  void configuration(byte[] bytes) {
    for (Shape input : List.of(Shape.row(4), Shape.image(1, 6, 6))) {
      try {
        JsonNode graph = JSON.object("x", bytes);
        ConfigurationGate.check("x", graph);
        assertThat(NetworkOutline.of("x", graph, input).parameters()).isPositive();
      } catch (RefusedException e) {
        assertThat(e.entry()).isEqualTo("x");
      }
    }
  }

  /** Any state of training in a checkpoint whose frame and sums are right. */
  @FuzzTest
  void training(byte[] bytes) throws IOException {
    checkpoint(ZipGate.TRAINING, bytes);
  }

  /** Any best parameters in a checkpoint whose frame and sums are right. */
  @FuzzTest
  void best(byte[] bytes) throws IOException {
    checkpoint(ZipGate.BEST, bytes);
  }

  private static void checkpoint(String name, byte[] bytes) throws IOException {
    Path zip = Files.createTempFile("headtune", ".zip");
    new Forgery(Golden.copy("golden-2-checkpoint.zip", zip)).with(name, bytes).write(zip);
    try (ZipGate gate = ZipGate.open(zip)) {
      assertThat(gate.training(Networks.State.class).order()).doesNotContainNull();
    } catch (RefusedException e) {
      assertThat(e.entry()).isEqualTo(ZipGate.TRAINING);
    } catch (UserError e) {
      assertThat(e.exitCode()).isEqualTo(ExitCode.MODEL_FILE);
    } finally {
      Files.delete(zip);
    }
  }

  /** Any file in place of a zip of plain Deeplearning4j, and as one that is only to be shown. */
  @FuzzTest
  void foreign(byte[] bytes) throws IOException {
    Path zip = Files.createTempFile("headtune", ".zip");
    openForeign(Files.write(zip, bytes));
  }

  /** Any configuration in a zip of plain Deeplearning4j. */
  @FuzzTest
  void foreignConfiguration(byte[] bytes) throws IOException {
    Path zip = Files.createTempFile("headtune", ".zip");
    new Forgery(Golden.copy("plain-sequence.zip", zip))
        .with(ZipGate.CONFIGURATION, bytes)
        .writePacked(zip);
    openForeign(zip);
  }

  private static void openForeign(Path zip) throws IOException {
    try {
      assertThat(ModelFile.read(zip).parameters()).isPositive();
      try (ForeignGate gate = ForeignGate.open(zip)) {
        assertThat(gate.network().outputs()).isPositive();
      }
    } catch (UserError e) {
      assertThat(e.exitCode()).isEqualTo(ExitCode.MODEL_FILE);
    } finally {
      Files.delete(zip);
    }
  }

  private static void open(Path zip) throws IOException {
    try (ZipGate gate = ZipGate.open(zip)) {
      assertThat(gate.network().parameters()).isPositive();
    } catch (UserError e) {
      assertThat(e.exitCode()).isEqualTo(ExitCode.MODEL_FILE);
    } finally {
      Files.delete(zip);
    }
  }
}
