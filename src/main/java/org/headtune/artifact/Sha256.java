package org.headtune.artifact;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.headtune.data.Examples;

/** SHA-256 (FIPS 180-4) as 64 lower-case hexadecimal digits, as {@code sha256sum} prints it. */
public final class Sha256 {
  private Sha256() {}

  /** The sum of a file's bytes. */
  public static String of(Path file) {
    MessageDigest digest = digest();
    try (InputStream in = Files.newInputStream(file);
        OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
      in.transferTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** The sum of these bytes. */
  public static String of(byte[] bytes) {
    return HexFormat.of().formatHex(digest().digest(bytes));
  }

  /** The sum of all numbers of some rows, and of where they stand. */
  public static String of(Examples rows) {
    MessageDigest digest = digest();
    float[] numbers = new float[rows.width()];
    ByteBuffer row = ByteBuffer.allocate(Long.BYTES + rows.width() * Float.BYTES);
    for (int i = 0; i < rows.rows(); i++) {
      rows.copyRow(i, numbers);
      row.clear().putLong(rows.line(i)).asFloatBuffer().put(numbers);
      digest.update(row.array());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
