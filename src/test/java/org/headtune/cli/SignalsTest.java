package org.headtune.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.headtune.cli.ResumeTest.Job;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests of the operating system to stop, sent to real processes. */
final class SignalsTest {
  private static final Pattern COMMAND = Pattern.compile("goes on with: headtune (.*)");

  /** A folder with a blank in its name, and data named from there. */
  @TempDir Path temporary;

  private Path folder;

  @BeforeEach
  void setUp() throws IOException {
    assumeTrue(Files.isExecutable(Path.of("/bin/kill")), "no /bin/kill here");
    folder = Files.createDirectory(temporary.resolve("a run's place"));
    ResumeTest.place(folder);
    Files.writeString(
        folder.resolve("config.yaml"),
        ResumeTest.CONFIG.formatted("train.csv", ResumeTest.LAYERS, "run"));
  }

  /** A child ignores what its parent was started to ignore, as jobs in the background are. */
  static void assumeHeeded(int signal) throws IOException {
    Path status = Path.of("/proc/self/status");
    assumeTrue(Files.exists(status), "no /proc here");
    for (String line : Files.readAllLines(status)) {
      if (line.startsWith("SigIgn:")) {
        long ignored = Long.parseUnsignedLong(line.substring(7).strip(), 16);
        assumeTrue((ignored >> (signal - 1) & 1) == 0, "this process ignores signal " + signal);
      }
    }
  }

  private Child.Started started(List<String> under, String... settings) throws Exception {
    String[] words = new String[2 + 2 * settings.length];
    words[0] = "train";
    words[1] = "config.yaml";
    for (int i = 0; i < settings.length; i++) {
      words[2 + 2 * i] = "--set";
      words[3 + 2 * i] = settings[i];
    }
    return Child.in(folder).start(under, words);
  }

  /** The words as a shell takes them. */
  private Run typed(String command) throws Exception {
    Process words =
        new ProcessBuilder("bash", "-c", "printf '%s\\n' " + command)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    List<String> lines = words.inputReader().lines().toList();
    return Child.in(folder).run(lines.toArray(String[]::new));
  }

  private static String command(Run stopped) {
    Matcher command = COMMAND.matcher(stopped.err());
    assertThat(command.find()).as(stopped.err()).isTrue();
    return command.group(1);
  }

  @ParameterizedTest
  @CsvSource({"TERM, 143", "INT, 130", "HUP, 129"})
  void the_state_is_saved_and_the_command_that_is_named_goes_on(String signal, int exit)
      throws Exception {
    assumeHeeded(exit - 128);
    String epochs = "training.epochs=4000";
    String rarely = "training.checkpoint={every: 1 hour, keep_last: 1}";
    String patient = "training.early_stopping=~";
    Run stopped;
    try (Child.Started run = started(List.of(), epochs, rarely, patient)) {
      run.waitFor(folder.resolve("run/metrics.jsonl"));
      run.signal(signal);
      stopped = run.end();
    }
    assertThat(stopped.exit()).as(stopped.err()).isEqualTo(exit);
    assertThat(stopped.out()).isEmpty();
    assertThat(stopped.err()).contains("error: stopped on request in epoch ", "saved");
    SavedRun run = new SavedRun(folder.resolve("run"));
    assertThat(run.temporary()).isEmpty();
    assertThat(run.checkpoints()).hasSize(1);
    int epoch = Integer.parseInt(stopped.err().replaceAll("(?s).*request in epoch (\\d+).*", "$1"));
    assertThat(epoch).isLessThan(4000);

    String enough = "training.epochs=" + (epoch + 3);
    Run resumed = typed(command(stopped) + " --set " + enough);
    assertThat(resumed.exit()).as(resumed.err()).isZero();
    try (Child.Started whole =
        started(List.of(), enough, rarely, patient, "output=whole", "training.max_time=~")) {
      assertThat(whole.end().exit()).isZero();
    }
    assertThat(run.results()).isEqualTo(new SavedRun(folder.resolve("whole")).results());
  }

