package org.headtune.artifact;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The kept zips of each format: {@link Networks#linear()} as that format was first written. */
final class Golden {
  private Golden() {}

  static Path copy(String name, Path to) throws IOException {
    try (InputStream in = Golden.class.getResourceAsStream(name)) {
      Files.copy(in, to, StandardCopyOption.REPLACE_EXISTING);
    }
    return to;
  }
}
