package org.headtune.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a mistyped command is answered, word by word. */
final class UsageTest {
  @TempDir static Path folder;
  private static Workplace place;

  @BeforeAll
  static void train() throws IOException {
    place = Workplace.in(folder);
    place.trained();
  }

  /** The words, separated by blanks; MODEL, TABLE, CONFIG and FOLDER stand for paths. */
  private static String[] words(String line) {
    return Stream.of(line.strip().split(" +"))
        .map(
            word ->
                word.replace("MODEL", place.word("run"))
                    .replace("TABLE", place.word("train.csv"))
                    .replace("CONFIG", place.word("config.yaml"))
                    .replace("FOLDER", folder.toString()))
        .toArray(String[]::new);
  }

  private static void answered(int exit, String line, String message) throws IOException {
    Map<String, String> before = Workplace.tree(folder);
    Run run = Run.of(words(line));
    assertThat(run.err().replace(folder + "/", "").replace(folder + ":", "FOLDER:"))
        .isEqualToNormalizingNewlines("error: " + message + "\n");
    assertThat(run.exit()).isEqualTo(exit);
    assertThat(run.out()).isEmpty();
    assertThat(Workplace.tree(folder)).isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          trian CONFIG|Unmatched arguments from index 0: 'trian', 'config.yaml'\\nDid you mean: headtune train?\\nTry 'headtune --help'.
          train|Missing required parameter: 'CONFIG.yaml'\\nTry 'headtune train --help'.
          predict MODEL|Missing required parameter: 'INPUT'\\nTry 'headtune predict --help'.
          train CONFIG --forse|Unknown option: '--forse'\\nPossible solutions: --force\\nTry 'headtune train --help'.
          train CONFIG --set|Missing required parameter for option '--set' (KEY=VALUE)\\nTry 'headtune train --help'.
          predict MODEL TABLE --format xml|Invalid value for option '--format': expected one of [CSV, JSONL] (case-insensitive) but was 'xml'\\nTry 'headtune predict --help'.
          predict MODEL TABLE --on-error stop|Invalid value for option '--on-error': expected one of [FAIL, SKIP, NULL] (case-insensitive) but was 'stop'\\nTry 'headtune predict --help'.
          train CONFIG --backend gpu|Invalid value for option '--backend': expected one of [AUTO, CPU, CUDA] (case-insensitive) but was 'gpu'\\nTry 'headtune train --help'.
          predict MODEL TABLE --top-k many|Invalid value for option '--top-k': 'many' is not an int\\nTry 'headtune predict --help'.
          predict MODEL TABLE --delimiter ab|Invalid value for option '--delimiter': 'ab' is not a single character\\nTry 'headtune predict --help'.
          predict MODEL TABLE --delimiter "|--delimiter: expected one character, not a quote or a line break
          predict MODEL TABLE --top-k -1|--top-k -1: expected 1 or more
          predict MODEL TABLE --threshold 2|--threshold 2.0: expected 0 to 1
          predict MODEL TABLE --threshold NaN|--threshold NaN: expected 0 to 1
          predict MODEL TABLE --digits 0|--digits 0: expected 1 to 9
          predict MODEL TABLE --threads 0|--threads 0: expected 1 to 1024
          evaluate MODEL TABLE --threads -1|--threads -1: expected 1 to 1024
          train CONFIG --threads 1025|--threads 1025: expected 1 to 1024
          explain MODEL TABLE --metric acc|--metric 'acc': expected one of loss, accuracy, balanced_accuracy, macro_precision, macro_recall, macro_f1, weighted_precision, weighted_recall, weighted_f1, top_3_accuracy, top_5_accuracy, mcc, brier, ece, ece_equal_mass, mce, roc_auc
          explain MODEL TABLE --metric lrap|--metric 'lrap': expected one of loss, accuracy, balanced_accuracy, macro_precision, macro_recall, macro_f1, weighted_precision, weighted_recall, weighted_f1, top_3_accuracy, top_5_accuracy, mcc, brier, ece, ece_equal_mass, mce, roc_auc
          explain MODEL TABLE --repeats 0|--repeats 0: expected 1 to 1000
          explain MODEL TABLE --repeats 1001|--repeats 1001: expected 1 to 1000
          explain MODEL TABLE --rows 9|--rows 9: expected 10 or more
          explain MODEL TABLE --seed x|Invalid value for option '--seed': 'x' is not a long\\nTry 'headtune explain --help'.
          explain MODEL TABLE -o MODEL --force|run: holds the model that is explained, which an explanation must not replace; choose another folder
          bench CONFIG --seconds 1|--seconds 1: expected 2 to 3600
          train CONFIG --lr-finder --resume|--lr-finder does not go with --resume: it starts from the first weights and goes on with no run; leave one of them out
          train CONFIG --lr-finder --force|--lr-finder does not go with --force: it replaces no run, as it writes nothing; leave one of them out
          train CONFIG --lr-finder --metrics-file FOLDER/a.prom|--lr-finder does not go with --metrics-file or --tensorboard: it is no job to watch; leave one of them out
          train CONFIG --lr-finder --tensorboard FOLDER/events|--lr-finder does not go with --metrics-file or --tensorboard: it is no job to watch; leave one of them out
          finetune CONFIG --from MODEL --set model=null --lr-finder --dry-run|--lr-finder does not go with --dry-run: it computes, which a dry run does not; leave one of them out
          predict MODEL TABLE --keep x,z|train.csv: --keep: no column 'z'; the columns are x, y, label
          train CONFIG|run: holds another run; choose another folder, go on with that run with --resume, or replace it with --force
          train CONFIG -o FOLDER --force|FOLDER: holds files that are not a run's; choose an empty or a new folder for the output
          evaluate MODEL TABLE -o MODEL --force|run: holds the model that is measured, which an evaluation must not replace; choose another folder
          """)
  void a_usage_fault_is_exit_2_and_one_message(String line, String message) throws IOException {
    answered(2, line, message.replace("\\n", "\n"));
  }

  @Test
  void a_word_that_is_no_path_is_named() {
    for (String command : new String[] {"predict", "train"}) {
      Run run = Run.of(command, "a\0b", "c");
      assertThat(run.exit()).isEqualTo(2);
      assertThat(run.err())
          .startsWith("error: 'a\\u0000b' cannot be a path here (Nul character not allowed);");
    }
  }

  @Test
  void words_that_set_what_is_not_there_are_faults_of_the_config() throws IOException {
    answered(
        3,
        "train CONFIG --set training.epochs",
        "--set training.epochs: expected key.path=value, such as training.epochs=10");
    answered(
        3,
        "train CONFIG --set training.epocs=3",
        "--set training.epocs=3: unknown key training.epocs; did you mean epochs?");
  }

  @Test
  void a_model_that_is_none_is_exit_5() throws IOException {
    answered(
        5, "predict FOLDER/none TABLE", "none: does not exist; give a run folder or a model.zip");
    answered(
        5,
        "evaluate FOLDER TABLE",
        "FOLDER: has no model.zip; give the output folder of a run, or a model.zip");
    answered(
        5,
        "predict TABLE TABLE",
        "train.csv: is a text file; a model.zip or run folder written by Headtune was expected");
  }

  @Test
  void a_gpu_that_this_build_lacks_is_exit_7() throws IOException {
    Path driver = Path.of("/proc/driver/nvidia/version");
    assumeTrue(!Files.exists(driver), "this machine has an NVIDIA driver, whose answer is another");
    String none =
        "--backend cuda was asked for, but there is no NVIDIA driver on this machine (no nvidia-smi,"
            + " no /proc/driver/nvidia/version); use --backend cpu";
    answered(7, "train CONFIG --force --backend cuda", none);
    answered(7, "predict FOLDER TABLE --backend cuda", none);
    answered(7, "evaluate FOLDER TABLE --backend cuda", none);
  }

  @Test
  void help_and_completion_are_results_on_stdout() {
    for (String command : Main.commandLine(Run.nowhere()).getSubcommands().keySet()) {
      Run help = Run.of(command, "--help");
      assertThat(help.exit()).as(command).isZero();
      assertThat(help.out()).startsWith("Usage: headtune " + command).contains("--help");
      assertThat(help.err()).isEmpty();
      if (command.endsWith("completion")) {
        assertThat(Run.of(command).out()).contains("complete -F");
      }
    }
    assertThat(Run.of("--help").out()).contains("Exit codes:", "train", "evaluate");
    // Shorter ways lead there than through all that the commands know.
    assertThat(Run.of("--help").out())
        .isEqualTo(Main.commandLine(Run.nowhere()).getUsageMessage())
        .isEqualTo(Run.of("--help", "train").out());
    assertThat(Run.of("--version").out()).startsWith("headtune ");
  }

  @Test
  void no_words_at_all_ask_for_a_command() {
    Run run = Run.of();
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err())
        .startsWith(
            "error: a command is missing: expected one of init, train, finetune, batch, compare,")
        .contains(", generate, ", ", doctor\n");
  }

  @ParameterizedTest
  @CsvSource({
    "init TABLE -o FOLDER/./train.csv --force, train.csv, the data",
    "init FOLDER/other.csv --test TABLE -o TABLE --force, train.csv, the test data",
    "init MODEL/model.zip TABLE -o MODEL/model.zip --force, run/model.zip, the model",
    "calibrate MODEL TABLE -o TABLE, train.csv, the data",
    "check CONFIG --html CONFIG, config.yaml, the config",
    "check CONFIG --preview CONFIG, config.yaml, the config"
  })
  void what_is_read_is_not_written_over(String line, String file, String what) throws IOException {
    place.write("other.csv", Workplace.table(30));
    answered(
        2,
        line,
        (line.contains("/./") ? "./" : "")
            + file
            + ": is "
            + what
            + " itself, which would be lost; choose another name for what is written");
  }

  /** Unlike an argument file, which a column or a prompt may happen to be called like. */
  @Test
  void a_word_with_an_at_sign_is_that_word() throws IOException {
    Path file = Files.writeString(place.path("words"), "1 2 3");
    assertThat(Run.of("softmax", "@" + file).err())
        .startsWith("error: '@" + folder.toString().substring(0, 10));
  }

  @Test
  void a_path_that_speaks_of_a_pipe_is_no_closed_pipe() {
    StringWriter err = new StringWriter();
    Faults faults = new Faults(new PrintWriter(err));
    assertThat(faults.report(new UncheckedIOException(new IOException("Broken pipe")))).isZero();
    assertThat(err.toString()).isEmpty();
    IOException full = new FileSystemException("/pipeline/rows", null, "No space left on device");
    assertThat(faults.report(new UncheckedIOException(full))).isEqualTo(8);
    IOException gone = new NoSuchFileException("/pipeline/model");
    assertThat(faults.report(new UncheckedIOException(gone))).isEqualTo(8);
    assertThat(err)
        .hasToString(
            "error: /pipeline/rows cannot be used: No space left on device; see whether it is there and"
                + " whose it is, or name another\n"
                + "error: /pipeline/model cannot be used: NoSuchFileException; see whether it is there"
                + " and whose it is, or name another\n");
  }
}
