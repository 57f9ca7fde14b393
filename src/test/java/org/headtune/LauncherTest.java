package org.headtune;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The launcher, run as a process in a copy of the checkout. Its Java is a script that prints what
 * it was given, and Headtune counts as built, so nothing is compiled or downloaded.
 */
final class LauncherTest {
  private static final Path SCRIPTS = Path.of("scripts").toAbsolutePath();
  private static final String ECHO =
      "printf 'threads=%s\\n' \"$OMP_NUM_THREADS\"; printf '%s\\n' \"$PWD\" \"$@\"";

  @TempDir Path temporary;
  private Path checkout;
  private Path elsewhere;
  private final Map<String, String> environment = new TreeMap<>();

  private record Outcome(int exitCode, List<String> out, String err) {}

  @BeforeEach
  void a_built_checkout_with_a_space_in_its_path() throws IOException {
    assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "no /bin/bash here");
    checkout = Files.createDirectories(temporary.resolve("a check out"));
    elsewhere = Files.createDirectories(temporary.resolve("else where"));
    Files.createDirectories(checkout.resolve("src/main/java"));
    Files.createFile(checkout.resolve("pom.xml"));
    Files.createDirectories(checkout.resolve("scripts"));
    for (String name : List.of("headtune", "jvm.options")) {
      Files.copy(SCRIPTS.resolve(name), checkout.resolve("scripts").resolve(name));
    }
    environment.put("PATH", System.getenv("PATH"));
    environment.put("JAVA_HOME", jdk("17.0.9", ECHO).toString());
    environment.put("LANG", "C.UTF-8");
    built(checkout.resolve(".headtune"));
  }

  @Test
  void words_arrive_as_they_were_given_and_the_folder_stays() throws Exception {
    Outcome outcome = run("predict", "a model.zip", "*", "");
    assertThat(outcome.exitCode).isZero();
    assertThat(outcome.err).isEmpty();
    assertThat(outcome.out).contains(elsewhere.toRealPath().toString());
    assertThat(outcome.out).endsWith("predict", "a model.zip", "*", "");
  }

  @Test
  void no_words_are_no_words() throws Exception {
    assertThat(run().out.get(run().out.size() - 1)).endsWith("headtune.jar");
  }

  @Test
  void it_finds_its_checkout_through_links() throws Exception {
    Path links = Files.createDirectories(temporary.resolve("links"));
    Files.createSymbolicLink(links.resolve("one"), checkout.resolve("scripts/headtune"));
    Path relative = Files.createSymbolicLink(links.resolve("two"), Path.of("one"));
    assertThat(start(List.of(relative.toString(), "softmax")).out)
        .contains("@" + checkout.toRealPath() + "/scripts/jvm.options")
        .endsWith("softmax");
  }

  @Test
  void memory_is_split_and_taken_out_of_the_words() throws Exception {
    for (Outcome outcome :
        List.of(
            run("train", "--memory", "3g", "x.yaml"), run("train", "--memory=3072m", "x.yaml"))) {
      assertThat(outcome.out)
          .contains(
              "-Xmx1536m",
              "-Dorg.bytedeco.javacpp.maxbytes=1536m",
              "-Dorg.bytedeco.javacpp.maxphysicalbytes=3072m")
          .endsWith("train", "x.yaml");
    }
  }

  @Test
  void without_memory_no_limit_is_set() throws Exception {
    assertThat(run("train", "x.yaml").out).noneMatch(flag -> flag.contains("maxphysicalbytes"));
  }

  @Test
  void a_size_that_is_none_is_refused() throws Exception {
    for (String size : List.of("4", "four", "1.5g", "-1g", "0g", "100m", "")) {
      Outcome outcome = run("train", "--memory", size);
      assertThat(outcome.exitCode).isEqualTo(2);
      assertThat(outcome.err).startsWith("error: --memory is \"" + size + "\": expected ");
      assertThat(outcome.out).isEmpty();
    }
    assertThat(run("train", "--memory").err)
        .isEqualTo("error: --memory needs a size such as 4g or 3000m\n");
  }

  @Test
  void threads_are_set_and_stay_in_the_words() throws Exception {
    for (String[] words : new String[][] {{"train", "--threads", "3"}, {"train", "--threads=3"}}) {
      assertThat(run(words).out)
          .startsWith("threads=3")
          .contains("-Dheadtune.threads.reason=--threads")
          .endsWith(words);
    }
  }

  @Test
  void what_stands_behind_two_dashes_is_not_read() throws Exception {
    assertThat(run("predict", "--", "--threads", "3", "--memory", "x").out)
        .doesNotContain("threads=3")
        .endsWith("--", "--threads", "3", "--memory", "x");
  }

  @Test
  void the_number_of_threads_in_the_environment_is_kept() throws Exception {
    environment.put("OMP_NUM_THREADS", "5");
    assertThat(run("train").out)
        .startsWith("threads=5")
        .contains("-Dheadtune.threads.reason=OMP_NUM_THREADS");
  }

  @Test
  void one_core_is_left_to_java() throws Exception {
    Outcome outcome = run("train");
    String flag = "-Dheadtune.threads.reason=";
    String reason =
        outcome.out.stream().filter(line -> line.startsWith(flag)).findFirst().orElseThrow();
    int cores = Integer.parseInt(reason.substring(flag.length()).replaceAll("\\D.*", ""));
    assertThat(outcome.out.get(0)).isEqualTo("threads=" + Math.max(1, Math.min(8, cores - 1)));
  }

  @Test
  void short_commands_start_with_the_quick_compiler_and_long_ones_do_not() throws Exception {
    assertThat(run("--help").out).contains("-XX:TieredStopAtLevel=1");
    assertThat(run("train").out).doesNotContain("-XX:TieredStopAtLevel=1");
  }

  @Test
  void an_archive_of_classes_serves_the_java_it_was_made_by() throws Exception {
    Path app = jar(run()).getParent();
    Path archive = Files.createFile(app.resolve("classes-17.0.9.archive"));
    assertThat(run("train").out).contains("-XX:SharedArchiveFile=" + archive);
    environment.put("JAVA_HOME", jdk("17.0.10", ECHO).toString());
    assertThat(run("train").out).noneMatch(flag -> flag.contains("Archive"));
    environment.put("JAVA_HOME", jdk("25", ECHO).toString());
    assertThat(run("train").out).noneMatch(flag -> flag.contains("AOT"));
    archive = Files.createFile(app.resolve("classes-25.archive"));
    assertThat(run("train").out).contains("-XX:AOTCache=" + archive);
  }

  /** The last thing that Java is told before the words. */
  private static Path jar(Outcome withoutWords) {
    return Path.of(withoutWords.out.get(withoutWords.out.size() - 1));
  }

  @Test
  void small_tables_are_predicted_with_the_quick_compiler() throws Exception {
    String quick = "-XX:TieredStopAtLevel=1";
    Path small = Files.createFile(elsewhere.resolve("-a small.csv"));
    Path large = elsewhere.resolve("large.csv");
    try (RandomAccessFile file = new RandomAccessFile(large.toFile(), "rw")) {
      file.setLength(21 << 20);
    }
    Files.createFile(elsewhere.resolve("packed.csv.gz"));
    assertThat(run("predict", "run", "-a small.csv").out).contains(quick);
    assertThat(run("predict", "run", small.toString(), "-o", "out.csv").out).contains(quick);
    for (String table : List.of("large.csv", large.toString(), "-", "packed.csv.gz", "none.csv")) {
      assertThat(run("predict", "run", table).out).doesNotContain(quick);
    }
    assertThat(run("predict", "run", small.toString(), "--explain", "3").out).doesNotContain(quick);
    assertThat(run("evaluate", "run", small.toString()).out).doesNotContain(quick);
  }

  @Test
  void a_newer_java_is_told_that_native_memory_is_meant() throws Exception {
    assertThat(run("train").out).doesNotContain("--sun-misc-unsafe-memory-access=allow");
    environment.put("JAVA_HOME", jdk("25.0.1", ECHO).toString());
    assertThat(run("train").out).contains("--sun-misc-unsafe-memory-access=allow");
  }

  @Test
  void an_old_java_is_refused_in_one_sentence() throws Exception {
    for (String version : List.of("11.0.2", "1.8.0_392")) {
      Path home = jdk(version, ECHO);
      environment.put("JAVA_HOME", home.toString());
      Outcome outcome = run("train");
      assertThat(outcome.exitCode).isEqualTo(2);
      assertThat(outcome.err)
          .isEqualTo(
              "error: \"%s/bin/java\" is Java %s and Headtune needs 17 or newer: install a newer JDK"
                      .formatted(home, version.startsWith("11") ? "11" : "8")
                  + " or point JAVA_HOME at one\n");
    }
  }

  @Test
  void a_java_without_a_release_file_is_asked() throws Exception {
    Path home = jdk("11.0.2", "echo 'openjdk version \"11.0.2\" 2019-01-15' >&2");
    Files.delete(home.resolve("release"));
    environment.put("JAVA_HOME", home.toString());
    assertThat(run("train").err).contains("is Java 11 and Headtune needs 17");
  }

  @Test
  void java_is_found_on_the_path() throws Exception {
    Path home = jdk("21", ECHO);
    environment.remove("JAVA_HOME");
    Path bin = toolsWithoutJava();
    Files.createSymbolicLink(bin.resolve("java"), home.resolve("bin/java"));
    environment.put("PATH", bin.toString());
    assertThat(run("train").out).endsWith("train");
  }

  @Test
  void java_is_found_where_readlink_follows_one_link_at_a_time() throws Exception {
    Path home = jdk("21", ECHO);
    environment.remove("JAVA_HOME");
    Path bin = toolsWithoutJava();
    Path link = Files.createSymbolicLink(bin.resolve("older"), home.resolve("bin/java"));
    Files.createSymbolicLink(bin.resolve("java"), link);
    Path readlink = bin.resolve("readlink");
    String whole = Files.readString(readlink);
    Files.writeString(readlink, whole.replace("exec ", "[ \"$1\" != -f ] || exit 1\nexec "));
    environment.put("PATH", bin.toString());
    Path archive = Files.createFile(jar(run()).resolveSibling("classes-21.archive"));
    assertThat(run("train").out).contains("-XX:SharedArchiveFile=" + archive).endsWith("train");
  }

  @Test
  void no_java_is_said_in_one_sentence() throws Exception {
    environment.remove("JAVA_HOME");
    environment.put("PATH", toolsWithoutJava().toString());
    Outcome outcome = run("train");
    assertThat(outcome.exitCode).isEqualTo(2);
    assertThat(outcome.err)
        .isEqualTo(
            "error: no Java found, neither in JAVA_HOME nor on the PATH: install a JDK 17 or newer\n");
  }

  @Test
  void a_java_home_without_java_is_named() throws Exception {
    environment.put("JAVA_HOME", elsewhere.toString());
    Outcome outcome = run("train");
    assertThat(outcome.exitCode).isEqualTo(2);
    assertThat(outcome.err).startsWith("error: JAVA_HOME is \"" + elsewhere + "\"");
  }

  @Test
  void a_failed_build_names_its_log_and_leaves_no_lock() throws Exception {
    Files.writeString(checkout.resolve("mvnw"), "#!/bin/bash\necho no such plugin\nexit 1\n");
    executable(checkout.resolve("mvnw"));
    executable(Files.createFile(Path.of(environment.get("JAVA_HOME"), "bin/javac")));
    Files.setLastModifiedTime(
        checkout.resolve("pom.xml"), FileTime.from(Instant.now().plusSeconds(60)));
    Outcome outcome = run("train");
    Path log = checkout.toRealPath().resolve(".headtune/build.log");
    assertThat(outcome.exitCode).isEqualTo(1);
    assertThat(outcome.err)
        .startsWith("headtune: building once for ")
        .endsWith("error: the build failed; its log is \"" + log + "\"\n");
    assertThat(log).hasContent("no such plugin");
    assertThat(checkout.resolve(".headtune/lock")).doesNotExist();
    assertThat(checkout.resolve(".headtune/building")).doesNotExist();
  }

  @Test
  void a_build_on_another_machine_is_waited_for() throws Exception {
    Files.writeString(checkout.resolve("mvnw"), "#!/bin/bash\nexit 1\n");
    executable(checkout.resolve("mvnw"));
    executable(Files.createFile(Path.of(environment.get("JAVA_HOME"), "bin/javac")));
    Files.setLastModifiedTime(
        checkout.resolve("pom.xml"), FileTime.from(Instant.now().plusSeconds(60)));
    Path lock = checkout.toRealPath().resolve(".headtune/lock");
    Files.createSymbolicLink(lock, Path.of("1@elsewhere"));
    Thread other =
        new Thread(
            () -> {
              try {
                Thread.sleep(1000);
                Files.deleteIfExists(lock);
              } catch (InterruptedException | IOException e) {
                throw new IllegalStateException(e);
              }
            });
    other.start();
    Outcome outcome = run("train");
    other.join();
    assertThat(outcome.err)
        .startsWith("headtune: waiting for the build on elsewhere; ")
        .contains("remove \"" + lock + "\"")
        .contains("headtune: building once for ");

    // One that nobody takes away for longer than a build takes.
    Files.createSymbolicLink(lock, Path.of("1@elsewhere"));
    Process touch = new ProcessBuilder("touch", "-h", "-d", "2 hours ago", lock.toString()).start();
    assertThat(touch.waitFor()).isZero();
    assertThat(run("train").err).startsWith("headtune: building once for ");
  }

  @Test
  void the_home_is_private_and_may_lie_elsewhere() throws Exception {
    Path home = temporary.resolve("my home");
    built(home);
    environment.put("HEADTUNE_HOME", home.toString());
    assertThat(run("train").out).contains("-Dorg.bytedeco.javacpp.cachedir=" + home + "/natives");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home)))
        .isEqualTo("rwx------");
  }

  @Test
  void a_build_that_reads_parquet_has_a_place_of_its_own() throws Exception {
    assertThat(run().out).noneMatch(word -> word.contains("-parquet/"));
    environment.put("HEADTUNE_PARQUET", "0");
    assertThat(run().out).noneMatch(word -> word.contains("-parquet/"));
    environment.put("HEADTUNE_PARQUET", "1");
    Outcome outcome = run();
    assertThat(outcome.exitCode).isZero();
    assertThat(outcome.out.get(outcome.out.size() - 1)).endsWith("-parquet/headtune.jar");
  }

  private void cards(String lines) throws IOException {
    assumeTrue(
        System.getProperty("os.name").equals("Linux")
            && System.getProperty("os.arch").equals("amd64"),
        "ND4J's CUDA build is for Linux on x86-64");
    Path bin = Files.createDirectories(temporary.resolve("bin"));
    Path command = bin.resolve("nvidia-smi");
    Files.deleteIfExists(command);
    executable(
        Files.writeString(
            command,
            """
            #!/bin/bash
            cards='%s'
            [[ $1 == *compute_cap* ]] || cards=$(sed 's/, [^,]*$//' <<<"$cards")
            [[ $1 != *compute_cap* || $cards != *old ]] || exit 2
            [[ -z $cards ]] && exit 6
            echo "$cards"
            """
                .formatted(lines)));
    environment.put("PATH", bin + ":" + System.getenv("PATH"));
    environment.put(
        "JAVA_HOME", jdk("17.0.9", "echo \"$CUDA_VISIBLE_DEVICES\"; " + ECHO).toString());
  }

  private void runsOn(String app, String visible, String... words) throws Exception {
    Outcome outcome = run(words);
    assertThat(outcome.err).isEmpty();
    assertThat(outcome.out).startsWith(visible).anyMatch(word -> word.contains("/headtune.jar"));
    assertThat(
            outcome.out.contains(checkout.resolve(".headtune/app") + "/" + app + "/headtune.jar"))
        .as(String.join(" ", outcome.out))
        .isEqualTo(true);
  }

  @Test
  void cuda_takes_the_build_for_it_and_the_card_with_most_free_memory() throws Exception {
    String cuda = "linux-x86_64-cuda-11.6";
    cards("0, 81008, 9.0\n1, 9000, 8.0\n2, 40354, 8.0");
    Files.createDirectories(checkout.resolve(".headtune/app/" + cuda));
    Files.createFile(checkout.resolve(".headtune/app/" + cuda + "/headtune.jar"));
    runsOn(cuda, "2", "train", "--backend", "cuda");
    runsOn(cuda, "2", "train", "--backend=CUDA");
    runsOn(cuda, "2", "train", "--backend", "auto");
    runsOn(cuda, "2", "train");
    assertThat(run("train", "--backend", "cpu").out).noneMatch(word -> word.contains("cuda-11.6"));
    assertThat(run("softmax", "1").out).noneMatch(word -> word.contains("cuda-11.6"));
    environment.put("CUDA_VISIBLE_DEVICES", "1");
    runsOn(cuda, "1", "predict", "m", "t.csv");
    environment.remove("CUDA_VISIBLE_DEVICES");

    cards("0, 11438, old");
    runsOn(cuda, "0", "train", "--backend", "cuda");
    for (String none : List.of("0, 81008, 9.0", "0, 11438, 3.5", "0, 32109, 12.0", "")) {
      cards(none);
      assertThat(run("train", "--backend", "cuda").out)
          .noneMatch(word -> word.contains("cuda-11.6/headtune.jar"))
          .contains("cuda");
    }
  }

  @Test
  void auto_makes_no_build_for_the_gpu() throws Exception {
    cards("0, 40354, 8.0");
    assertThat(run("train").out).noneMatch(word -> word.contains("cuda-11.6"));
    Files.writeString(checkout.resolve("mvnw"), "#!/bin/bash\necho \"$@\" >&2\nexit 1\n");
    executable(checkout.resolve("mvnw"));
    Outcome outcome = run("train", "--backend", "cuda");
    assertThat(outcome.exitCode).isEqualTo(1);
    assertThat(outcome.err)
        .contains(
            "building once for linux-x86_64-cuda-11.6 (downloads about 2.5 GB the first time)");
    assertThat(Files.readString(checkout.resolve(".headtune/build.log")))
        .contains("-Pcuda -Dnd4j.variant= ");
  }

  @Test
  void the_c_locale_does_not_reach_java() throws Exception {
    environment.put("LANG", "C");
    environment.put("JAVA_HOME", jdk("17", "echo \"$LC_ALL\"").toString());
    assertThat(run("train").out).containsExactly("C.UTF-8");
    environment.put("LANG", "de_DE.UTF-8");
    assertThat(run("train").out).containsExactly("");
  }

  /** Each variant of the natives has its folder; all of them count as built here. */
  private static void built(Path home) throws IOException {
    for (String platform :
        List.of(
            "linux-x86_64-onednn",
            "linux-x86_64-onednn-avx2",
            "linux-x86_64-onednn-avx512",
            "linux-arm64",
            "macosx-x86_64-onednn",
            "macosx-x86_64-onednn-avx2",
            "macosx-arm64")) {
      for (String app : List.of(platform, platform + "-parquet")) {
        Path folder = Files.createDirectories(home.resolve("app").resolve(app));
        Files.createFile(folder.resolve("headtune.jar"));
      }
    }
  }

  private Path jdk(String version, String script) throws IOException {
    Path home = Files.createTempDirectory(temporary, "a jdk ");
    Files.createDirectories(home.resolve("bin"));
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    executable(Files.writeString(home.resolve("bin/java"), "#!/bin/bash\n" + script + "\n"));
    return home;
  }

  /** A PATH with all that the launcher needs and no Java. */
  private Path toolsWithoutJava() throws IOException {
    Path bin = Files.createTempDirectory(temporary, "bin");
    String tools = "dirname basename readlink grep uname mkdir chmod find nproc getconf tr sysctl";
    for (String tool : List.of(tools.split(" "))) {
      for (Path folder : List.of(Path.of("/bin"), Path.of("/usr/bin"), Path.of("/usr/sbin"))) {
        if (Files.exists(folder.resolve(tool))) {
          String call = "#!/bin/bash\nexec %s/%s \"$@\"\n".formatted(folder, tool);
          executable(Files.writeString(bin.resolve(tool), call));
        }
      }
    }
    return bin;
  }

  private static void executable(Path file) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Outcome run(String... words) throws Exception {
    return start(
        Stream.concat(Stream.of(checkout.resolve("scripts/headtune").toString()), Stream.of(words))
            .toList());
  }

  private Outcome start(List<String> command) throws Exception {
    Path out = Files.createTempFile(temporary, "out", "");
    Path err = Files.createTempFile(temporary, "err", "");
    List<String> words = new ArrayList<>(List.of("/bin/bash"));
    words.addAll(command);
    ProcessBuilder builder =
        new ProcessBuilder(words)
            .directory(elsewhere.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    Process process = builder.start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Outcome(
        process.exitValue(), Files.readAllLines(out, UTF_8), Files.readString(err, UTF_8));
  }
}
