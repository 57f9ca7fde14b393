package org.headtune.recipe;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.headtune.ExitCode;
import org.headtune.Place;
import org.headtune.Text;
import org.headtune.UserError;
import org.headtune.UserError.Fault;
import org.headtune.artifact.BatchFolder;
import org.headtune.artifact.FinishedRun;
import org.headtune.artifact.Json;
import org.headtune.artifact.RunState;

/** Many runs in processes of their slots: from configs to run folders and a summary. */
public final class Batch {
  private final BatchStory story;
  private final Clock clock;
  private final Interruption interruption;

  public Batch(BatchStory story, Clock clock, Interruption interruption) {
    this.story = story;
    this.clock = clock;
    this.interruption = interruption;
  }

  /**
   * What a batch ends with.
   *
   * @param outcome of the runs that were done
   * @param fault what became of the others; empty if there are none
   */
  public record End(Outcome outcome, Optional<UserError> fault) {}

  /** Does all runs that are not done yet. */
  public End run(BatchPlan plan, BatchSettings settings) {
    try (BatchFolder folder = BatchFolder.open(plan.folder());
        Interruption.Ear ear = interruption.listen();
        SlotProcesses processes = new SlotProcesses(settings.program())) {
      story.note(opening(plan, settings, folder));
      if (plan.drawn()) {
        plan.jobs().forEach(job -> folder.writeConfig(job.name(), job.config().yaml()));
      }
      Optional<Instant> deadline = plan.time().map(time -> deadline(time, folder, settings));
      RunQueue queue = new RunQueue(story, clock, ear, folder, settings, processes, deadline);
      Rounds rounds = new Rounds(plan, queue, story);
      rounds.work();
      return end(plan, settings, folder, ear, rounds);
    }
  }

  private static String opening(BatchPlan plan, BatchSettings settings, BatchFolder folder) {
    List<Slot> slots = settings.slots();
    return String.format(
        Locale.ROOT,
        "%s in %s (%s), %s each%s; logs in %s",
        count(plan.jobs().size(), "run"),
        count(slots.size(), "slot"),
        slots.stream().map(Slot::name).collect(Collectors.joining(", ")),
        count(slots.get(0).threads(), "thread"),
        slots.get(0).isPinned() ? ", pinned to cores of its own" : "",
        Text.printable(folder.path().resolve("logs").toString()));
  }

  /** A number of things. */
  static String count(int number, String thing) {
    return number + " " + thing + (number == 1 ? "" : "s");
  }

  /** What earlier calls have spent of the time counts as well. */
  private Instant deadline(Duration time, BatchFolder folder, BatchSettings settings) {
    double spent = folder.ended().stream().mapToDouble(BatchFolder.Ended::seconds).sum();
    return clock
        .instant()
        .plus(time)
        .minus(Duration.ofMillis(Math.round(1e3 * spent / settings.slots().size())));
  }

  private End end(
      BatchPlan plan,
      BatchSettings settings,
      BatchFolder folder,
      Interruption.Ear ear,
      Rounds rounds) {
    Comparison summary = summary(rounds.runs(), folder);
    folder.write(BatchFolder.SUMMARY, summary.csv());
    folder.write(BatchFolder.REPORT, summary.html("Batch " + plan.folder().getFileName()));
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("output", folder.path().toString());
    json.put("runs", summary.json());
    Optional<BatchJob> best = ear.heard().isPresent() ? Optional.empty() : best(plan, rounds);
    best.ifPresent(
        job -> {
          folder.keepModel(job.folder());
          json.put("best", job.name());
        });
    Optional<UserError> fault = fault(plan, rounds, ear, settings);
    boolean missed = plan.ranking().isPresent() && fault.isEmpty();
    String text =
        summary.text()
            + best.map(job -> bestLine(plan, job, folder))
                .orElseGet(() -> missed ? whyNoBest(rounds) : "")
            + "summary "
            + Text.printable(folder.file(BatchFolder.REPORT).toString())
            + "\n";
    return new End(new Outcome(text, Json.write(json)), fault);
  }

  private static Comparison summary(List<BatchRun> runs, BatchFolder folder) {
    Map<String, Double> seconds =
        folder.ended().stream()
            .collect(
                Collectors.groupingBy(
                    BatchFolder.Ended::run, Collectors.summingDouble(BatchFolder.Ended::seconds)));
    return new Comparison(
        runs.stream()
            .map(
                run ->
                    new ComparedRun(
                        run.job().name(),
                        Optional.of(run.state()),
                        ComparedRun.settings(run.job().config()),
                        RunState.of(run.folder()) == RunState.COMPLETE
                            ? Optional.of(FinishedRun.read(run.folder()))
                            : Optional.empty(),
                        seconds.getOrDefault(run.job().name(), 0.0)))
            .toList());
  }

  /** Of the runs that came to their end; empty if runs are not ranked or none did. */
  private static Optional<BatchJob> best(BatchPlan plan, Rounds rounds) {
    List<BatchJob> whole =
        rounds.finalists().stream()
            .filter(job -> RunState.of(job.folder()) == RunState.COMPLETE)
            .toList();
    return plan.ranking()
        .flatMap(ranking -> ranking.ranked(whole, Integer.MAX_VALUE).stream().findFirst());
  }

  private static String bestLine(BatchPlan plan, BatchJob job, BatchFolder folder) {
    Ranking ranking = plan.ranking().orElseThrow();
    return String.format(
        Locale.ROOT,
        "best %s, %s %.4f; its model is %s%n",
        job.name(),
        ranking.word(),
        ranking.value(job, Integer.MAX_VALUE),
        Text.printable(folder.file(BatchFolder.BEST).toString()));
  }

  private static String whyNoBest(Rounds rounds) {
    boolean unfinished = !rounds.runs().stream().allMatch(BatchRun::isOver);
    return "no best model: "
        + (unfinished
            ? "the time was over before a run came to its end; a larger budget goes on with them\n"
            : "every run of the last round diverged; see the logs, and narrow what is swept\n");
  }

  private static Optional<UserError> fault(
      BatchPlan plan, Rounds rounds, Interruption.Ear ear, BatchSettings settings) {
    List<BatchRun> runs = rounds.runs();
    long done = runs.stream().filter(run -> run.isOver() && rounds.isAnswered(run)).count();
    List<BatchRun> failed =
        runs.stream()
            .filter(run -> run.is(BatchStory.State.FAILED) && !rounds.isAnswered(run))
            .toList();
    Optional<ExitCode> heard = ear.heard();
    if (heard.isPresent()) {
      return Optional.of(
          new UserError(
              heard.get(),
              String.format(
                  Locale.ROOT,
                  "stopped on request when %d of %d runs were done; everything is saved, and the batch"
                      + " goes on with: %s",
                  done,
                  runs.size(),
                  ResumingCommand.of(settings.words()))));
    } else if (!failed.isEmpty()) {
      return Optional.of(
          new UserError(
              failed.get(0).fault(),
              failed.stream()
                  .map(run -> new Fault(Place.of(run.job().name()), "failed " + run.detail()))
                  .toList()));
    } else if (plan.drawn() && runs.stream().allMatch(Batch::isLost)) {
      return Optional.of(
          new UserError(
              ExitCode.DIVERGED,
              "no run of the sweep has come to a model; see the logs, and narrow what is swept"));
    }
    return Optional.empty();
  }

  private static boolean isLost(BatchRun run) {
    return run.is(BatchStory.State.FAILED) && RunState.of(run.folder()) != RunState.COMPLETE;
  }
}
