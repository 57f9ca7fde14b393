package org.headtune.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Optional;
import org.headtune.ExitCode;
import org.headtune.UserError;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that were cut off or changed on their way. */
final class DamageTest {
  @TempDir Path folder;

  /** What the mathematics would be given of a file. */
  private record Content(String configuration, FloatBuffer parameters) {}

  /** The content of a file, or nothing if it is refused as a fault of the user's file. */
  private static Optional<Content> read(Path zip) throws IOException {
    try {
      if (Opening.kind(zip) == FileKind.DEEPLEARNING4J) {
        try (ForeignGate gate = ForeignGate.open(zip)) {
          return Optional.of(content(gate));
        }
      }
      try (ZipGate gate = ZipGate.open(zip)) {
        return Optional.of(content(gate));
      }
    } catch (UserError e) {
      assertThat(e.exitCode()).isEqualTo(ExitCode.MODEL_FILE);
      assertThat(e.getMessage()).startsWith(zip.toString()).doesNotContain(": null");
      return Optional.empty();
    }
  }

  private static Content content(NetworkGate gate) throws IOException {
    FloatBuffer parameters = FloatBuffer.allocate((int) gate.network().parameters());
    gate.readParameters(parameters);
    return new Content(gate.configuration(), parameters.flip());
  }

  @ParameterizedTest
  @ValueSource(strings = {"golden-2.zip", "golden-2-checkpoint.zip", "plain-sequence.zip"})
  void every_truncation_is_refused(String name) throws IOException {
    Path cut = Golden.copy(name, folder.resolve(name));
    assertThat(read(cut)).isPresent();
    try (RandomAccessFile file = new RandomAccessFile(cut.toFile(), "rw")) {
      for (long length = file.length() - 1; length >= 0; length--) {
        file.setLength(length);
        assertThat(read(cut)).as("cut to %d bytes", length).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"golden-2.zip", "golden-2-checkpoint.zip"})
  void a_flip_in_any_byte_is_refused(String name) throws IOException {
    Path zip = Golden.copy(name, folder.resolve(name));
    assertThat(flips(zip, Optional.empty())).isZero();
    assertThat(read(zip)).isPresent();
  }

  /** Where no checksum or rule covers a byte, nothing depends on it: version numbers, times. */
  @ParameterizedTest
  @ValueSource(strings = {"plain-sequence.zip", "plain-graph.zip"})
  void a_flip_in_a_foreign_file_is_refused_or_changes_nothing(String name) throws IOException {
    Path zip = Golden.copy(name, folder.resolve(name));
    assertThat(flips(zip, read(zip))).isPositive();
  }

  /**
   * Flips one bit or all bits of each byte in turn.
   *
   * @param whole what may be read all the same
   * @return how often that was read
   */
  private static int flips(Path zip, Optional<Content> whole) throws IOException {
    int read = 0;
    try (RandomAccessFile file = new RandomAccessFile(zip.toFile(), "rw")) {
      for (long at = 0; at < file.length(); at++) {
        file.seek(at);
        int original = file.read();
        file.seek(at);
        file.write(original ^ (at % 2 == 0 ? 0xff : 1 << (at / 2 % 8)));
        Optional<Content> content = read(zip);
        if (content.isPresent()) {
          assertThat(content).as("byte %d", at).isEqualTo(whole);
          read++;
        }
        file.seek(at);
        file.write(original);
      }
    }
    return read;
  }
}
