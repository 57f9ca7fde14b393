package org.headtune.cli;

import java.nio.file.Path;
import java.util.Map;

/** The folder of what later calls may use again. */
final class CacheFolder {
  private static final String OWN = "HEADTUNE_CACHE";

  /** As in the XDG Base Directory Specification: a relative path there is to be ignored. */
  private static final String SHARED = "XDG_CACHE_HOME";

  private CacheFolder() {}

  /**
   * The folder that the environment names, or one below the user's home.
   *
   * @param home of the user
   */
  static Path of(Map<String, String> environment, String home) {
    String own = environment.getOrDefault(OWN, "");
    if (!own.isEmpty()) {
      return Path.of(own).toAbsolutePath();
    }
    String shared = environment.getOrDefault(SHARED, "");
    return (Path.of(shared).isAbsolute() ? Path.of(shared) : Path.of(home, ".cache"))
        .resolve("headtune");
  }
}