  @Test
  void the_second_signal_ends_it_at_once() throws Exception {
    String large = "model.layers=[{dense: {units: 12000}}, {dense: {units: 6000}}]";
    try (Child.Started run = started(List.of(), large, "training.batch_size=72")) {
      run.waitFor(folder.resolve("run/metrics.jsonl"));
      Thread.sleep(300);
      run.signal("TERM");
      Thread.sleep(20);
      run.signal("TERM");
      Run stopped = run.end();
      assertThat(stopped.exit()).as(stopped.err()).isEqualTo(143);
      assertThat(stopped.err()).doesNotContain("saved");
    }
    assertThat(folder.resolve("run/model.zip")).doesNotExist();
    Run anew =
        Run.of(
            "train",
            folder.resolve("config.yaml").toString(),
            "--resume",
            "-o",
            folder.resolve("run").toString(),
            "--set",
            "data.train=" + folder.resolve("train.csv"));
    assertThat(anew.exit()).as(anew.err()).isEqualTo(5);
  }

  @Test
  void under_nohup_a_hangup_is_ignored() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/nohup")), "no nohup here");
    try (Child.Started run = started(List.of("nohup"), "training.epochs=300")) {
      run.waitFor(folder.resolve("run/metrics.jsonl"));
      run.signal("HUP");
      Run ended = run.end();
      assertThat(ended.exit()).as(ended.err()).isZero();
    }
    assertThat(folder.resolve("run/model.zip")).exists();
  }

  /** Nothing is written before the data are read. */
  @Test
  void while_the_data_are_read_it_ends_without_a_trace() throws Exception {
    Files.writeString(folder.resolve("train.csv"), Workplace.table(400_000));
    try (Child.Started run = started(List.of())) {
      Thread.sleep(1_200);
      run.signal("TERM");
      assertThat(run.end().exit()).isEqualTo(143);
    }
    assertThat(folder.resolve("run")).doesNotExist();
  }

  /** Training is over by then, and what is left takes a moment: it is done. */
  @Test
  void while_the_report_is_written_the_run_ends_as_if_nobody_had_asked() throws Exception {
    Job job = Job.train("", "data.train=" + folder.resolve("train.csv"));
    SavedRun whole = job.done(folder, "whole");
    for (String file : List.of("report.html", "model.zip")) {
      int exit;
      try (Child.Started run = started(List.of(), "output=" + file)) {
        run.waitFor(folder.resolve(file).resolve(file));
        run.signal("TERM");
        exit = run.end().exit();
      }
      assertThat(exit).isIn(0, 143);
      SavedRun run = new SavedRun(folder.resolve(file));
      assertThat(run.temporary()).isEmpty();
      assertThat(run.folder().resolve("metrics.jsonl"))
          .hasSameBinaryContentAs(whole.folder().resolve("metrics.jsonl"));
      assertThat(run.folder().resolve("metrics.json"))
          .hasSameBinaryContentAs(whole.folder().resolve("metrics.json"));
    }
  }

  @ParameterizedTest
  @CsvSource({"TERM, 143", "INT, 130"})
  void predictions_that_are_not_whole_leave_no_file(String signal, int exit) throws Exception {
    assumeHeeded(exit - 128);
    assertThat(Child.in(folder).run("train", "config.yaml").exit()).isZero();
    Run stopped;
    try (Child.Started run = Child.in(folder).start("predict", "run", "-", "-o", "out.csv")) {
      OutputStream rows = run.process().getOutputStream();
      rows.write(Workplace.table(50_000).getBytes(StandardCharsets.UTF_8));
      rows.flush();
      run.waitFor(folder.resolve("out.csv.tmp-" + run.process().pid()));
      run.signal(signal);
      stopped = run.end();
    }
    assertThat(stopped.exit()).as(stopped.err()).isEqualTo(exit);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(Path::getFileName).map(Path::toString))
          .noneMatch(name -> name.startsWith("out.csv"));
    }
  }
}
