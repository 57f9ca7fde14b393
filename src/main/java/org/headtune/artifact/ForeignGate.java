package org.headtune.artifact;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import org.headtune.ExitCode;
import org.headtune.UserError;
import org.headtune.data.Shape;

/**
 * The only way into a zip of plain Deeplearning4j, under the rules of {@link ZipGate}: nothing is
 * allocated on the file's word alone, no class of the mathematics is touched, and the state of the
 * optimiser is not even unpacked.
 */
final class ForeignGate implements Closeable, NetworkGate {
  private static final int CONFIGURATION_BYTES = 4 << 20;
  private static final StrictJson CONFIGURATION_JSON = new StrictJson(200_000);
  private static final Set<String> KNOWN =
      Set.of(ZipGate.CONFIGURATION, ZipGate.COEFFICIENTS, ZipGate.UPDATER_STATE);

  /** Weights hardly pack; what unpacks to more than this many times its size is no network. */
  private static final long LARGEST_RATIO = 100;

  private final FileChannel channel;
  private final PackedZip zip;
  private final JsonNode graph;
  private final Shape input;
  private final NetworkOutline network;
  private final String sha256;
  private final int header;

  private ForeignGate(FileChannel channel) throws IOException, RefusedException {
    this.channel = channel;
    FileBytes bytes = new FileBytes(channel);
    FileKind.of(bytes).require(FileKind.DEEPLEARNING4J);
    zip = PackedZip.of(bytes);
    requireKnown();
    PackedZip.Entry text = zip.entries().get(ZipGate.CONFIGURATION);
    if (text.size() > CONFIGURATION_BYTES) {
      throw new RefusedException(
          text.name(), "has " + text.size() + " bytes; " + CONFIGURATION_BYTES + " are allowed");
    }
    ForeignConfiguration.Converted converted =
        ForeignConfiguration.convert(
            text.name(), CONFIGURATION_JSON.object(text.name(), content(text)));
    graph = converted.graph();
    input = converted.input();
    ConfigurationGate.check(text.name(), graph);
    network = NetworkOutline.of(text.name(), graph, input);
    header = vector();
    sha256 = bytes.sums(0, channel.size()).sha256();
  }

  /**
   * Opens a zip that is in order.
   *
   * @throws UserError with {@link ExitCode#MODEL_FILE} for anything else
   */
  static ForeignGate open(Path zip) {
    return Opening.of(zip, ForeignGate::new);
  }

  private void requireKnown() throws RefusedException {
    for (String name : zip.entries().keySet()) {
      if (name.equals("normalizer.bin")) {
        throw new RefusedException(
            name,
            "is a normaliser, which Headtune does not read; save the network without it, and scale"
                + " the columns in the config");
      } else if (name.equals("preprocessor.bin") || name.startsWith("objects/")) {
        throw new RefusedException(
            name,
            "is a Java object, and unpacking one can run any code; save the network without it");
      } else if (!KNOWN.contains(name)) {
        throw new RefusedException(name, "is not a part of a network; save the network without it");
      }
    }
    for (String name : new String[] {ZipGate.CONFIGURATION, ZipGate.COEFFICIENTS}) {
      if (!zip.entries().containsKey(name)) {
        throw new RefusedException(name, "is missing; save the network again");
      }
    }
  }

  private byte[] content(PackedZip.Entry entry) throws IOException, RefusedException {
    byte[] content = new byte[(int) entry.size()];
    CRC32 crc = new CRC32();
    try (DataInputStream in = new DataInputStream(new CheckedInputStream(zip.open(entry), crc))) {
      in.readFully(content);
      requireEnd(entry, in, crc);
    } catch (IOException e) {
      throw damaged(entry);
    }
    return content;
  }

  /** Looks at every number; returns how many bytes stand in front of the first. */
  private int vector() throws RefusedException {
    PackedZip.Entry entry = zip.entries().get(ZipGate.COEFFICIENTS);
    long numbers = network.parameters();
    long before = entry.size() - numbers * Float.BYTES;
    if (numbers < 1
        || (before != FloatVector.HEADER && before != FloatVector.ROW_HEADER)
        || entry.size() > LARGEST_RATIO * (entry.packed() + FileBytes.CHUNK)) {
      throw new RefusedException(
          entry.name(),
          "has "
              + entry.size()
              + " bytes, which are not those of the network's "
              + numbers
              + " parameters");
    }
    CRC32 crc = new CRC32();
    try (DataInputStream in = new DataInputStream(new CheckedInputStream(zip.open(entry), crc))) {
      byte[] expected =
          before == FloatVector.HEADER
              ? FloatVector.header(numbers)
              : FloatVector.rowHeader(numbers);
      if (!Arrays.equals(in.readNBytes((int) before), expected)) {
        throw new RefusedException(entry.name(), "is not a vector of 32-bit floats");
      }
      byte[] chunk = new byte[FileBytes.CHUNK];
      for (long done = 0; done < numbers; done += chunk.length / Float.BYTES) {
        int count = (int) Math.min(chunk.length, (numbers - done) * Float.BYTES);
        in.readFully(chunk, 0, count);
        int bad = FloatVector.firstNotFinite(ByteBuffer.wrap(chunk, 0, count).asFloatBuffer());
        if (bad >= 0) {
          throw new RefusedException(
              entry.name(), "has a number that is not finite, at position " + (done + bad));
        }
      }
      requireEnd(entry, in, crc);
    } catch (IOException e) {
      throw damaged(entry);
    }
    return (int) before;
  }

  private static void requireEnd(PackedZip.Entry entry, InputStream in, CRC32 crc)
      throws IOException, RefusedException {
    if (in.read() >= 0 || (int) crc.getValue() != entry.crc()) {
      throw damaged(entry);
    }
  }

  private static RefusedException damaged(PackedZip.Entry entry) {
    return new RefusedException(
        entry.name(), "does not match its checksum: the file is damaged; copy it again");
  }

  @Override
  public String configuration() {
    return graph.toString();
  }

  @Override
  public Shape input() {
    return input;
  }

  @Override
  public NetworkOutline network() {
    return network;
  }

  /** The sum of the whole file. */
  String sha256() {
    return sha256;
  }

  /** The entries in their order. */
  Map<String, PackedZip.Entry> entries() {
    return zip.entries();
  }

  @Override
  public void readParameters(FloatBuffer target) throws IOException {
    try (DataInputStream in =
        new DataInputStream(zip.open(zip.entries().get(ZipGate.COEFFICIENTS)))) {
      in.readFully(new byte[header]);
      byte[] chunk = new byte[FileBytes.CHUNK];
      while (target.hasRemaining()) {
        int count = (int) Math.min(chunk.length, target.remaining() * 4L);
        in.readFully(chunk, 0, count);
        target.put(ByteBuffer.wrap(chunk, 0, count).asFloatBuffer());
      }
    }
  }

  @Override
  public void close() {
    Opening.close(channel);
  }
}
