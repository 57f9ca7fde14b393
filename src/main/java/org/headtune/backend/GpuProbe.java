package org.headtune.backend;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.headtune.Text;

/**
 * Asks NVIDIA's driver for its cards, through its command {@code nvidia-smi}. It is asked before
 * ND4J starts, whose own failure names no cause.
 */
public final class GpuProbe {
  private static final String COMMAND = "nvidia-smi";

  /** Where Windows keeps it for the Linux it runs; that is not on every PATH. */
  private static final String WINDOWS_SUBSYSTEM = "usr/lib/wsl/lib";

  private static final String FIELDS = "index,uuid,name,memory.total,memory.free,driver_version";

  /** Drivers before 510 do not know this field. */
  private static final String CAPABILITY = ",compute_cap";

  private static final Pattern VERSION =
      Pattern.compile("\\b(\\d{3,4}\\.\\d{1,3}(\\.\\d{1,3})?)\\b");

  /** A driver without persistence mode wakes its cards first, seconds for each. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private static final GpuProbe THIS_MACHINE =
      new GpuProbe(Path.of("/"), System.getenv(), PATIENCE);

  private final Path root;
  private final Map<String, String> environment;
  private final Duration patience;
  private Gpus found;

  /**
   * A probe of the machine below a folder.
   *
   * @param root where {@code /proc} and {@code /dev} are
   * @param environment of this process
   * @param patience the longest wait for the driver's answer
   */
  GpuProbe(Path root, Map<String, String> environment, Duration patience) {
    this.root = root;
    this.environment = environment;
    this.patience = patience;
  }

  /** A probe of this machine, which is asked once in a process. */
  public static GpuProbe ofThisMachine() {
    return THIS_MACHINE;
  }

  private record Answer(int exit, List<String> lines) {
    String firstLine() {
      return lines.isEmpty()
          ? COMMAND + " ended with exit code " + exit
          : COMMAND + " says: " + Text.printable(lines.get(0));
    }
  }

  /** The version of a driver that is loaded, or that is here without one; asks no command. */
  Optional<String> driver() {
    try {
      Matcher version =
          VERSION.matcher(Files.readString(root.resolve("proc/driver/nvidia/version")));
      return Optional.of(version.find() ? version.group(1) : "of unknown version");
    } catch (IOException e) {
      return Stream.of("dev/nvidiactl", "dev/dxg").anyMatch(this::exists)
          ? Optional.of("of unknown version")
          : Optional.empty();
    }
  }

  /** All there is to know, within the patience given; looks once. */
  public synchronized Gpus look() {
    if (found == null) {
      found = find();
    }
    return found;
  }

  private Gpus find() {
    Optional<String> driver = driver();
    Optional<Path> command = command();
    if (command.isEmpty()) {
      return Gpus.none(driver, withoutCommand(driver));
    }
    try {
      Optional<Answer> answer = ask(command.get(), FIELDS + CAPABILITY);
      if (answer.isPresent() && answer.get().firstLine().contains("is not a valid field")) {
        answer = ask(command.get(), FIELDS);
      }
      return answer
          .map(given -> understood(driver, given))
          .orElseGet(
              () ->
                  Gpus.none(
                      driver,
                      COMMAND
                          + " has not answered within "
                          + patience.toSeconds()
                          + " s, so the NVIDIA driver hangs; restart the machine, or use --backend"
                          + " cpu"));
    } catch (IOException e) {
      return Gpus.none(driver, COMMAND + " cannot be run (" + Text.printable(e.getMessage()) + ")");
    }
  }

  private String withoutCommand(Optional<String> driver) {
    if (driver.isEmpty()) {
      return "there is no NVIDIA driver on this machine (no nvidia-smi, no /proc/driver/nvidia/version);"
          + " use --backend cpu";
    }
    return "the NVIDIA driver "
        + driver.get()
        + " is loaded, but there is no nvidia-smi to ask it for its GPUs; "
        + (exists("dev/nvidiactl")
            ? "install the utilities of the same version"
            : "give the container the GPUs, with --gpus all");
  }

  private boolean exists(String path) {
    return Files.exists(root.resolve(path));
  }

  private Optional<Path> command() {
    String name = File.pathSeparatorChar == ';' ? COMMAND + ".exe" : COMMAND;
    Stream<Path> folders =
        Stream.of(environment.getOrDefault("PATH", "").split(File.pathSeparator))
            .filter(folder -> !folder.isEmpty())
            .map(Path::of);
    return Stream.concat(folders, Stream.of(root.resolve(WINDOWS_SUBSYSTEM)))
        .map(folder -> folder.resolve(name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Empty if there is no answer in time. */
  private Optional<Answer> ask(Path command, String fields) throws IOException {
    Process process =
        new ProcessBuilder(
                command.toString(), "--query-gpu=" + fields, "--format=csv,noheader,nounits")
            .redirectErrorStream(true)
            .start();
    try {
      process.getOutputStream().close();
      if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        return Optional.empty();
      }
      // The answer of a box of cards fits the pipe.
      byte[] bytes = new byte[1 << 16];
      int length = process.getInputStream().readNBytes(bytes, 0, bytes.length);
      String text = new String(bytes, 0, length, StandardCharsets.UTF_8);
      return Optional.of(
          new Answer(
              process.exitValue(),
              text.lines().map(String::strip).filter(l -> !l.isEmpty()).toList()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } finally {
      process.destroyForcibly();
    }
  }

  private Gpus understood(Optional<String> loaded, Answer answer) {
    List<Gpu> gpus = new ArrayList<>();
    Optional<String> driver = loaded;
    for (String line : answer.lines()) {
      String[] cells = line.split(" *, *", -1);
      if (cells.length >= 6 && cells[0].matches("\\d{1,4}")) {
        gpus.add(gpu(cells));
        driver = Optional.of(cells[5]);
      }
    }
    if (!gpus.isEmpty()) {
      return Gpus.of(driver, List.copyOf(gpus), environment);
    } else if (answer.firstLine().contains("No devices were found")) {
      return Gpus.none(driver, "the NVIDIA driver finds no GPU (" + answer.firstLine() + ")");
    } else if (answer.firstLine().contains("version mismatch")) {
      return Gpus.none(
          driver,
          answer.firstLine()
              + ", since the driver was updated while its old module was loaded; restart the machine");
    }
    return Gpus.none(
        driver, "the NVIDIA driver cannot be asked for its GPUs (" + answer.firstLine() + ")");
  }

  private static Gpu gpu(String[] cells) {
    return new Gpu(
        Integer.parseInt(cells[0]),
        cells[1],
        Text.printable(cells[2]),
        cells.length > 6 ? Capability.parse(cells[6]) : Optional.empty(),
        megabytes(cells[3]),
        megabytes(cells[4]));
  }

  /** A card without memory of its own, or one that is not to be asked, has words in brackets. */
  private static OptionalLong megabytes(String cell) {
    return cell.matches("\\d{1,12}") ? OptionalLong.of(Long.parseLong(cell)) : OptionalLong.empty();
  }
}
