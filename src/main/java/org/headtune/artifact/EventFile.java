package org.headtune.artifact;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Map;
import java.util.zip.CRC32C;
import org.headtune.ExitCode;
import org.headtune.UserError;

/**
 * A file of numbers that TensorBoard draws: records of TensorFlow's TFRecord format, each a
 * protocol buffer {@code tensorflow.Event}. It grows by a whole record at a time.
 *
 * @see <a href="https://www.tensorflow.org/tutorials/load_data/tfrecord">TFRecord</a>
 * @see <a
 *     href="https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/util/event.proto">Event</a>
 */
public final class EventFile implements Closeable {
  private static final String VERSION = "brain.Event:2";

  /** Kinds of fields of a protocol buffer. */
  private static final int VARINT = 0;

  private static final int FIXED_64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED_32 = 5;

  /** Field numbers of Event, Summary and Summary.Value. */
  private static final int WALL_TIME = 1;

  private static final int STEP = 2;
  private static final int FILE_VERSION = 3;
  private static final int SUMMARY = 5;
  private static final int VALUE = 1;
  private static final int TAG = 1;
  private static final int SIMPLE_VALUE = 2;

  private static final int MASK = 0xa282ead8;

  private final OutputStream out;

  private EventFile(OutputStream out) {
    this.out = out;
  }

  /**
   * Begins a file of its own name in a folder, beside those of earlier calls, which TensorBoard
   * reads as one.
   *
   * @throws UserError with {@link ExitCode#RESOURCES} if it cannot be written
   */
  public static EventFile in(Path folder, Instant now) {
    try {
      Files.createDirectories(folder);
      String name =
          "events.out.tfevents."
              + now.getEpochSecond()
              + ".headtune."
              + ProcessHandle.current().pid();
      EventFile file =
          new EventFile(
              Files.newOutputStream(
                  folder.resolve(name), StandardOpenOption.CREATE, StandardOpenOption.APPEND));
      file.record(event(now, 0, FILE_VERSION, VERSION.getBytes(StandardCharsets.UTF_8)));
      return file;
    } catch (IOException e) {
      throw AtomicFile.notWritten(folder, e);
    }
  }

  /**
   * Adds the numbers of a step.
   *
   * @param step at least 0
   * @param numbers by their tags, whose part before the first slash groups them
   */
  public void add(Instant now, long step, Map<String, Double> numbers) throws IOException {
    ByteArrayOutputStream summary = new ByteArrayOutputStream();
    numbers.forEach(
        (tag, number) -> {
          ByteArrayOutputStream value = new ByteArrayOutputStream();
          bytes(value, TAG, tag.getBytes(StandardCharsets.UTF_8));
          varint(value, SIMPLE_VALUE << 3 | FIXED_32);
          value.writeBytes(little(Float.BYTES).putFloat(number.floatValue()).array());
          bytes(summary, VALUE, value.toByteArray());
        });
    record(event(now, step, SUMMARY, summary.toByteArray()));
  }

  private static byte[] event(Instant now, long step, int field, byte[] content) {
    ByteArrayOutputStream event = new ByteArrayOutputStream();
    varint(event, WALL_TIME << 3 | FIXED_64);
    event.writeBytes(little(Double.BYTES).putDouble(now.toEpochMilli() / 1e3).array());
    if (step != 0) { // else left out, as the default of the field
      varint(event, STEP << 3 | VARINT);
      varint(event, step);
    }
    bytes(event, field, content);
    return event.toByteArray();
  }

  private static void bytes(ByteArrayOutputStream out, int field, byte[] content) {
    varint(out, field << 3 | BYTES);
    varint(out, content.length);
    out.writeBytes(content);
  }

  /** Seven bits a byte, the lowest first; the eighth says that more follow. */
  private static void varint(ByteArrayOutputStream out, long number) {
    long rest = number;
    while (rest > 0x7f) {
      out.write((int) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  @SuppressWarnings("ByteBufferBackingArray") // of buffers that begin where their arrays do
  private void record(byte[] data) throws IOException {
    byte[] length = little(Long.BYTES).putLong(data.length).array();
    ByteBuffer record = little(length.length + Integer.BYTES + data.length + Integer.BYTES);
    record.put(length).putInt(masked(length)).put(data).putInt(masked(data));
    out.write(record.array());
    out.flush();
  }

  /** A CRC-32C, turned and moved, since the data may themselves hold such sums. */
  private static int masked(byte[] bytes) {
    CRC32C sum = new CRC32C();
    sum.update(bytes);
    return Integer.rotateRight((int) sum.getValue(), 15) + MASK;
  }

  private static ByteBuffer little(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
