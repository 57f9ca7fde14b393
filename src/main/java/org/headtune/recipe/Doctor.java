package org.headtune.recipe;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.Charset;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.headtune.Text;
import org.headtune.UserError;
import org.headtune.artifact.Json;
import org.headtune.backend.Backend;
import org.headtune.backend.Gpu;
import org.headtune.backend.GpuProbe;
import org.headtune.backend.Gpus;
import org.headtune.backend.Host;
import org.headtune.backend.Wanted;

/** What this machine is, what this build can do on it, and whether it computes right. */
public final class Doctor {
  private final Computing computing;
  private final Path output;
  private final Path cache;

  /**
   * An examination of this process.
   *
   * @param output the folder that runs would be written to
   * @param cache folder of what later calls may use again
   */
  public Doctor(Computing computing, Path output, Path cache) {
    this.computing = computing;
    this.output = output;
    this.cache = cache;
  }

  /**
   * What was found.
   *
   * @param outcome facts, for a person and for a program
   * @param fault why nothing can be trained here; empty if a step was computed right
   */
  public record Diagnosis(Outcome outcome, Optional<UserError> fault) {}

  /** Gathers all facts first, so that they are told also where nothing can be computed. */
  public Diagnosis run() {
    Host host = Host.ofThisMachine();
    Gpus gpus = GpuProbe.ofThisMachine().look();
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("headtune", Tool.version());
    facts.put("java", java());
    facts.put("system", system());
    facts.put("processor", processor(host));
    facts.put("memory", memory(host));
    facts.put("gpus", gpus(gpus));
    facts.put("folders", folders());
    Map<String, Object> backend = new LinkedHashMap<>();
    facts.put("backend", backend);
    Optional<UserError> fault = compute(backend);
    Map<String, Object> verdict = new LinkedHashMap<>();
    verdict.put("computes", fault.isEmpty());
    verdict.put("cause", fault.map(UserError::getMessage).orElse(null));
    facts.put("verdict", verdict);
    return new Diagnosis(new Outcome(text(facts), Json.write(facts)), fault);
  }

  private static Map<String, Object> java() {
    Map<String, Object> java = new LinkedHashMap<>();
    java.put("version", System.getProperty("java.runtime.version"));
    java.put("vendor", System.getProperty("java.vendor"));
    java.put("home", System.getProperty("java.home"));
    List<String> flags = ManagementFactory.getRuntimeMXBean().getInputArguments();
    java.put("flags", flags);
    // The JVM says so of any archive, its own one for the classes of the JDK included.
    boolean shares = System.getProperty("java.vm.info", "").contains("sharing");
    java.put(
        "archive_of_classes",
        archive(flags).map(file -> file + (shares ? "" : " (not in use)")).orElse(null));
    return java;
  }

  private static Optional<String> archive(List<String> flags) {
    return flags.stream()
        .filter(
            flag -> flag.startsWith("-XX:SharedArchiveFile=") || flag.startsWith("-XX:AOTCache="))
        .map(flag -> flag.substring(flag.indexOf('=') + 1))
        .findFirst();
  }

