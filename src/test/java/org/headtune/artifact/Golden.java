package org.headtune.artifact;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The kept zip of format 1: {@link Networks#linear()} as it was first written. */
final class Golden {
  private Golden() {}

  static Path copy(Path to) throws IOException {
    try (InputStream in = Golden.class.getResourceAsStream("golden-1.zip")) {
      Files.copy(in, to, StandardCopyOption.REPLACE_EXISTING);
    }
    return to;
  }
}
