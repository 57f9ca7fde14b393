package org.headtune.recipe;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.headtune.config.ResolvedConfig;

/**
 * One run of a batch.
 *
 * @param name for messages and for its log, once in a batch
 * @param config as the run will read it
 * @param file that holds it
 * @param overrides that are laid over the file, as {@code --set} has them
 */
public record BatchJob(String name, ResolvedConfig config, Path file, List<String> overrides) {

  /** The run folder. */
  Path folder() {
    return Path.of(config.config().output());
  }

  /** What kind of run it is, as the command line says it. */
  String command() {
    return config.config().from().isPresent() ? "finetune" : "train";
  }

  /** The model that it starts from. */
  Optional<Path> from() {
    return config.config().from().map(Path::of);
  }

  /** Whether it starts from the model of another run. */
  boolean startsFrom(BatchJob other) {
    return from().map(path -> absolute(path).startsWith(absolute(other.folder()))).orElse(false);
  }

  static Path absolute(Path path) {
    return path.toAbsolutePath().normalize();
  }
}
