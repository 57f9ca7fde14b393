package org.headtune.artifact;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
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
  private final Map<String, String> sums = new HashMap<>();
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
    if (!network.knowsClasses()) {
      throw new RefusedException(
          text.name(), "ends in a layer that gives no class probabilities; expected a softmax");
    }
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

  private byte[] content(PackedZip.Entry entry) throws RefusedException {
    byte[] content = new byte[(int) entry.size()];
    try (Unpacked in = new Unpacked(entry)) {
      in.bytes.readFully(content);
      in.finish();
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
    try (Unpacked in = new Unpacked(entry)) {
      if (!FloatVector.isHeader(in.bytes.readNBytes((int) before), numbers)) {
        throw new RefusedException(entry.name(), "is not a vector of 32-bit floats");
      }
      requireFinite(entry, in, numbers);
      in.finish();
    } catch (IOException e) {
      throw damaged(entry);
    }
    return (int) before;
  }

  private static void requireFinite(PackedZip.Entry entry, Unpacked in, long numbers)
      throws IOException, RefusedException {
    for (long done = 0; done < numbers; ) {
      FloatBuffer chunk = in.numbers(numbers - done);
      int bad = FloatVector.firstNotFinite(chunk);
      if (bad >= 0) {
        throw new RefusedException(
            entry.name(), "has a number that is not finite, at position " + (done + bad));
      }
      done += chunk.remaining();
    }
  }

  private static RefusedException damaged(PackedZip.Entry entry) {
    return new RefusedException(
        entry.name(), "does not match its checksum: the file is damaged; copy it again");
  }

  /** The content of an entry while it is read, with its sums. */
  private final class Unpacked implements Closeable {
    private final PackedZip.Entry entry;
    private final CRC32 crc = new CRC32();
    private final MessageDigest digest = Sha256.digest();
    private final byte[] chunk = new byte[FileBytes.CHUNK];
    private final DataInputStream bytes;

    Unpacked(PackedZip.Entry entry) {
      this.entry = entry;
      bytes =
          new DataInputStream(
              new DigestInputStream(new CheckedInputStream(zip.open(entry), crc), digest));
    }

    /** Some of the next numbers, at most so many. */
    FloatBuffer numbers(long most) throws IOException {
      int count = (int) Math.min(chunk.length, most * Float.BYTES);
      bytes.readFully(chunk, 0, count);
      return ByteBuffer.wrap(chunk, 0, count).asFloatBuffer();
    }

    void finish() throws IOException, RefusedException {
      if (bytes.read() >= 0 || (int) crc.getValue() != entry.crc()) {
        throw damaged(entry);
      }
      sums.put(entry.name(), HexFormat.of().formatHex(digest.digest()));
    }

    @Override
    public void close() throws IOException {
      bytes.close();
    }
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

  /** The entries in their order; the state of the optimiser has no SHA-256. */
  List<ModelFile.Entry> entries() {
    return zip.entries().values().stream()
        .map(entry -> new ModelFile.Entry(entry.name(), entry.size(), sums.get(entry.name())))
        .toList();
  }

  @Override
  public void readParameters(FloatBuffer target) throws IOException {
    try (Unpacked in = new Unpacked(zip.entries().get(ZipGate.COEFFICIENTS))) {
      in.bytes.readFully(new byte[header]);
      while (target.hasRemaining()) {
        target.put(in.numbers(target.remaining()));
      }
    }
  }

  @Override
  public void close() {
    Opening.close(channel);
  }
}
