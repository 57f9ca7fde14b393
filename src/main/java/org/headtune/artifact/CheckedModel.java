package org.headtune.artifact;

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

  @Override
  public void close() {
    gate.close();
  }
}