  private static Map<String, Object> system() {
    Map<String, Object> system = new LinkedHashMap<>();
    system.put("name", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    system.put("machine", System.getProperty("os.arch"));
    system.put("encoding", Charset.defaultCharset().name());
    system.put("encoding_of_file_names", System.getProperty("sun.jnu.encoding"));
    return system;
  }

  private static Map<String, Object> processor(Host host) {
    Map<String, Object> processor = new LinkedHashMap<>();
    processor.put("name", host.processor());
    processor.put("cores", host.cores());
    processor.put("instructions", host.instructions());
    processor.put("fastest_natives", host.fitting());
    processor.put("natives", host.natives().orElse(null));
    return processor;
  }

  private static Map<String, Object> memory(Host host) {
    Map<String, Object> memory = new LinkedHashMap<>();
    memory.put("total_mb", host.memory() >> 20);
    memory.put("free_mb", host.freeMemory() >> 20);
    memory.put(
        "container_limit_mb",
        host.containerMemory().isPresent() ? host.containerMemory().getAsLong() >> 20 : null);
    memory.put("heap_limit_mb", host.heap() >> 20);
    memory.put("limit", System.getProperty("headtune.memory"));
    return memory;
  }

  private static Map<String, Object> gpus(Gpus found) {
    Map<String, Object> gpus = new LinkedHashMap<>();
    gpus.put("driver", found.driver().orElse(null));
    List<Map<String, Object>> cards = new ArrayList<>();
    for (Gpu gpu : found.all()) {
      Map<String, Object> card = new LinkedHashMap<>();
      card.put("index", gpu.index());
      card.put("name", gpu.name());
      card.put("compute_capability", gpu.capability().map(String::valueOf).orElse(null));
      card.put(
          "total_mb", gpu.totalMegabytes().isPresent() ? gpu.totalMegabytes().getAsLong() : null);
      card.put("free_mb", gpu.freeMegabytes().isPresent() ? gpu.freeMegabytes().getAsLong() : null);
      card.put("visible", found.visible().contains(gpu));
      card.put("runs_cuda_build", gpu.obstacle().isEmpty());
      cards.add(card);
    }
    gpus.put("cards", cards);
    gpus.put("obstacle", found.obstacle().orElse(null));
    return gpus;
  }

  private Map<String, Object> folders() {
    Map<String, Object> folders = new LinkedHashMap<>();
    folders.put("output", folder(output));
    folders.put("cache", folder(cache));
    String natives = System.getProperty("org.bytedeco.javacpp.cachedir");
    folders.put(
        "natives",
        folder(
            natives == null
                ? Path.of(System.getProperty("user.home"), ".javacpp", "cache")
                : Path.of(natives)));
    return folders;
  }

  /** Of a folder that is not there yet: where it would be made. */
  private static Map<String, Object> folder(Path wanted) {
    Path there = wanted.toAbsolutePath().normalize();
    while (!Files.exists(there) && there.getParent() != null) {
      there = there.getParent();
    }
    Map<String, Object> folder = new LinkedHashMap<>();
    folder.put("path", wanted.toAbsolutePath().normalize().toString());
    folder.put("writable", Files.isWritable(there));
    try {
      FileStore disk = Files.getFileStore(there);
      folder.put("owner", Files.getOwner(there).getName());
      folder.put("free_mb", disk.getUsableSpace() >> 20);
    } catch (IOException | UnsupportedOperationException e) {
      folder.put("fault", e.toString());
    }
    return folder;
  }

  private Optional<UserError> compute(Map<String, Object> facts) {
    facts.put("asked", computing.choice().name().toLowerCase(Locale.ROOT));
    facts.put("build", Wanted.ofBuild().toString());
    try {
      Backend backend = computing.startUntried();
      facts.put("kind", backend.kind());
      facts.put("reason", backend.reason());
      facts.put("nd4j", backend.version());
      facts.put("blas", backend.blas());
      facts.put("threads", backend.threads());
      facts.put("threads_reason", backend.threadsReason());
      Optional<UserError> wrong = TrialStep.fault(backend);
      facts.put("training_step", wrong.map(UserError::getMessage).orElse("right"));
      return wrong;
    } catch (UserError e) {
      return Optional.of(e);
    }
  }

  private static String text(Map<String, Object> facts) {
    StringBuilder text = new StringBuilder();
    facts.forEach((name, value) -> append(text, name, value));
    return text.toString();
  }

  /** One line for each fact, named by its way from the top. */
  private static void append(StringBuilder text, String name, Object value) {
    if (value instanceof Map<?, ?> facts) {
      facts.forEach((key, fact) -> append(text, name + "." + key, fact));
    } else if (value instanceof List<?> list && list.stream().allMatch(Map.class::isInstance)) {
      for (int i = 0; i < list.size(); i++) {
        append(text, name + "." + i, list.get(i));
      }
    } else {
      String words = value instanceof List<?> list ? words(list) : String.valueOf(value);
      text.append(
          String.format(
              Locale.ROOT,
              "%-32s %s%n",
              name.replace('_', ' ').replace('.', ' '),
              value == null ? "-" : Text.printable(words)));
    }
  }

  private static String words(List<?> list) {
    return String.join(" ", list.stream().map(String::valueOf).toList());
  }
}
