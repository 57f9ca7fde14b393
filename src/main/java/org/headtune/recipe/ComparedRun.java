package org.headtune.recipe;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.headtune.artifact.FinishedRun;
import org.headtune.artifact.RunFolder;
import org.headtune.config.ConfigFile;
import org.headtune.config.ResolvedConfig;

/**
 * A run among others.
 *
 * @param state what became of it; empty where all are finished
 * @param settings its config by path, but for the place of the run
 * @param result empty if it is not finished
 * @param seconds that it took
 */
record ComparedRun(
    String name,
    Optional<BatchStory.State> state,
    Map<String, String> settings,
    Optional<FinishedRun> result,
    double seconds) {

  /** A finished run as its folder has it. */
  static ComparedRun of(Path folder) {
    FinishedRun result = FinishedRun.read(folder);
    return new ComparedRun(
        folder.toString(),
        Optional.empty(),
        settings(ConfigFile.read(folder.resolve(RunFolder.CONFIG), List.of())),
        Optional.of(result),
        result.seconds());
  }

  static Map<String, String> settings(ResolvedConfig config) {
    Map<String, String> settings = new LinkedHashMap<>();
    config.entries().stream()
        .filter(entry -> !entry.path().equals("output"))
        .forEach(entry -> settings.put(entry.path(), entry.value()));
    return settings;
  }

  /** A metric of a part of the data; NaN where the run has none. */
  double metric(String part, String word) {
    return result
        .map(run -> run.metrics().getOrDefault(part, Map.of()).getOrDefault(word, Double.NaN))
        .orElse(Double.NaN);
  }
}
