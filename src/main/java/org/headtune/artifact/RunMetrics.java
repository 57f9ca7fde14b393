package org.headtune.artifact;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.headtune.ExitCode;
import org.headtune.Place;
import org.headtune.UserError;

/**
 * What {@code metrics.json} of a finished run says.
 *
 * @param epochs how many were trained
 * @param bestEpoch the one whose weights were kept; 0 if there is none
 * @param test metrics of the test rows by their words; NaN where one is undefined
 */
public record RunMetrics(int epochs, int bestEpoch, Map<String, Double> test) {
  private static final long MOST_BYTES = 1 << 24;

  /**
   * Reads the file of a run.
   *
   * @throws UserError with {@link ExitCode#MODEL_FILE} if it is not as Headtune writes it
   */
  public static RunMetrics read(Path run) {
    Path file = run.resolve(RunFolder.METRICS);
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw new RefusedException(file.toString(), "is larger than any that Headtune writes");
      }
      JsonNode tree = new StrictJson(MOST_BYTES).object(file.toString(), Files.readAllBytes(file));
      Map<String, Double> test = new LinkedHashMap<>();
      tree.path("test")
          .properties()
          .forEach(metric -> test.put(metric.getKey(), metric.getValue().asDouble(Double.NaN)));
      if (test.isEmpty() || !tree.path("epochs").isInt() || !tree.path("best_epoch").isInt()) {
        throw new RefusedException(file.toString(), "lacks epochs or metrics of test rows");
      }
      return new RunMetrics(tree.get("epochs").intValue(), tree.get("best_epoch").intValue(), test);
    } catch (IOException | RefusedException e) {
      throw new UserError(
              ExitCode.MODEL_FILE,
              Place.of(file.toString()),
              "cannot be used ("
                  + e.getMessage()
                  + "); remove the folder it stands in, which is then trained anew")
          .because(e);
    }
  }
}
