package org.headtune.cli;

import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.headtune.ExitCode;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The entry point: words in, exit code out. */
@Command(
    name = "headtune",
    description = "Trains, fine-tunes and runs softmax classifiers from one YAML file.",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    usageHelpAutoWidth = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      " 0:done",
      " 1:a bug in Headtune",
      " 2:usage",
      " 3:config",
      " 4:data",
      " 5:model file",
      " 6:training diverged",
      " 7:backend or GPU not usable",
      " 8:memory, disk, or an output folder in use",
      "129, 130, 143:stopped by SIGHUP, SIGINT, SIGTERM"
    })
public final class Main implements Runnable {
  private static final String COMPLETION = "completion";

  private static final String[] COMPLETION_TEXT = {
    "Prints a completion script for bash and zsh. To use it in this shell:",
    "",
    "  source <(headtune completion)",
    ""
  };

  private static final String SOFTMAX = "softmax";

  /** By name, in the order of the help text. */
  private static final Map<String, Function<Outside, Object>> COMMANDS = commands();

  @Spec private CommandSpec spec;

  Main() {}

  /**
   * Stands here for its help text. {@code scripts/headtune} takes the option out of the words,
   * since only the start of the JVM can set a limit.
   */
  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      scope = ScopeType.INHERIT,
      description = {
        "The most memory for the whole process, such as 3000m or 4g, half of it for Java's heap.",
        "Default: half of the machine's for the heap, no limit for the rest."
      })
  @SuppressWarnings("DoNotCallSuggester")
  void memory(String size) {
    throw new ParameterException(
        spec.commandLine(),
        "--memory " + size + " is for scripts/headtune; with java -jar, use -Xmx");
  }

  /** The program as the operating system calls it. */
  public static void main(String... words) throws InterruptedException {
    // The same bytes everywhere: some libraries format numbers for the machine's language.
    Locale.setDefault(Locale.ROOT);
    Outside outside;
    try {
      outside = Outside.ofProcess();
    } catch (InvalidPathException e) {
      System.exit(new Faults(Outside.standardError()).report(e));
      return;
    }
    System.exit(
        Boolean.getBoolean(JavaCommand.WORKER)
            ? new RunWorker(System.out, outside).work(System.in)
            : run(outside, words));
  }

  /**
   * Does what another entry point than {@link #main} is for.
   *
   * @return its exit code, or that of what it has thrown and was told
   */
  public static int guarded(Outside outside, Callable<Integer> work) {
    try {
      return work.call();
    } catch (Exception | VirtualMachineError | LinkageError e) {
      return new Faults(outside.err()).report(e);
    }
  }

  /** The program as a function. */
  public static int run(Outside outside, String... words) {
    try {
      return commandLine(outside, words).execute(words);
    } catch (VirtualMachineError | LinkageError e) {
      // Picocli hands on exceptions only; these are memory that ran out and natives that are gone.
      return new Faults(outside.err()).report(e);
    }
  }

  /** All commands, bound to the world they act on. */
  static CommandLine commandLine(Outside outside) {
    return commandLine(outside, name -> true, Main::command);
  }

  /**
   * No more than these words need: what picocli reads off commands that are not called would take
   * longer than all the rest of a start.
   */
  private static CommandLine commandLine(Outside outside, String... words) {
    if (words.length > 0 && COMMANDS.containsKey(words[0])) {
      return commandLine(outside, words[0]::equals, Main::command);
    }
    boolean called =
        Stream.of(words).anyMatch(word -> COMMANDS.containsKey(word) || word.equals(COMPLETION));
    return called ? commandLine(outside) : commandLine(outside, name -> true, Main::outline);
  }

  private static CommandLine commandLine(
      Outside outside,
      Predicate<String> wanted,
      BiFunction<String, Outside, CommandLine> subcommand) {
    PrintWriter out =
        new PrintWriter(new OutputStreamWriter(outside.out(), StandardCharsets.UTF_8), true);
    Faults faults = new Faults(outside.err());
    CommandLine headtune = new CommandLine(new Main());
    Stream.concat(COMMANDS.keySet().stream(), Stream.of(COMPLETION))
        .filter(wanted)
        .forEach(name -> headtune.addSubcommand(name, subcommand.apply(name, outside)));
    headtune
        .setOut(out)
        .setErr(outside.err())
        .registerConverter(Path.class, new PathWord())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setAbbreviatedOptionsAllowed(false)
        .setExpandAtFiles(false)
        .setParameterExceptionHandler(faults)
        .setExecutionExceptionHandler(faults);
    headtune.getSubcommands().values().forEach(command -> layOut(command.getCommandSpec()));
    if (wanted.test(SOFTMAX)) {
      // A negative number is a value.
      headtune.getSubcommands().get(SOFTMAX).setUnmatchedOptionsArePositionalParams(true);
    }
    return headtune;
  }

  private static CommandLine command(String name, Outside outside) {
    return name.equals(COMPLETION)
        ? completion()
        : new CommandLine(COMMANDS.get(name).apply(outside));
  }

  /** What the list of commands says of one. */
  private static CommandLine outline(String name, Outside outside) {
    CommandSpec command = CommandSpec.create().name(name);
    command
        .usageMessage()
        .description(
            name.equals(COMPLETION)
                ? COMPLETION_TEXT
                : COMMANDS
                    .get(name)
                    .apply(outside)
                    .getClass()
                    .getAnnotation(Command.class)
                    .description());
    return new CommandLine(command);
  }

  private static Map<String, Function<Outside, Object>> commands() {
    Map<String, Function<Outside, Object>> commands = new LinkedHashMap<>();
    commands.put("init", InitCommand::new);
    commands.put("train", TrainCommand::new);
    commands.put("finetune", FinetuneCommand::new);
    commands.put("batch", BatchCommand::new);
    commands.put("compare", CompareCommand::new);
    commands.put("evaluate", EvaluateCommand::new);
    commands.put("predict", PredictCommand::new);
    commands.put("generate", GenerateCommand::new);
    commands.put("embed", EmbedCommand::new);
    commands.put("explain", ExplainCommand::new);
    commands.put("calibrate", CalibrateCommand::new);
    commands.put("check", CheckCommand::new);
    commands.put("bench", BenchCommand::new);
    commands.put("inspect", InspectCommand::new);
    commands.put("cache", CacheCommand::new);
    commands.put(SOFTMAX, SoftmaxCommand::new);
    commands.put("doctor", DoctorCommand::new);
    return Collections.unmodifiableMap(commands);
  }

  private static CommandLine completion() {
    CommandLine completion = new CommandLine(new GenerateCompletion());
    completion.getCommandSpec().name(COMPLETION);
    completion.getCommandSpec().usageMessage().optionListHeading("").description(COMPLETION_TEXT);
    return completion;
  }

  /**
   * A word as a path. Not a method reference: the JVM's archive of classes takes none that stands
   * for an interface compiled for Java 5.
   */
  private static final class PathWord implements ITypeConverter<Path> {
    @Override
    public Path convert(String word) {
      return Path.of(word);
    }
  }

  /** Options in the order of the code, the common ones last; the exit codes stand in one place. */
  private static void layOut(CommandSpec command) {
    command
        .usageMessage()
        .sortOptions(false)
        .sortSynopsis(false)
        .exitCodeListHeading("")
        .exitCodeList(Map.of());
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "a command is missing: expected one of " + String.join(", ", COMMANDS.keySet()));
  }

  /** The number of a code, in the form picocli wants it. */
  static Integer number(ExitCode code) {
    return code.number();
  }
}
