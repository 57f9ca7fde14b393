package org.headtune.artifact;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A file that grows by one line for each epoch, each forced to the disk. A line counts once its
 * line end is there; one that cannot be written whole is taken back.
 */
final class EpochLines implements Closeable {
  private final Path file;
  private FileChannel channel;

  EpochLines(Path file) {
    this.file = file;
  }

  /** Writes the file with these lines, in the place of the one that may be there. */
  void start(List<String> lines) {
    AtomicFile.write(file, lines.stream().map(line -> line + "\n").collect(Collectors.joining()));
    try {
      close();
      channel = FileChannel.open(file, StandardOpenOption.WRITE);
      channel.position(channel.size());
    } catch (IOException e) {
      throw AtomicFile.notWritten(file, e);
    }
  }

  boolean exist() {
    return Files.exists(file);
  }

  void append(String line) {
    try {
      append(ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw AtomicFile.notWritten(file, e);
    }
  }

  private void append(ByteBuffer line) throws IOException {
    long before = channel.position();
    try {
      while (line.hasRemaining()) {
        channel.write(line);
      }
      channel.force(false);
    } catch (IOException e) {
      channel.truncate(before);
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    if (channel != null) {
      channel.close();
    }
  }
}
