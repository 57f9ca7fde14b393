package org.headtune.artifact;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.headtune.ExitCode;
import org.headtune.Place;
import org.headtune.UserError;

/** Vectors of one width, a row each: a table in CSV, or a matrix as NumPy stores it. */
public final class VectorFile {
  /** The magic word, version 1.0, the length of the header, and the header: a multiple of 64. */
  private static final int NPY_HEADER = 128;

  private static final byte[] NPY_MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};

  private VectorFile() {}

  /** What takes the vectors. */
  public interface Sink {

    /** Adds a vector, whose numbers begin at a place of an array. */
    void add(float[] numbers, int from) throws IOException;

    /** Adds a row that has no vector: empty cells, or numbers that are none. */
    void addMissing() throws IOException;
  }

  /** Writes all vectors. */
  public interface Vectors {
    void writeTo(Sink sink) throws IOException;
  }

  /**
   * A table with a line of names, f1 to fn, and numbers that a {@code float} can be read back from.
   *
   * @param width numbers of a vector
   */
  public static void csv(OutputStream out, int width, Vectors vectors) throws IOException {
    line(
        out,
        IntStream.rangeClosed(1, width).mapToObj(i -> "f" + i).collect(Collectors.joining(",")));
    vectors.writeTo(
        new Sink() {
          @Override
          public void add(float[] numbers, int from) throws IOException {
            line(
                out,
                IntStream.range(from, from + width)
                    .mapToObj(i -> Float.toString(numbers[i]))
                    .collect(Collectors.joining(",")));
          }

          @Override
          public void addMissing() throws IOException {
            // An empty line would be none.
            line(out, width == 1 ? "\"\"" : ",".repeat(width - 1));
          }
        });
  }

  private static void line(OutputStream out, String text) throws IOException {
    out.write((text + "\n").getBytes(StandardCharsets.US_ASCII));
  }

  /**
   * A matrix of 32-bit floats, row after row, in NumPy's format 1.0.
   *
   * @param width numbers of a vector
   * @throws UserError with {@link ExitCode#RESOURCES} as {@link AtomicFile#write} does
   */
  public static void npy(Path target, int width, Vectors vectors) {
    if (Files.exists(target) && !Files.isRegularFile(target) && !Files.isDirectory(target)) {
      throw new UserError(
          ExitCode.RESOURCES,
          Place.of(target.toString()),
          "is no file, and a .npy file begins with how many rows it has, which is known at the end;"
              + " expected a file, or CSV");
    }
    long[] rows = {0};
    AtomicFile.write(
        target,
        out -> {
          out.write(new byte[NPY_HEADER]);
          vectors.writeTo(matrix(out, width, rows));
        },
        file -> {
          try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ByteBuffer header = ByteBuffer.wrap(header(rows[0], width));
            while (header.hasRemaining()) {
              channel.write(header, header.position());
            }
            channel.force(true);
          }
        });
  }

  private static Sink matrix(OutputStream out, int width, long[] rows) {
    byte[] bytes = new byte[width * Float.BYTES];
    ByteBuffer row = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    float[] missing = new float[width];
    Arrays.fill(missing, Float.NaN);
    return new Sink() {
      @Override
      public void add(float[] numbers, int from) throws IOException {
        row.asFloatBuffer().put(numbers, from, width);
        out.write(bytes);
        rows[0]++;
      }

      @Override
      public void addMissing() throws IOException {
        add(missing, 0);
      }
    };
  }

  private static byte[] header(long rows, int width) {
    int length = NPY_HEADER - NPY_MAGIC.length - Short.BYTES;
    String text =
        String.format(
            Locale.ROOT,
            "{'descr': '<f4', 'fortran_order': False, 'shape': (%d, %d), }",
            rows,
            width);
    String padded = text + " ".repeat(length - text.length() - 1) + "\n";
    return ByteBuffer.allocate(NPY_HEADER)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(NPY_MAGIC)
        .putShort((short) length)
        .put(padded.getBytes(StandardCharsets.US_ASCII))
        .array();
  }
}
