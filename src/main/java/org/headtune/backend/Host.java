package org.headtune.backend;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * The machine this process is on, as far as its speed and its limits go. Nothing here needs ND4J.
 *
 * @param processor its name
 * @param instructions those of its vector instructions that ND4J has natives for
 * @param fitting ND4J's fastest natives for it
 * @param natives those that this build holds; empty if it holds none for this kind of machine
 * @param cores that this process may use
 * @param memory bytes, of the machine or of the container around this process
 * @param freeMemory bytes of it that nothing uses
 * @param containerMemory the container's limit, if it has one
 * @param heap bytes that Java's objects may take
 */
public record Host(
    String processor,
    List<String> instructions,
    String fitting,
    Optional<String> natives,
    int cores,
    long memory,
    long freeMemory,
    OptionalLong containerMemory,
    long heap) {

  private static final String AVX2 = "avx2";

  /** What the natives that are called after AVX-512 need, all of it. */
  private static final List<String> AVX512 =
      List.of("avx512f", "avx512vl", "avx512bw", "avx512dq", "avx512cd");

  private static final String ONEDNN = "-onednn";

  /** A container's limit: that of control groups of version 2, and of version 1. */
  private static final List<String> LIMITS =
      List.of("sys/fs/cgroup/memory.max", "sys/fs/cgroup/memory/memory.limit_in_bytes");

  /** What version 1 says where there is no limit is near the largest number. */
  private static final long NO_LIMIT = 1L << 60;

  /** The machine that this runs on. */
  public static Host ofThisMachine() {
    return below(Path.of("/"), platform());
  }

  /**
   * As above, with the processor and the limit that are told below a folder.
   *
   * @param platform as ND4J's natives are called after it
   */
  static Host below(Path root, String platform) {
    String cpu = read(root.resolve("proc/cpuinfo")).orElse("");
    List<String> flags = Arrays.asList(line(cpu, "flags").orElse("").split(" "));
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    return new Host(
        line(cpu, "model name").orElse(System.getProperty("os.arch")),
        Stream.concat(Stream.of(AVX2), AVX512.stream()).filter(flags::contains).toList(),
        platform + variant(platform, flags),
        Stream.of("-onednn-avx512", "-onednn-avx2", ONEDNN, "")
            .map(variant -> platform + variant)
            .filter(Host::isHere)
            .findFirst(),
        Runtime.getRuntime().availableProcessors(),
        system.getTotalMemorySize(),
        system.getFreeMemorySize(),
        LIMITS.stream()
            .flatMap(limit -> read(root.resolve(limit)).stream())
            .map(String::strip)
            .filter(limit -> limit.matches("\\d{1,19}"))
            .mapToLong(Host::number)
            .filter(limit -> limit < NO_LIMIT)
            .findFirst(),
        Runtime.getRuntime().maxMemory());
  }

  private static long number(String digits) {
    return digits.length() > 18 ? Long.MAX_VALUE : Long.parseLong(digits);
  }

  /** As scripts/headtune chooses. */
  private static String variant(String platform, List<String> flags) {
    if (!platform.endsWith("-x86_64")) {
      return "";
    } else if (platform.startsWith("linux") && flags.contains(AVX2) && flags.containsAll(AVX512)) {
      return "-onednn-avx512";
    }
    return flags.contains(AVX2) || !platform.startsWith("linux") ? "-onednn-avx2" : ONEDNN;
  }

  private static boolean isHere(String classifier) {
    String folder = "/org/nd4j/linalg/cpu/nativecpu/bindings/" + classifier;
    return Stream.of("libjnind4jcpu.so", "libjnind4jcpu.dylib", "jnind4jcpu.dll")
        .anyMatch(name -> Host.class.getResource(folder + "/" + name) != null);
  }

  private static String platform() {
    String name = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String system =
        name.startsWith("mac") ? "macosx" : name.startsWith("windows") ? "windows" : "linux";
    String machine = System.getProperty("os.arch");
    return system + (machine.equals("amd64") || machine.equals("x86_64") ? "-x86_64" : "-arm64");
  }

  /** The value of the first line with that name. */
  private static Optional<String> line(String text, String name) {
    return text.lines()
        .filter(line -> line.startsWith(name) && line.contains(":"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst();
  }

  private static Optional<String> read(Path file) {
    try {
      return Optional.of(Files.readString(file, StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
