package org.headtune.artifact;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.headtune.ExitCode;
import org.headtune.Place;
import org.headtune.UserError;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A trained network as a zip that plain Deeplearning4j opens with {@code
 * ModelSerializer.restoreComputationGraph}: DL4J's {@code configuration.json} and {@code
 * coefficients.bin}, then {@code headtune/model.json}. A checkpoint has three more: {@code
 * updaterState.bin} where the optimiser has a state, {@code headtune/training.json} and, where they
 * are kept, the best parameters so far in {@code headtune/best.bin}. Where a moving average of the
 * weights is kept, it stands in {@code coefficients.bin}, since it is what predicts, and the
 * weights that training goes on from in {@code headtune/weights.bin}. The same contents give the
 * same bytes.
 */
public final class ModelZip {
  private ModelZip() {}

  /**
   * What a checkpoint takes from a network.
   *
   * @param configuration as JSON; it is taken at once, since a network that computes has another
   * @param weights its parameters
   * @param optimiser the state of its optimiser, if that has one
   */
  public record Numbers(
      String configuration, FloatBuffer weights, Optional<FloatBuffer> optimiser) {

    /** Those of a network that stays as it is until they are written. */
    public static Numbers of(ComputationGraph graph) {
      return of(graph, GraphLoader.buffer(graph.params()));
    }

    /**
     * Those of a network whose training is over.
     *
     * @param weights a copy of its parameters, which may change
     */
    public static Numbers of(ComputationGraph graph, float[] weights) {
      return of(graph, FloatBuffer.wrap(weights));
    }

    private static Numbers of(ComputationGraph graph, FloatBuffer weights) {
      INDArray state = graph.getUpdater().getStateViewArray();
      return new Numbers(
          json(graph),
          weights,
          state == null || state.isEmpty()
              ? Optional.empty()
              : Optional.of(GraphLoader.buffer(state)));
    }
  }

  /**
   * Writes a finished model; the file appears complete and read back, or not at all.
   *
   * @throws UserError with {@link ExitCode#DIVERGED} if a weight is not finite, with {@link
   *     ExitCode#RESOURCES} if the file cannot be stored
   */
  public static void write(Path target, ComputationGraph graph, ModelCard card) {
    FloatBuffer weights = GraphLoader.buffer(graph.params());
    store(target, network(target, json(graph), weights), card, gate -> {});
  }

  /**
   * Writes a checkpoint, like {@link #write} with all that training needs to go on.
   *
   * @param state a record for {@link Json}, without numbers that are not finite
   * @param best parameters to keep beside the network's own, as many as it has
   * @param average parameters that predict in the place of the network's own, as many
   * @throws UserError as {@link #write}
   */
  public static void writeCheckpoint(
      Path target,
      ComputationGraph graph,
      ModelCard card,
      Object state,
      Optional<float[]> best,
      Optional<float[]> average) {
    writeCheckpoint(target, Numbers.of(graph), card, state, best, average);
  }

  static void writeCheckpoint(
      Path target,
      Numbers network,
      ModelCard card,
      Object state,
      Optional<float[]> best,
      Optional<float[]> average) {
    FloatBuffer weights = network.weights();
    List<StoredZip.Part> parts =
        network(target, network.configuration(), average.map(FloatBuffer::wrap).orElse(weights));
    network
        .optimiser()
        .ifPresent(numbers -> parts.add(vector(target, ZipGate.UPDATER_STATE, numbers)));
    parts.add(StoredZip.Part.of(ZipGate.TRAINING, Json.pretty(state)));
    best.ifPresent(numbers -> parts.add(vector(target, ZipGate.BEST, FloatBuffer.wrap(numbers))));
    if (average.isPresent()) {
      parts.add(vector(target, ZipGate.WEIGHTS, weights));
    }
    store(target, parts, card, gate -> gate.training(state.getClass()));
  }

  /**
   * Writes a finished model again with another card; all other bytes stay.
   *
   * @param target may be the file that the model was read from
   * @throws UserError as {@link #write}
   */
  static void rewrite(ZipGate gate, Path target, ModelCard card) {
    List<StoredZip.Part> parts = new ArrayList<>();
    for (String name : List.of(ZipGate.CONFIGURATION, ZipGate.COEFFICIENTS)) {
      parts.add(StoredZip.Part.of(name, out -> gate.copy(name, out)));
    }
    store(target, parts, card, written -> {});
  }

  private static String json(ComputationGraph graph) {
    return graph.getConfiguration().toJson().replace("\r\n", "\n");
  }

  private static List<StoredZip.Part> network(
      Path target, String configuration, FloatBuffer parameters) {
    List<StoredZip.Part> parts = new ArrayList<>();
    parts.add(StoredZip.Part.of(ZipGate.CONFIGURATION, configuration));
    parts.add(vector(target, ZipGate.COEFFICIENTS, parameters));
    return parts;
  }

