package org.headtune.spark;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * A real standalone cluster on this machine: a master and workers as processes of their own, with
 * the jars of this test. When it is closed, all of them are gone.
 */
final class LocalCluster implements AutoCloseable {
  private static final String HOST = "127.0.0.1";
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final Path folder;
  private final Path cache;
  private final int port = freePort();
  private final List<Process> workers = new ArrayList<>();
  private final List<Process> all = new ArrayList<>();

  /**
   * Starts it.
   *
   * @param folder empty; logs and what workers unpack go there
   * @param count of workers, each with one core
   */
  LocalCluster(Path folder, int count) {
    this.folder = folder;
    this.cache = folder.resolve("cache");
    try {
      unpackSpark();
      start(
          "master",
          List.of(
              "org.apache.spark.deploy.master.Master",
              "--host",
              HOST,
              "--port",
              "" + port,
              "--webui-port",
              "0"));
      await("the master", this::answers);
      for (int i = 0; i < count; i++) {
        addWorker();
      }
      await("the workers", () -> registered() == count);
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  /** Starts one more. */
  void addWorker() {
    int number = workers.size();
    workers.add(worker(number));
  }

  private Process worker(int number) {
    return start(
        "worker" + number,
        List.of(
            "org.apache.spark.deploy.worker.Worker",
            "--host",
            HOST,
            "--webui-port",
            "0",
            "-c",
            "1",
            "-m",
            "1g",
            "-d",
            folder.resolve("work" + number).toString(),
            master()));
  }

  /** A folder as that of a Spark that was unpacked: workers look for its jars. */
  private void unpackSpark() {
    try {
      Path jars = Files.createDirectories(folder.resolve("jars"));
      for (String entry : classPath()) {
        if (entry.endsWith(".jar")) {
          Files.createSymbolicLink(
              jars.resolve(Path.of(entry).getFileName()), Path.of(entry).toAbsolutePath());
        }
      }
    } catch (FileAlreadyExistsException e) {
      throw new IllegalStateException("two jars of one name", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The test's own, without what stands in for classes of Hadoop that Spark brings. */
  private static List<String> classPath() {
    String path =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return Arrays.stream(path.split(File.pathSeparator))
        .filter(entry -> !entry.contains("parquet"))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .distinct()
        .toList();
  }

  /** Its address. */
  String master() {
    return "spark://" + HOST + ":" + port;
  }

  /** Begins {@code headtune-spark} with these words on this cluster. */
  Process begin(String log, String... words) {
    List<String> command = new ArrayList<>(List.of(SparkMain.class.getName()));
    command.addAll(List.of(words));
    command.addAll(List.of("--master", master()));
    return start(log, command);
  }

  /** Does it and waits; gives the exit code. */
  int run(String log, String... words) {
    return exitCode(begin(log, words));
  }

  static int exitCode(Process process) {
    try {
      if (!process.waitFor(5, TimeUnit.MINUTES)) {
        throw new AssertionError("it does not end");
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private Process start(String log, List<String> words) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@scripts/jvm.options",
                "@scripts/spark.options",
                "-Xmx1g",
                "-Dspark.driver.host=" + HOST,
                "-Dspark.executor.memory=1g",
                "-Dspark.executor.extraClassPath=" + String.join(File.pathSeparator, classPath())));
    if (!words.get(0).startsWith("org.headtune")) {
      command.add("-Dlogback.configurationFile=org/headtune/cluster-logback.xml");
    }
    command.addAll(List.of("-cp", String.join(File.pathSeparator, classPath())));
    command.addAll(words);
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log(log).toFile());
    builder.environment().put("SPARK_HOME", folder.toString());
    builder.environment().put("SPARK_SCALA_VERSION", "2.12");
    builder.environment().put("SPARK_LOCAL_IP", HOST);
    builder.environment().put("OMP_NUM_THREADS", "1");
    builder.environment().put("HEADTUNE_CACHE", cache.toString());
    try {
      Process process = builder.start();
      all.add(process);
      return process;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path log(String name) {
    return folder.resolve(name + ".log");
  }

  /** What a process has said so far. */
  String said(String log) {
    try {
      return Files.readString(log(log));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean answers() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private long registered() {
    return said("master").lines().filter(line -> line.contains("Registering worker")).count();
  }

  /** Whether an executor of a worker has begun. */
  boolean hasExecutor(int worker) {
    return workers.get(worker).descendants().findAny().isPresent();
  }

  /** Whether rows to train from are being encoded, and some of them are in their file. */
  boolean hasRows() {
    Path rows = cache.resolve("rows");
    if (!Files.isDirectory(rows)) {
      return false;
    }
    try (Stream<Path> files = Files.list(rows)) {
      for (Path file : files.filter(path -> path.toString().contains("-train.rows.")).toList()) {
        if (hasRows(file)) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      return false; // it has just got its name
    }
  }

  private static boolean hasRows(Path file) throws IOException {
    for (byte one : Files.readAllBytes(file)) {
      if (one != 0) {
        return true;
      }
    }
    return false;
  }

  /** Ends a worker, counted from 0, and its executor as a power cut would. */
  void kill(int worker) {
    List<ProcessHandle> gone =
        Stream.concat(Stream.of(workers.get(worker).toHandle()), workers.get(worker).descendants())
            .toList();
    gone.forEach(ProcessHandle::destroyForcibly);
  }

  /** Waits until something is so. */
  static void await(String what, BooleanSupplier so) {
    Instant end = Instant.now().plus(PATIENCE);
    while (!so.getAsBoolean()) {
      if (Instant.now().isAfter(end)) {
        throw new AssertionError("waited in vain for " + what);
      }
      try {
        Thread.sleep(50);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    List<ProcessHandle> gone =
        all.stream()
            .flatMap(process -> Stream.concat(process.descendants(), Stream.of(process.toHandle())))
            .toList();
    gone.forEach(ProcessHandle::destroyForcibly);
    try (Stream<Path> links = Files.list(folder.resolve("jars"))) {
      for (Path link : links.toList()) {
        Files.delete(link);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
