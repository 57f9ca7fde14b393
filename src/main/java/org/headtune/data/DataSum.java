package org.headtune.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;

/** The SHA-256 of data that a command was given, in lower-case hexadecimal. */
public final class DataSum {
  private DataSum() {}

  /**
   * Of a file the sum of its bytes; of several that a pattern fits that of their bytes one after
   * the other; of a folder of images that of their names and bytes.
   */
  public static String of(Path data) {
    MessageDigest digest = DigestedStream.sha256();
    try {
      if (Files.isDirectory(data)) {
        FolderSource folder = FolderSource.ofAny(data.toString(), data, FolderColumns.STANDARD);
        while (folder.next()) {
          String image = folder.row().text(0);
          digest.update((image + "\0").getBytes(StandardCharsets.UTF_8));
          add(data.resolve(image), digest);
        }
      } else {
        for (Path file : FilePattern.files(data.toString())) {
          add(file, digest);
        }
      }
    } catch (IOException e) {
      throw InputFaults.of(data.toString(), e);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void add(Path file, MessageDigest digest) throws IOException {
    InputFile.expectNoPipe(file);
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = Files.newInputStream(file)) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        digest.update(buffer, 0, count);
      }
    }
  }
}
