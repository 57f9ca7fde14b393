package org.headtune.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.headtune.ExitCode;
import org.headtune.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that other tools wrote; {@code foreign/make.py} tells how. */
final class FileKindTest {
  @TempDir Path folder;

  private Path copy(String name) throws IOException {
    Path file = folder.resolve(name);
    try (InputStream in = getClass().getResourceAsStream("foreign/" + name)) {
      Files.copy(in, file);
    }
    return file;
  }

  private static String refusal(Path file) {
    UserError error = catchThrowableOfType(UserError.class, () -> ModelFile.read(file));
    assertThat(error).as("the file is refused").isNotNull();
    assertThat(error.exitCode()).isEqualTo(ExitCode.MODEL_FILE);
    return error.getMessage();
  }

  @ParameterizedTest
  @CsvSource({
    "torch-a-name-long-enough-that-the-first-bytes-of-the-file-say-nothing.pt, PyTorch",
    "torch-old.pt, PyTorch",
    "torch-script.pt, PyTorch",
    "torch.onnx, ONNX",
    "sklearn.pkl, pickle",
    "model.safetensors, safetensors",
    "keras.h5, HDF5",
    "keras.keras, Keras",
    "keras-packed-again.keras, Keras"
  })
  void each_is_told_by_its_name(String name, String kind) throws IOException {
    assertThat(refusal(copy(name)))
        .contains(kind)
        .contains("a model.zip or run folder written by Headtune was expected");
  }

  @Test
  void one_that_was_cut_off_never_breaks_the_guess() throws IOException {
    Path whole = copy("keras.keras");
    byte[] bytes = Files.readAllBytes(whole);
    Path cut = folder.resolve("cut.keras");
    for (int length = 0; length < bytes.length; length++) {
      assertThat(refusal(Files.write(cut, Arrays.copyOf(bytes, length)))).doesNotContain(": null");
    }
  }
}
