package org.headtune.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.headtune.ExitCode;
import org.headtune.Place;
import org.headtune.UserError;

/**
 * The text of a config file: a regular file of at most 1 MiB, UTF-8. The YAML parser skips a BOM.
 */
final class ConfigText {
  private static final int MAX_BYTES = 1 << 20;

  private ConfigText() {}

  static String read(Path file) {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      if (attributes.isDirectory()) {
        throw fault(file, "is a folder; expected a YAML file: name the file in it");
      }
      if (!attributes.isRegularFile()) {
        throw fault(file, "is a pipe or a device; expected a regular file: save the config first");
      }
      try (InputStream in = Files.newInputStream(file)) {
        return decode(file, in.readNBytes(MAX_BYTES + 1));
      }
    } catch (NoSuchFileException e) {
      throw fault(file, "there is no such file; expected a YAML config: check the path");
    } catch (AccessDeniedException e) {
      throw fault(file, "permission to read is denied; expected a readable file: see its rights");
    } catch (FileSystemException e) {
      throw fault(file, "cannot be read: " + e.getReason()).because(e);
    } catch (IOException e) {
      throw fault(file, "cannot be read: " + e.getMessage()).because(e);
    }
  }

  private static String decode(Path file, byte[] bytes) {
    if (bytes.length > MAX_BYTES) {
      throw fault(file, "is larger than the limit of 1 MiB; expected a config of a few lines");
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    CoderResult result = decoder.decode(in, out, true);
    String text = out.flip().toString();
    if (result.isError()) {
      throw fault(file, "is not UTF-8 at byte %s; save it as UTF-8".formatted(in.position()));
    }
    int nul = text.indexOf('\0');
    if (nul >= 0) {
      int offset = text.substring(0, nul).getBytes(StandardCharsets.UTF_8).length;
      throw fault(file, "holds a NUL at byte %s; expected text: remove it".formatted(offset));
    }
    return text;
  }

  private static UserError fault(Path file, String message) {
    return new UserError(ExitCode.CONFIG, Place.of(file.toString()), message);
  }
}
