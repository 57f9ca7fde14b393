package org.headtune.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.headtune.ExitCode;
import org.headtune.Place;
import org.headtune.UserError;
import org.headtune.config.PlanFile;
import org.headtune.recipe.Batch;
import org.headtune.recipe.BatchPlan;
import org.headtune.recipe.BatchSettings;
import org.headtune.recipe.Computing;
import org.headtune.recipe.Slot;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code headtune batch}. */
@Command(
    name = "batch",
    description = {
      "Does many runs, some at a time, on GPUs or on shares of the processor;",
      "one process for each slot does run after run, and a batch that was stopped or killed goes on",
      "where it was when it is started again."
    },
    footer = {"", "Example: headtune batch configs/iris.yaml configs/digits.yaml --slots 2"})
final class BatchCommand implements Callable<Integer> {
  private static final int MOST = 1024;

  private final Outside outside;

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "FILE.yaml",
      arity = "1..*",
      description = "Configs whose runs are done, or one plan; see docs/batches.md.")
  private List<Path> files = new ArrayList<>();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      description = "The folder of the batch; runs/batch by default, or what the plan says.")
  private Path output;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Overrides a key of every config; repeatable.")
  private List<String> overrides = new ArrayList<>();

  @Option(
      names = "--slots",
      paramLabel = "N",
      description = {
        "Runs at a time on the processor, each with its share of the cores.",
        "Default: as many as there are cores for --threads."
      })
  private Integer slots;

  @Option(
      names = "--gpus",
      paramLabel = "GPU,...",
      split = ",",
      description = "The GPUs to use, by number or UUID as nvidia-smi has them; one run on each.")
  private List<String> gpus = new ArrayList<>();

  @Option(
      names = "--retries",
      paramLabel = "N",
      description = {
        "How often a run is started again, from its last checkpoint, that was ended by a signal, a",
        "crash, or want of memory or disk. Default: 3."
      })
  private int retries = 3;

  @Option(
      names = "--backend",
      paramLabel = "auto|cpu|cuda",
      description = "Where each run computes, as headtune train has it; auto by default.")
  private Computing.Choice backend = Computing.Choice.AUTO;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads of the native code of each run, 1 by default.")
  private int threads = 1;

  @Option(
      names = "--dry-run",
      description = "Checks all configs, prints where they differ, and does nothing.")
  private boolean dryRun;

  @Option(names = "--quiet", description = "Only errors on stderr.")
  private boolean quiet;

  @Option(names = "--json", description = "Prints the result as one JSON object instead of text.")
  private boolean json;

  BatchCommand(Outside outside) {
    this.outside = outside;
  }

  @Override
  public Integer call() {
    BatchPlan plan = plan();
    if (dryRun) {
      return Results.print(outside, plan.outline(), json);
    }
    List<Slot> places = places();
    Computing computing = new Computing(backend, threads).checked();
    if (!gpus.isEmpty()) {
      computing.requireGpus(gpus);
    }
    BatchSettings settings =
        new BatchSettings(
            JavaCommand.ofWorker(places.size()),
            List.of("--backend", backend.name().toLowerCase(Locale.ROOT)),
            places,
            atLeast("--retries", retries, 0),
            spec.root().commandLine().getParseResult().originalArgs());
    Batch.End end;
    try (BatchTerminal terminal = new BatchTerminal(outside, quiet)) {
      end = new Batch(terminal, outside.clock(), outside.interruption()).run(plan, settings);
    }
    int code = Results.print(outside, end.outcome(), json);
    if (end.fault().isPresent()) {
      throw end.fault().get();
    }
    return code;
  }

  private BatchPlan plan() {
    List<Path> plans = files.stream().filter(PlanFile::isPlan).toList();
    if (plans.isEmpty()) {
      return BatchPlan.of(files, overrides, output == null ? Path.of("runs", "batch") : output);
    } else if (files.size() > 1) {
      throw new UserError(
          ExitCode.USAGE,
          Place.of(plans.get(0).toString()),
          "is a plan, and a plan is a batch by itself; name it alone, or configs alone");
    }
    return BatchPlan.of(PlanFile.read(plans.get(0)), overrides, Optional.ofNullable(output));
  }

  /** A run has one thread unless told otherwise, so that its model is the same in any slot. */
  private List<Slot> places() {
    int each = atLeast("--threads", threads, 1);
    if (gpus.isEmpty()) {
      int cores = Runtime.getRuntime().availableProcessors();
      int count = slots == null ? Math.max(1, cores / each) : atLeast("--slots", slots, 1);
      return Slot.ofCores(count, each, System.getenv().getOrDefault("PATH", ""));
    } else if (slots != null) {
      throw new UserError(
          ExitCode.USAGE,
          "--gpus does not go with --slots: each GPU is a slot; leave one of them out");
    }
    return Slot.ofGpus(gpus, each);
  }

  private static int atLeast(String option, int number, int least) {
    if (number < least || number > MOST) {
      throw new UserError(
          ExitCode.USAGE, option + " " + number + ": expected " + least + " to " + MOST);
    }
    return number;
  }
}
