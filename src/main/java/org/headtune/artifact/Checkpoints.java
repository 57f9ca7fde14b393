package org.headtune.artifact;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.headtune.ExitCode;
import org.headtune.Place;
import org.headtune.UserError;

/**
 * The states of a run that were saved on the way, in the subfolder {@code checkpoints}: {@code
 * step-000000500.zip} after 500 weight updates, and {@code best.zip}, the best model so far. Each
 * file is complete in itself, so no two of them can disagree, and the newest one that is in order
 * is the one that counts. An older one is only deleted when a newer one stands.
 */
public final class Checkpoints {
  static final String FOLDER = "checkpoints";

  private static final String BEST = "best.zip";
  private static final Pattern STEP = Pattern.compile("step-[0-9]{9,19}\\.zip");

  private final Path folder;

  Checkpoints(Path run) {
    folder = run.resolve(FOLDER);
  }

  /**
   * The newest checkpoint that is in order.
   *
   * @param model must be closed
   * @param state where the run stood
   * @param refused what is wrong with those that are newer
   */
  public record Newest<T>(CheckedModel model, T state, List<UserError> refused) {}

  /**
   * Finds the state to go on from.
   *
   * @param run a run folder
   * @param type of the states that its checkpoints were written with
   * @throws UserError with {@link ExitCode#MODEL_FILE} if there is none
   */
  public static <T> Newest<T> newest(Path run, Class<T> type) {
    List<UserError> refused = new ArrayList<>();
    try {
      for (Path file : new Checkpoints(run).newestFirst()) {
        try {
          return newest(new CheckedModel(file), type, refused);
        } catch (UserError e) {
          refused.add(e);
        }
      }
    } catch (IOException e) {
      throw Opening.fault(run, null, "cannot be read: " + AtomicFile.reason(e)).because(e);
    }
    throw new UserError(
        ExitCode.MODEL_FILE,
        Place.of(run.toString()),
        refused.isEmpty()
            ? "holds no checkpoint to go on from; start the run anew with --force"
            : "holds no checkpoint that is in order ("
                + refused.get(0).getMessage()
                + "); start the run anew with --force");
  }

  private static <T> Newest<T> newest(CheckedModel model, Class<T> type, List<UserError> refused) {
    try {
      return new Newest<>(model, model.training(type), refused);
    } catch (UserError e) {
      model.close();
      throw e;
    }
  }

  /**
   * Saves a state. Checkpoints of later steps are then removed: they are those that were not in
   * order when the run went on from an earlier one.
   *
   * @param step weight updates so far
   * @param state a record for {@link Json}
   * @param best the best parameters so far
   * @param average the moving average of the parameters
   * @param keep how many of the newest checkpoints stay, at least 1
   * @throws UserError as {@link ModelZip#writeCheckpoint}; the older checkpoints then all stay
   */
  public void write(
      long step,
      ModelZip.Numbers network,
      ModelCard card,
      Object state,
      Optional<float[]> best,
      Optional<float[]> average,
      int keep) {
    try {
      makeFolder();
      Path file = folder.resolve(String.format(Locale.ROOT, "step-%09d.zip", step));
      ModelZip.writeCheckpoint(file, network, card, state, best, average);
      List<Path> all = newestFirst();
      int newer = all.indexOf(file);
      for (int i = 0; i < all.size(); i++) {
        if (i < newer || i >= newer + keep) {
          Files.delete(all.get(i));
        }
      }
    } catch (IOException e) {
      throw AtomicFile.notWritten(folder, e);
    }
  }

  /** Whether a run has saved a state on its way. */
  public static boolean exist(Path run) {
    try {
      return !new Checkpoints(run).newestFirst().isEmpty();
    } catch (IOException e) {
      throw Opening.fault(run, null, "cannot be read: " + AtomicFile.reason(e)).because(e);
    }
  }

  /** The run's own folder is never made anew: who deletes it ends the run. */
  private void makeFolder() throws IOException {
    if (!Files.isDirectory(folder)) {
      Files.createDirectory(folder);
      AtomicFile.forceFolder(folder.getParent());
    }
  }

  /** Where the best model of an unfinished run stands. */
  static Path best(Path run) {
    return run.resolve(FOLDER).resolve(BEST);
  }

  /** Saves the best model so far. */
  public void writeBest(ComputationGraph graph, ModelCard card) {
    ModelZip.write(folder.resolve(BEST), graph, card);
  }

  boolean haveBest() {
    return Files.exists(folder.resolve(BEST));
  }

  /** The best model is no longer needed here: the run's own model is it. */
  void deleteBest() throws IOException {
    Files.deleteIfExists(folder.resolve(BEST));
  }

  void delete() throws IOException {
    deleteTemporary();
    deleteBest();
    for (Path file : newestFirst()) {
      Files.delete(file);
    }
    Files.deleteIfExists(folder);
  }

  void deleteTemporary() throws IOException {
    for (Path file : files()) {
      if (AtomicFile.isTemporary(file.getFileName().toString())) {
        Files.delete(file);
      }
    }
  }

  /** The subfolder and all that is in it. */
  List<Path> places() throws IOException {
    List<Path> places = new ArrayList<>(files());
    places.add(folder);
    return places;
  }

  private List<Path> newestFirst() throws IOException {
    return files().stream()
        .filter(file -> STEP.matcher(file.getFileName().toString()).matches())
        .sorted(Comparator.comparing(Checkpoints::step).reversed())
        .toList();
  }

  private static Long step(Path file) {
    String name = file.getFileName().toString();
    return Long.valueOf(name.substring("step-".length(), name.length() - ".zip".length()));
  }

  private List<Path> files() throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }
}
