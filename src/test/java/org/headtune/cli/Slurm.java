package org.headtune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A Slurm of one node and one core on this machine: its controller, its node, and MUNGE, which it
 * trusts.
 */
final class Slurm implements AutoCloseable {
  /** Debian's package slurm-wlm brings them all. */
  private static final List<String> PROGRAMS =
      List.of("munged", "slurmctld", "slurmd", "sbatch", "scontrol", "sinfo", "scancel");

  private static final List<Path> FOLDERS =
      Stream.of("/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin")
          .map(Path::of)
          .toList();

  private final Path folder;
  private final List<Process> daemons = new ArrayList<>();

  private Slurm(Path folder) {
    this.folder = folder;
  }

  /** Programs that are not installed here. */
  static List<String> missing() {
    return PROGRAMS.stream()
        .filter(name -> FOLDERS.stream().noneMatch(in -> runs(in, name)))
        .toList();
  }

  private static boolean runs(Path in, String name) {
    return Files.isExecutable(in.resolve(name));
  }

  private static String program(String name) {
    return FOLDERS.stream()
        .filter(in -> runs(in, name))
        .findFirst()
        .orElseThrow()
        .resolve(name)
        .toString();
  }

  /** Starts all of it in a folder with a short name, in which sockets are. */
  static Slurm start(Path folder) throws IOException, InterruptedException {
    Slurm slurm = new Slurm(folder);
    try {
      slurm.start();
    } catch (Throwable e) {
      slurm.close();
      throw e;
    }
    return slurm;
  }

  private void start() throws IOException, InterruptedException {
    for (String name : List.of("munge", "state", "spool")) {
      Files.createDirectory(
          folder.resolve(name),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
    byte[] key = new byte[1024];
    new SecureRandom().nextBytes(key);
    Path secret =
        Files.createFile(
            folder.resolve("munge/key"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.write(secret, key);
    Run host = run("hostname", "-s");
    String node = host.out().strip();
    int port = 20_000 + (int) (ProcessHandle.current().pid() % 20_000);
    Files.writeString(
        folder.resolve("slurm.conf"),
        """
        ClusterName=test
        SlurmctldHost=%1$s(127.0.0.1)
        SlurmUser=%2$s
        SlurmdUser=%2$s
        SlurmctldPort=%3$d
        SlurmdPort=%4$d
        AuthType=auth/munge
        AuthInfo=socket=%5$s/munge/socket,cred_expire=5
        StateSaveLocation=%5$s/state
        SlurmdSpoolDir=%5$s/spool
        SlurmctldPidFile=%5$s/slurmctld.pid
        SlurmdPidFile=%5$s/slurmd.pid
        ProctrackType=proctrack/linuxproc
        TaskPlugin=task/none
        JobAcctGatherType=jobacct_gather/none
        AccountingStorageType=accounting_storage/none
        SchedulerType=sched/builtin
        ReturnToService=2
        NodeName=%1$s NodeAddr=127.0.0.1 CPUs=1 State=UNKNOWN
        PartitionName=test Nodes=ALL Default=YES MaxTime=INFINITE State=UP
        """
            .formatted(node, System.getProperty("user.name"), port, port + 1, folder));
    daemon(
        "munged",
        "--force",
        "--foreground",
        "--key-file=munge/key",
        "--socket=" + folder.resolve("munge/socket"),
        "--pid-file=" + folder.resolve("munge/pid"),
        "--seed-file=" + folder.resolve("munge/seed"),
        "--log-file=" + folder.resolve("munge/log"));
    await("munged", () -> Files.exists(folder.resolve("munge/socket")));
    daemon("slurmctld", "-D");
    daemon("slurmd", "-D", "-N", node);
    await(
        "an idle node", () -> run(program("sinfo"), "-h", "-o", "%T").out().strip().equals("idle"));
  }

  private void daemon(String name, String... options) throws IOException {
    List<String> words = new ArrayList<>(List.of(program(name)));
    words.addAll(List.of(options));
    daemons.add(
        builder(words)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(name + ".out").toFile())
            .start());
  }

  private ProcessBuilder builder(List<String> words) {
    ProcessBuilder builder = new ProcessBuilder(words).directory(folder.toFile());
    builder.environment().put("SLURM_CONF", folder.resolve("slurm.conf").toString());
    return builder;
  }

  /** Runs a program to its end. */
  private Run run(String... words) throws IOException, InterruptedException {
    return run(Map.of(), words);
  }

  private Run run(Map<String, String> environment, String... words)
      throws IOException, InterruptedException {
    Path out = Files.createTempFile(folder, "run", ".out");
    Path err = Files.createTempFile(folder, "run", ".err");
    ProcessBuilder builder =
        builder(List.of(words)).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().putAll(environment);
    int exit = builder.start().waitFor();
    return new Run(exit, Files.readString(out), Files.readString(err));
  }

  /** Submits a job; gives its number. */
  String submit(Map<String, String> environment, String... words)
      throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of(program("sbatch"), "--parsable"));
    all.addAll(List.of(words));
    Run run = run(environment, all.toArray(String[]::new));
    assertThat(run.exit()).as(run.err()).isZero();
    return run.out().strip();
  }

  /** What the controller says of a job, such as {@code JobState=RUNNING}. */
  String told(String job) throws IOException, InterruptedException {
    return run(program("scontrol"), "show", "job", job).out();
  }

  /** Ends a job as its owner would. */
  void cancel(String job) throws IOException, InterruptedException {
    run(program("scancel"), job);
  }

  /** Whether something is so. */
  interface Condition {
    boolean holds() throws IOException, InterruptedException;
  }

  private static void await(String what, Condition condition)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!condition.holds()) {
      assertThat(System.nanoTime()).as("%s", what).isLessThan(end);
      Thread.sleep(100);
    }
  }

  /** Ends what runs: the node's jobs, then the daemons. */
  @Override
  public void close() {
    for (int i = daemons.size() - 1; i >= 0; i--) {
      Process daemon = daemons.get(i);
      daemon.destroy();
      try {
        if (!daemon.waitFor(10, TimeUnit.SECONDS)) {
          daemon.destroyForcibly();
        }
      } catch (InterruptedException e) {
        daemon.destroyForcibly();
        Thread.currentThread().interrupt();
      }
    }
  }
}
