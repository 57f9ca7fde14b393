package org.headtune.artifact;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.nio.file.Path;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.headtune.UserError;

/**
 * A model that was read back and has computed once.
 *
 * @param zip the file it was read from
 * @param graph takes {@code rows x input size} and gives {@code rows x K} probabilities
 * @param card what else is known about it
 * @param sha256 of the zip, as {@code sha256sum} prints it
 */
public record LoadedModel(Path zip, ComputationGraph graph, ModelCard card, String sha256) {

  /**
   * The fitted input columns.
   *
   * @throws UserError with {@link org.headtune.ExitCode#MODEL_FILE} if they are not of that kind
   */
  public <T> T columns(Class<T> type) {
    try {
      return Json.read(card.columns(), type);
    } catch (JsonProcessingException e) {
      throw ZipGate.fault(
              zip, ZipGate.CARD, "has columns that cannot be read: " + e.getOriginalMessage())
          .because(e);
    }
  }
}
