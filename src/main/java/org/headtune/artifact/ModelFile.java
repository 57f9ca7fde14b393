package org.headtune.artifact;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.headtune.ExitCode;
import org.headtune.UserError;
import org.headtune.data.Shape;

/**
 * All that a model file says of itself, every checksum verified. Needs no mathematics.
 *
 * @param path of the file; where a run folder was given, of the model in it
 * @param bytes of the file
 * @param sha256 of the file, as {@code sha256sum} prints it
 * @param input the shape of one example
 * @param layers from the input up
 * @param parameters sum over the layers
 * @param card what Headtune knows of the model, or null for one of plain Deeplearning4j
 * @param training where the training stood, or null for what is no checkpoint
 * @param entries in the order of the file
 */
public record ModelFile(
    Path path,
    Kind kind,
    long bytes,
    String sha256,
    Shape input,
    List<LayerOutline> layers,
    long parameters,
    ModelCard card,
    JsonNode training,
    List<Entry> entries) {

  /** Who made a file, and what for. */
  public enum Kind {
    MODEL,
    CHECKPOINT,
    DEEPLEARNING4J
  }

  /**
   * A part of the file.
   *
   * @param size bytes, unpacked
   * @param sha256 of those bytes, or null for one that is never unpacked
   */
  public record Entry(String name, long size, String sha256) {}

  public ModelFile {
    layers = List.copyOf(layers);
    entries = List.copyOf(entries);
  }

  /**
   * Looks through a file.
   *
   * @param place a zip of Headtune or of plain Deeplearning4j, or a run folder
   * @throws UserError with {@link ExitCode#MODEL_FILE} if it is missing, damaged or of another kind
   */
  public static ModelFile read(Path place) {
    Path zip = Opening.locate(place);
    if (Opening.kind(zip) == FileKind.DEEPLEARNING4J) {
      try (ForeignGate gate = ForeignGate.open(zip)) {
        return of(zip, Kind.DEEPLEARNING4J, gate, gate.sha256(), null, null, gate.entries());
      }
    }
    try (ZipGate gate = ZipGate.open(zip)) {
      List<Entry> entries = new ArrayList<>();
      gate.sums().forEach((name, sum) -> entries.add(new Entry(name, sum.size(), sum.sha256())));
      return of(
          zip,
          gate.training() == null ? Kind.MODEL : Kind.CHECKPOINT,
          gate,
          gate.sha256(),
          gate.card(),
          gate.training(),
          entries);
    }
  }

  private static ModelFile of(
      Path zip,
      Kind kind,
      NetworkGate gate,
      String sha256,
      ModelCard card,
      JsonNode training,
      List<Entry> entries) {
    try {
      return new ModelFile(
          zip,
          kind,
          Files.size(zip),
          sha256,
          gate.input(),
          gate.network().layers(),
          gate.network().parameters(),
          card,
          training,
          entries);
    } catch (IOException e) {
      throw Opening.fault(zip, null, "cannot be read: " + AtomicFile.reason(e)).because(e);
    }
  }

  /** The model that training started from, or null if there is none or nobody knows. */
  public Provenance.Parent parent() {
    return card == null ? null : card.provenance().parent();
  }
}
