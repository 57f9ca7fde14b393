package org.headtune.data;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.zip.ZipException;
import org.headtune.ExitCode;
import org.headtune.Place;
import org.headtune.UserError;

/** What an input that cannot be read means to the user. */
final class InputFaults {
  private InputFaults() {}

  static UserError of(String file, IOException cause) {
    return new UserError(ExitCode.DATA, Place.of(file), message(cause)).because(cause);
  }

  private static String message(IOException cause) {
    if (cause instanceof NoSuchFileException) {
      return "there is no such file; paths are relative to the working directory";
    }
    if (cause instanceof AccessDeniedException) {
      return "the file may not be read; check its permissions";
    }
    if (cause instanceof EOFException) {
      return "the gzip data ends early; was the file copied whole?";
    }
    if (cause instanceof ZipException) {
      return "the gzip data is damaged: " + cause.getMessage();
    }
    if (cause instanceof FileSystemException e && e.getReason() != null) {
      return "the file cannot be read: " + e.getReason();
    }
    return "the file cannot be read: " + cause.getMessage();
  }
}
