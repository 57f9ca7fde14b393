package org.headtune.artifact;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.headtune.ExitCode;
import org.headtune.UserError;

/** A model zip that is in order; the mathematics is not needed before {@link #load}. */
public final class CheckedModel implements AutoCloseable {
  private final Path zip;
  private final ZipGate gate;

  CheckedModel(Path zip) {
    this.zip = zip;
    this.gate = ZipGate.open(zip);
  }

  /** What is known about the model besides its weights. */
  public ModelCard card() {
    return gate.card();
  }

  /**
   * Builds the network for predictions: the state of its optimiser is left out.
   *
   * @throws UserError with {@link ExitCode#MODEL_FILE} if it makes no network
   */
  public LoadedModel load() {
    return ModelZip.load(zip, gate);
  }

  /**
   * Where the run stood that a checkpoint was made in.
   *
   * @throws UserError with {@link ExitCode#MODEL_FILE} if it is no checkpoint
   */
  public <T> T training(Class<T> type) {
    try {
      return gate.training(type);
    } catch (RefusedException e) {
      throw Opening.fault(zip, e.entry(), e.getMessage()).because(e);
    }
  }

  /** Whether it is a checkpoint of a run and no finished model. */
  public boolean isCheckpoint() {
    return gate.training() != null;
  }

  /**
   * Writes the finished model again with another card, the network to the bit; the file appears
   * complete and read back, or not at all.
   *
   * @param target may be this file
   * @throws UserError with {@link ExitCode#RESOURCES} if the file cannot be stored, or stands in
   *     the folder of a run that goes on
   */
  public void writeAgain(Path target, ModelCard card) {
    Path folder = target.toAbsolutePath().getParent();
    if (folder == null || !Files.exists(FolderLock.file(folder))) {
      ModelZip.rewrite(gate, target, card);
      return;
    }
    try {
      FolderLock lock = FolderLock.take(folder);
      try {
        ModelZip.rewrite(gate, target, card);
      } finally {
        lock.close();
      }
    } catch (IOException e) {
      throw AtomicFile.notWritten(target, e);
    }
  }

  /** The file. */
  public Path zip() {
    return zip;
  }

  @Override
  public void close() {
    gate.close();
  }
}
