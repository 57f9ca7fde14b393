package org.headtune.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.headtune.ExitCode;
import org.headtune.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What makes a checkpoint unfit to go on from, forged with right checksums. */
final class CheckpointTest {
  @TempDir Path folder;

  private Path zip() {
    return folder.resolve("checkpoint.zip");
  }

  private Forgery forgery() throws IOException {
    return new Forgery(Golden.copy("golden-2-checkpoint.zip", zip()));
  }

  /** What is said of one that predicts, but cannot be trained on. */
  private UserError noCheckpoint(Forgery forgery) throws IOException {
    forgery.write(zip());
    assertThat(ModelZip.read(zip()).card().classes()).hasSize(3);
    return refusal(() -> ModelZip.readCheckpoint(zip(), Networks.State.class));
  }

  /** What is said of one that does not even predict. */
  private UserError noModel(Forgery forgery) throws IOException {
    forgery.write(zip());
    return refusal(() -> ModelZip.read(zip()));
  }

  private UserError refusal(ThrowingCallable reading) {
    UserError error = catchThrowableOfType(UserError.class, reading);
    assertThat(error).as("the file is refused").isNotNull();
    assertThat(error.exitCode()).isEqualTo(ExitCode.MODEL_FILE);
    assertThat(error.getMessage()).startsWith(zip().toString());
    return error;
  }

  @Test
  void a_model_without_optimiser_state_predicts_but_does_not_train_on() throws IOException {
    assertThat(noCheckpoint(forgery().without(ZipGate.UPDATER_STATE)))
        .hasMessageContaining("!/updaterState.bin: holds 0 numbers");
    byte[] short29 = new byte[FloatVector.HEADER + 29 * Float.BYTES];
    System.arraycopy(FloatVector.header(29), 0, short29, 0, FloatVector.HEADER);
    assertThat(noCheckpoint(forgery().with(ZipGate.UPDATER_STATE, short29)))
        .hasMessageContaining("holds 29 numbers where the optimiser keeps 30");
  }

  @Test
  void a_checkpoint_without_state_is_a_model() throws IOException {
    assertThat(noCheckpoint(forgery().without(ZipGate.TRAINING)))
        .hasMessageContaining("a checkpoint was expected");
    forgery().without(ZipGate.BEST).write(zip());
    assertThat(ModelZip.readCheckpoint(zip(), Networks.State.class).best()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"epoch\": 1.5, \"step\": 1, \"best_loss\": 0, \"order\": []}",
        "{\"epoch\": 1, \"step\": 1, \"best_loss\": null, \"order\": []}",
        "{\"epoch\": 1, \"step\": 1, \"best_loss\": 0, \"order\": [null]}",
        "{\"epoch\": 1, \"step\": 1, \"best_loss\": 0, \"order\": [], \"more\": 1}",
        "{\"@class\": \"org.headtune.artifact.Canary\"}"
      })
  void a_state_that_is_not_right_is_refused(String state) throws IOException {
    assertThat(noCheckpoint(forgery().with(ZipGate.TRAINING, utf8(state))))
        .hasMessageContaining("!/headtune/training.json: is not the state of a training run");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "null", "{", "{}{}", "{\"a\": 1, \"a\": 1}", "{\"a\": NaN}"})
  void a_state_that_is_no_json_object_is_refused(String state) throws IOException {
    assertThat(noModel(forgery().with(ZipGate.TRAINING, utf8(state))))
        .hasMessageContaining("!/headtune/training.json");
  }

  @Test
  void a_state_beyond_all_measure_is_refused() throws IOException {
    byte[] large = utf8("{\"a\":\"" + "x".repeat(64 << 20) + "\"}");
    assertThat(noModel(forgery().with(ZipGate.TRAINING, large))).hasMessageContaining("allowed");
    byte[] deep = utf8("{\"a\":" + "[".repeat(200_000) + "]".repeat(200_000) + "}");
    noModel(forgery().with(ZipGate.TRAINING, deep));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
