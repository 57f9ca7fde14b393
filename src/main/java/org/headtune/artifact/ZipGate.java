package org.headtune.artifact;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.headtune.ExitCode;
import org.headtune.UserError;
import org.headtune.data.Shape;

/**
 * The only way into a model zip. When it opens, every byte of the file has been looked at: the
 * zip's frame, the checksums, the card, the configuration and its classes, the size and header of
 * each vector, and that each number is finite. Nothing was allocated on the file's word alone, and
 * no class of the mathematics was touched.
 */
final class ZipGate implements Closeable, NetworkGate {
  static final String CONFIGURATION = "configuration.json";
  static final String COEFFICIENTS = "coefficients.bin";
  static final String UPDATER_STATE = "updaterState.bin";
  static final String TRAINING = "headtune/training.json";
  static final String BEST = "headtune/best.bin";
  static final String WEIGHTS = "headtune/weights.bin";
  static final String CARD = "headtune/model.json";

  private static final List<String> ENTRIES =
      List.of(CONFIGURATION, COEFFICIENTS, UPDATER_STATE, TRAINING, BEST, WEIGHTS, CARD);
  private static final Set<String> OPTIONAL = Set.of(UPDATER_STATE, TRAINING, BEST, WEIGHTS);

  private static final int CONFIGURATION_BYTES = 4 << 20;
  private static final int CARD_BYTES = 64 << 20;
  private static final int TRAINING_BYTES = 64 << 20;
  private static final StrictJson CONFIGURATION_JSON = new StrictJson(200_000);
  private static final StrictJson LARGE_JSON = new StrictJson(10_000_000);

  private final FileChannel channel;
  private final FileBytes bytes;
  private final Map<String, StoredZip.Entry> entries;
  private final Map<String, ModelCard.EntrySum> sums;
  private final ModelCard card;
  private final JsonNode configuration;
  private final JsonNode training;
  private final NetworkOutline network;
  private final String sha256;

  private ZipGate(FileChannel channel) throws IOException, RefusedException {
    this.channel = channel;
    this.bytes = new FileBytes(channel);
    entries = ZipFrame.read(bytes, ENTRIES, OPTIONAL);
    sums = checkedSums();
    card = CardReader.read(CARD, LARGE_JSON.object(CARD, small(CARD, CARD_BYTES)));
    compare();
    configuration =
        CONFIGURATION_JSON.object(CONFIGURATION, small(CONFIGURATION, CONFIGURATION_BYTES));
    ConfigurationGate.check(CONFIGURATION, configuration);
    network = NetworkOutline.of(CONFIGURATION, configuration, card.input());
    if (network.knowsClasses() != (card.objective() == null)) {
      throw new RefusedException(
          CARD,
          "and the last layer of the network do not agree on whether it knows classes; the file was"
              + " not made by Headtune");
    }
    if (network.outputs() != card.classes().size() && network.knowsClasses()) {
      throw new RefusedException(
          CARD,
          "lists "
              + card.classes().size()
              + " classes, but the network has "
              + network.outputs()
              + " outputs; the file was not made by Headtune");
    }
    if (network.isMultiLabel() != (card.multiLabel() != null)) {
      throw new RefusedException(
          CARD,
          "and the last layer of the network do not agree on whether a row may have several"
              + " classes; the file was not made by Headtune");
    }
    parameters(COEFFICIENTS);
    if (has(UPDATER_STATE)) {
      vector(UPDATER_STATE);
    }
    training = has(TRAINING) ? LARGE_JSON.object(TRAINING, small(TRAINING, TRAINING_BYTES)) : null;
    if (training != null && card.formatVersion() < 4) {
      FormerShapes.upgrade(training);
    }
    if (has(BEST)) {
      parameters(BEST);
    }
    if (has(WEIGHTS)) {
      parameters(WEIGHTS);
    }
    sha256 = bytes.sums(0, channel.size()).sha256();
  }

  /**
   * Opens a zip that is in order.
   *
   * @throws UserError with {@link ExitCode#MODEL_FILE} for anything else
   */
  static ZipGate open(Path zip) {
    return Opening.of(zip, ZipGate::new);
  }

  /** What stands in {@code headtune/model.json}. */
  ModelCard card() {
    return card;
  }

  @Override
  public Shape input() {
    return card.input();
  }

  @Override
  public void readParameters(FloatBuffer target) throws IOException {
    read(COEFFICIENTS, target);
  }

  @Override
  public String configuration() {
    return configuration.toString();
  }

  /** Size and SHA-256 of each entry, in their order. */
  Map<String, ModelCard.EntrySum> sums() {
    return sums;
  }

  /** The state of the training that a checkpoint was made in, or null if the file is none. */
  JsonNode training() {
    return training;
  }

