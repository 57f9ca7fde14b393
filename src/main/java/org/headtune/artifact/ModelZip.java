package org.headtune.artifact;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.headtune.ExitCode;
import org.headtune.Place;
import org.headtune.UserError;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.concurrency.AffinityManager;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A trained network as a zip that plain Deeplearning4j opens with {@code
 * ModelSerializer.restoreComputationGraph}: DL4J's {@code configuration.json}, {@code
 * coefficients.bin} and, where the optimiser has a state, {@code updaterState.bin}, then {@code
 * headtune/model.json}. The same network and card give the same bytes.
 */
public final class ModelZip {
  private ModelZip() {}

  /**
   * Writes a model; the file appears complete and read back, or not at all.
   *
   * @throws UserError with {@link ExitCode#DIVERGED} if a weight is not finite, with {@link
   *     ExitCode#RESOURCES} if the file cannot be stored
   */
  public static void write(Path target, ComputationGraph graph, ModelCard card) {
    String configuration = graph.getConfiguration().toJson().replace("\r\n", "\n");
    List<StoredZip.Part> parts = new ArrayList<>();
    parts.add(StoredZip.Part.of(ZipGate.CONFIGURATION, configuration));
    parts.add(vector(target, ZipGate.COEFFICIENTS, graph.params()));
    INDArray state = graph.getUpdater().getStateViewArray();
    if (state != null && !state.isEmpty()) {
      parts.add(vector(target, ZipGate.UPDATER_STATE, state));
    }
    Map<String, ModelCard.EntrySum> sums =
        parts.stream()
            .collect(
                Collectors.toMap(
                    StoredZip.Part::name,
                    part -> new ModelCard.EntrySum(part.sums().size(), part.sums().sha256())));
    parts.add(StoredZip.Part.of(ZipGate.CARD, Json.pretty(card.withEntries(sums))));
    AtomicFile.write(target, out -> StoredZip.write(out, parts), ModelZip::readBack);
  }

  private static StoredZip.Part vector(Path target, String name, INDArray numbers) {
    FloatBuffer buffer = buffer(numbers);
    int bad = FloatVector.firstNotFinite(buffer);
    if (bad >= 0) {
      throw new UserError(
          ExitCode.DIVERGED,
          Place.of(target.toString()),
          "is not written: number "
              + bad
              + " of "
              + name
              + " is not finite; train again with a lower learning rate");
    }
    return StoredZip.Part.of(name, out -> FloatVector.write(buffer, out));
  }

  private static void readBack(Path written) {
    try (ZipGate gate = ZipGate.open(written)) {
      gate.sha256();
    } catch (UserError e) {
      throw new IllegalStateException("a model was written that does not read back", e);
    }
  }

  /**
   * Reads a model for predictions: the state of its optimiser is checked but not loaded.
   *
   * @param place a zip, or a run folder with a {@code model.zip} in it
   * @throws UserError with {@link ExitCode#MODEL_FILE} if it is missing, damaged, of another kind
   *     or made by someone else
   */
  public static LoadedModel read(Path place) {
    try (CheckedModel model = check(place)) {
      return model.load();
    }
  }

  /** The first half of {@link #read}: everything that needs no mathematics. */
  public static CheckedModel check(Path place) {
    return new CheckedModel(locate(place));
  }

  /** Reads a model to train on: like {@link #read}, with the state of its optimiser. */
  public static LoadedModel readForTraining(Path place) {
    Path zip = locate(place);
    try (ZipGate gate = ZipGate.open(zip)) {
      return load(zip, gate, true);
    }
  }

  private static Path locate(Path place) {
    if (!Files.isDirectory(place)) {
      if (!Files.exists(place)) {
        throw ZipGate.fault(place, null, "does not exist; give a run folder or a model.zip");
      }
      return place;
    }
    Path zip = place.resolve(RunFolder.MODEL);
    if (!Files.isRegularFile(zip)) {
      throw ZipGate.fault(
          place, null, "has no model.zip; give the output folder of a run, or a model.zip");
    }
    return zip;
  }

  static LoadedModel load(Path zip, ZipGate gate, boolean training) {
    try {
      ComputationGraph graph = graph(gate);
      if (training) {
        loadState(zip, gate, graph);
      }
      computeOnce(zip, gate, graph);
      return new LoadedModel(zip, graph, gate.card(), gate.sha256());
    } catch (UserError e) {
      throw e;
    } catch (OutOfMemoryError e) {
      throw new UserError(
              ExitCode.RESOURCES,
              Place.of(zip.toString()),
              "does not fit into memory with its "
                  + gate.parameters()
                  + " parameters; give the process more memory")
          .because(e);
    } catch (IOException | RuntimeException | StackOverflowError e) {
      throw ZipGate.fault(
              zip,
              ZipGate.CONFIGURATION,
              "does not make a network; the file was not made by Headtune")
          .because(e);
    }
  }

  /**
   * Past DL4J's {@code fromJson}, which tries the forms of older versions on what it cannot read.
   */
  private static ComputationGraph graph(ZipGate gate) throws IOException {
    ComputationGraphConfiguration configuration =
        NeuralNetConfiguration.mapper()
            .readValue(gate.configuration(), ComputationGraphConfiguration.class);
    ComputationGraph graph = new ComputationGraph(configuration);
    graph.init(vector(gate, ZipGate.COEFFICIENTS), false);
    return graph;
  }

  private static void loadState(Path zip, ZipGate gate, ComputationGraph graph) throws IOException {
    INDArray state = graph.getUpdater().getStateViewArray();
    long wanted = state == null ? 0 : state.length();
    long found = gate.has(ZipGate.UPDATER_STATE) ? gate.length(ZipGate.UPDATER_STATE) : 0;
    if (wanted != found) {
      throw ZipGate.fault(
          zip,
          ZipGate.UPDATER_STATE,
          "holds " + found + " numbers where the optimiser keeps " + wanted);
    }
    if (wanted > 0) {
      gate.read(ZipGate.UPDATER_STATE, buffer(state));
      Nd4j.getAffinityManager().tagLocation(state, AffinityManager.Location.HOST);
    }
  }

  private static INDArray vector(ZipGate gate, String name) throws IOException {
    INDArray vector = Nd4j.createUninitialized(DataType.FLOAT, gate.length(name));
    gate.read(name, buffer(vector));
    Nd4j.getAffinityManager().tagLocation(vector, AffinityManager.Location.HOST);
    return vector;
  }

  /** A network that gives K numbers for a row of zeros will do so for any row. */
  private static void computeOnce(Path zip, ZipGate gate, ComputationGraph graph) {
    try (INDArray row = Nd4j.zeros(DataType.FLOAT, 1, gate.card().input().size());
        INDArray output = graph.outputSingle(row)) {
      if (output.rank() != 2 || output.size(1) != gate.card().classes().size()) {
        throw ZipGate.fault(
            zip,
            ZipGate.CONFIGURATION,
            "makes a network with outputs of shape " + output.shapeInfoToString());
      }
    }
  }

  /** The numbers themselves, not a copy. */
  private static FloatBuffer buffer(INDArray vector) {
    FloatBuffer buffer = vector.data().asNioFloat();
    if (vector.offset() != 0 || buffer.remaining() != vector.length()) {
      throw new IllegalStateException("not a vector of its own: " + vector.shapeInfoToString());
    }
    return buffer;
  }
}