  private static void store(
      Path target, List<StoredZip.Part> parts, ModelCard card, ReadBack check) {
    Map<String, ModelCard.EntrySum> sums =
        parts.stream()
            .collect(
                Collectors.toMap(
                    StoredZip.Part::name,
                    part -> new ModelCard.EntrySum(part.sums().size(), part.sums().sha256())));
    parts.add(StoredZip.Part.of(ZipGate.CARD, Json.pretty(card.withEntries(sums))));
    AtomicFile.write(
        target, out -> StoredZip.write(out, parts), written -> readBack(written, check));
  }

  private static StoredZip.Part vector(Path target, String name, FloatBuffer buffer) {
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

  /** A further look at a file whose frame and sums are right. */
  private interface ReadBack {
    void look(ZipGate gate) throws RefusedException;
  }

  private static void readBack(Path written, ReadBack check) throws IOException {
    try (ZipGate gate = ZipGate.open(written)) {
      check.look(gate);
    } catch (UserError | RefusedException e) {
      if (e.getCause() instanceof IOException unreadable) {
        throw unreadable;
      }
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
    return new CheckedModel(Opening.locate(place));
  }

  /**
   * Reads a checkpoint to train on.
   *
   * @param place a checkpoint
   * @param type of the state that it was written with
   * @throws UserError with {@link ExitCode#MODEL_FILE} if the file is missing, damaged, a finished
   *     model or made by someone else
   */
  public static <T> Checkpoint<T> readCheckpoint(Path place, Class<T> type) {
    Path zip = Opening.locate(place);
    try (ZipGate gate = ZipGate.open(zip)) {
      T state = gate.training(type);
      Optional<float[]> best =
          gate.has(ZipGate.BEST) ? Optional.of(parameters(gate, ZipGate.BEST)) : Optional.empty();
      Optional<float[]> average =
          gate.has(ZipGate.WEIGHTS)
              ? Optional.of(parameters(gate, ZipGate.COEFFICIENTS))
              : Optional.empty();
      return new Checkpoint<>(
          load(zip, gate, graph -> loadState(zip, gate, graph)), state, best, average);
    } catch (RefusedException e) {
      throw Opening.fault(zip, e.entry(), e.getMessage()).because(e);
    } catch (IOException e) {
      throw Opening.fault(zip, ZipGate.BEST, "cannot be read: " + AtomicFile.reason(e)).because(e);
    }
  }

  private static float[] parameters(ZipGate gate, String entry) throws IOException {
    float[] numbers = new float[Math.toIntExact(gate.length(entry))];
    gate.read(entry, FloatBuffer.wrap(numbers));
    return numbers;
  }

  /**
   * Reads a zip of plain Deeplearning4j: a {@code MultiLayerNetwork} or a {@code ComputationGraph}
   * that is a single line, as {@code ModelSerializer.writeModel} writes it. It gives the outputs of
   * the original, bit for bit.
   *
   * @throws UserError with {@link ExitCode#MODEL_FILE} if it is missing, damaged, of another kind
   *     or not a classifier that Headtune can go on with
   */
  public static ForeignModel readForeign(Path zip) {
    Path file = Opening.locate(zip);
    try (ForeignGate gate = ForeignGate.open(file)) {
      return new ForeignModel(
          file,
          GraphLoader.load(file, gate, graph -> {}),
          gate.input(),
          (int) gate.network().outputs(),
          gate.sha256());
    }
  }

  static LoadedModel load(Path zip, ZipGate gate) {
    return load(zip, gate, graph -> {});
  }

  private static LoadedModel load(Path zip, ZipGate gate, GraphLoader.Step step) {
    return new LoadedModel(zip, GraphLoader.load(zip, gate, step), gate.card(), gate.sha256());
  }

  private static void loadState(Path zip, ZipGate gate, ComputationGraph graph) throws IOException {
    if (gate.has(ZipGate.WEIGHTS)) {
      gate.read(ZipGate.WEIGHTS, GraphLoader.buffer(graph.params()));
      GraphLoader.onHost(graph.params());
    }
    INDArray state = graph.getUpdater().getStateViewArray();
    long wanted = state == null ? 0 : state.length();
    long found = gate.has(ZipGate.UPDATER_STATE) ? gate.length(ZipGate.UPDATER_STATE) : 0;
    if (wanted != found) {
      throw Opening.fault(
          zip,
          ZipGate.UPDATER_STATE,
          "holds " + found + " numbers where the optimiser keeps " + wanted);
    }
    if (wanted > 0) {
      gate.read(ZipGate.UPDATER_STATE, GraphLoader.buffer(state));
      GraphLoader.onHost(state);
    }
  }
}