  /**
   * The state of the training that a checkpoint was made in.
   *
   * @throws RefusedException if the file is no checkpoint or the state is of another type
   */
  <T> T training(Class<T> type) throws RefusedException {
    if (training == null) {
      throw new RefusedException(
          TRAINING, "is missing: the file is a finished model; a checkpoint was expected");
    }
    try {
      return Json.read(training, type);
    } catch (JsonProcessingException e) {
      throw new RefusedException(
          TRAINING, "is not the state of a training run: " + e.getOriginalMessage());
    }
  }

  @Override
  public NetworkOutline network() {
    return network;
  }

  /** The sum of the whole file. */
  String sha256() {
    return sha256;
  }

  boolean has(String name) {
    return entries.containsKey(name);
  }

  /** How many numbers the vector in an entry holds. */
  long length(String name) {
    return FloatVector.length(entries.get(name).size());
  }

  /** Fills the buffer with the numbers of an entry. */
  void read(String name, FloatBuffer target) throws IOException {
    StoredZip.Entry entry = entries.get(name);
    long position = entry.offset() + FloatVector.HEADER;
    ByteBuffer chunk = ByteBuffer.allocate(FileBytes.CHUNK);
    while (target.hasRemaining()) {
      chunk.clear().limit((int) Math.min(FileBytes.CHUNK, target.remaining() * 4L));
      target.put(bytes.fill(chunk, position).asFloatBuffer());
      position += chunk.limit();
    }
  }

  /** Hands on the bytes of an entry. */
  void copy(String name, OutputStream out) throws IOException {
    StoredZip.Entry entry = entries.get(name);
    for (long done = 0; done < entry.size(); done += FileBytes.CHUNK) {
      int size = (int) Math.min(FileBytes.CHUNK, entry.size() - done);
      out.write(bytes.read(entry.offset() + done, size));
    }
  }

  /** The sums of all entries in their order, each compared with its checksum. */
  private Map<String, ModelCard.EntrySum> checkedSums() throws IOException, RefusedException {
    Map<String, ModelCard.EntrySum> found = new LinkedHashMap<>();
    for (StoredZip.Entry entry : entries.values()) {
      StoredZip.Sums own = bytes.sums(entry.offset(), entry.size());
      if (own.crc() != entry.crc()) {
        throw new RefusedException(
            entry.name(), "does not match its checksum: the file is damaged; copy it again");
      }
      found.put(entry.name(), new ModelCard.EntrySum(own.size(), own.sha256()));
    }
    return found;
  }

  private void compare() throws RefusedException {
    for (String name : card.entries().keySet()) {
      if (!sums.containsKey(name)) {
        throw new RefusedException(name, "is missing from the file, though " + CARD + " lists it");
      }
    }
    for (Map.Entry<String, ModelCard.EntrySum> entry : sums.entrySet()) {
      if (!entry.getKey().equals(CARD)
          && !entry.getValue().equals(card.entries().get(entry.getKey()))) {
        throw new RefusedException(
            entry.getKey(), "does not match the SHA-256 in " + CARD + ": the file was changed");
      }
    }
  }

  private void parameters(String name) throws IOException, RefusedException {
    vector(name);
    if (length(name) != network.parameters()) {
      throw new RefusedException(
          name,
          "holds "
              + length(name)
              + " numbers, but the network has "
              + network.parameters()
              + " parameters; the file was not made by Headtune");
    }
  }

  private void vector(String name) throws IOException, RefusedException {
    StoredZip.Entry entry = entries.get(name);
    long length = length(name);
    byte[] header = length < 0 ? new byte[0] : bytes.read(entry.offset(), FloatVector.HEADER);
    if (length < 0 || !Arrays.equals(header, FloatVector.header(length))) {
      throw new RefusedException(
          name, "is not a vector of 32-bit floats; the file was not made by Headtune");
    }
    ByteBuffer chunk = ByteBuffer.allocate(FileBytes.CHUNK);
    for (long done = 0; done < length; done += chunk.limit() / Float.BYTES) {
      chunk.clear().limit((int) Math.min(FileBytes.CHUNK, (length - done) * Float.BYTES));
      long position = entry.offset() + FloatVector.HEADER + done * Float.BYTES;
      int bad = FloatVector.firstNotFinite(bytes.fill(chunk, position).asFloatBuffer());
      if (bad >= 0) {
        throw new RefusedException(
            name, "has a number that is not finite, at position " + (done + bad));
      }
    }
  }

  private byte[] small(String name, int limit) throws IOException, RefusedException {
    StoredZip.Entry entry = entries.get(name);
    if (entry.size() > limit) {
      throw new RefusedException(name, "has " + entry.size() + " bytes; " + limit + " are allowed");
    }
    return bytes.read(entry.offset(), (int) entry.size());
  }

  @Override
  public void close() {
    Opening.close(channel);
  }
}
