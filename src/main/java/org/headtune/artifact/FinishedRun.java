package org.headtune.artifact;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.headtune.ExitCode;
import org.headtune.Place;
import org.headtune.UserError;

/**
 * What the files of a finished run say, for whoever looks at many runs.
 *
 * @param epochs how many were trained
 * @param bestEpoch the one whose weights were kept; 0 if there is none
 * @param monitor what chose it
 * @param stoppedAfter the epoch after which it was told to stop although it could go on
 * @param divergedIn the epoch in which it diverged, after one whose weights were kept
 * @param metrics by part of the data and by their words; NaN where one is undefined
 * @param seconds of its last process
 */
public record FinishedRun(
    int epochs,
    int bestEpoch,
    String monitor,
    OptionalInt stoppedAfter,
    OptionalInt divergedIn,
    Map<String, Map<String, Double>> metrics,
    double seconds) {
  /** The key of {@code metrics.json} for {@link #stoppedAfter}. */
  public static final String STOPPED_AFTER = "stopped_after";

  /** The key of {@code metrics.json} for {@link #divergedIn}. */
  public static final String DIVERGED_IN = "diverged_in";

  private static final List<String> PARTS = List.of("validation", "test");
  private static final long MOST_TOKENS = 1 << 24;

  /**
   * Reads them.
   *
   * @throws UserError with {@link ExitCode#MODEL_FILE} if they are not as Headtune writes them
   */
  public static FinishedRun read(Path run) {
    JsonNode tree = tree(run.resolve(RunFolder.METRICS));
    Map<String, Map<String, Double>> metrics = new LinkedHashMap<>();
    for (String part : PARTS) {
      if (tree.has(part)) {
        metrics.put(part, numbers(tree.get(part)));
      }
    }
    return new FinishedRun(
        tree.path("epochs").asInt(),
        tree.path("best_epoch").asInt(),
        tree.path("monitor").asText(),
        epoch(tree.path(STOPPED_AFTER)),
        epoch(tree.path(DIVERGED_IN)),
        metrics,
        tree(run.resolve(RunFolder.PROVENANCE)).path("seconds").asDouble(Double.NaN));
  }

  private static OptionalInt epoch(JsonNode node) {
    return node.isInt() ? OptionalInt.of(node.intValue()) : OptionalInt.empty();
  }

  /**
   * The numbers of each epoch so far, of a run that is finished or not; whole lines alone.
   *
   * @return one for each epoch, by their keys
   */
  public static List<Map<String, Double>> epochs(Path run) {
    Path file = run.resolve(RunFolder.EPOCHS);
    List<Map<String, Double>> epochs = new ArrayList<>();
    try {
      if (Files.exists(file)) {
        String text = Files.readString(file, StandardCharsets.UTF_8);
        for (String line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
          epochs.add(
              numbers(
                  new StrictJson(MOST_TOKENS)
                      .object(file.toString(), line.getBytes(StandardCharsets.UTF_8))));
        }
      }
      return epochs;
    } catch (IOException | RefusedException e) {
      throw unreadable(file, e);
    }
  }

  private static JsonNode tree(Path file) {
    try {
      if (Files.size(file) > MOST_TOKENS) {
        throw new RefusedException(file.toString(), "is larger than any that Headtune writes");
      }
      return new StrictJson(MOST_TOKENS).object(file.toString(), Files.readAllBytes(file));
    } catch (IOException | RefusedException e) {
      throw unreadable(file, e);
    }
  }

  private static Map<String, Double> numbers(JsonNode object) {
    Map<String, Double> numbers = new LinkedHashMap<>();
    object
        .properties()
        .forEach(
            entry -> {
              if (entry.getValue().isNumber() || entry.getValue().isNull()) {
                numbers.put(entry.getKey(), entry.getValue().asDouble(Double.NaN));
              }
            });
    return numbers;
  }

  private static String reason(Exception cause) {
    if (cause instanceof NoSuchFileException) {
      return "it does not exist";
    }
    return cause instanceof IOException io ? AtomicFile.reason(io) : cause.getMessage();
  }

  private static UserError unreadable(Path file, Exception cause) {
    return new UserError(
            ExitCode.MODEL_FILE,
            Place.of(file.toString()),
            "cannot be used ("
                + reason(cause)
                + "); expected the folder of a finished run: finish it with --resume, or name another")
        .because(cause);
  }
}
