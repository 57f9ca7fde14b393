package org.headtune.artifact;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Leaves a file behind when it is initialised or deserialised. */
public final class Canary implements Serializable {
  static final String PLACE = "headtune.canary";
  private static final long serialVersionUID = 1L;

  static {
    sing();
  }

  private static void sing() {
    try {
      Files.writeString(Path.of(System.getProperty(PLACE)), "sung");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
    in.defaultReadObject();
    sing();
  }
}
