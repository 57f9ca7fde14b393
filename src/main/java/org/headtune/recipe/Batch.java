package org.headtune.recipe;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.headtune.ExitCode;
import org.headtune.Place;
import org.headtune.Text;
import org.headtune.UserError;
import org.headtune.UserError.Fault;
import org.headtune.artifact.BatchFolder;
import org.headtune.artifact.Json;

/** Many runs, each in a process of its own: from configs to run folders and a summary. */
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
  public End run(List<BatchJob> jobs, BatchSettings settings) {
    requireApart(jobs, settings.folder());
    try (BatchFolder folder = BatchFolder.open(settings.folder());
        Interruption.Ear ear = interruption.listen()) {
      story.note(opening(jobs, settings, folder));
      List<BatchRun> runs =
          jobs.stream().map(job -> new BatchRun(job, OptionalInt.empty())).toList();
      new RunQueue(story, clock, ear, folder, settings, Optional.empty()).work(runs);
      return new End(outcome(runs, folder), fault(runs, ear, settings));
    }
  }

  /** Two runs in one folder would be one run too few. */
  private static void requireApart(List<BatchJob> jobs, Path batch) {
    Map<Path, BatchJob> folders = new LinkedHashMap<>();
    List<Fault> faults = new ArrayList<>();
    for (BatchJob job : jobs) {
      Place place = job.config().place("output");
      Path folder = BatchJob.absolute(job.folder());
      BatchJob other = folders.putIfAbsent(folder, job);
      if (other != null) {
        faults.add(
            new Fault(
                place,
                "output is "
                    + Text.printable(job.folder().toString())
                    + ", where "
                    + Text.printable(other.file().toString())
                    + " writes too; expected a folder for each run: change one of them"));
      } else if (folder.equals(BatchJob.absolute(batch))) {
        faults.add(
            new Fault(
                place,
                "output is "
                    + Text.printable(job.folder().toString())
                    + ", which is the folder of the batch; expected another one: change it, or name"
                    + " another folder for the batch with -o"));
      }
    }
    if (!faults.isEmpty()) {
      throw new UserError(ExitCode.CONFIG, faults);
    }
  }

  private static String opening(List<BatchJob> jobs, BatchSettings settings, BatchFolder folder) {
    List<Slot> slots = settings.slots();
    return String.format(
        Locale.ROOT,
        "%s in %s (%s), %s each%s; logs in %s",
        count(jobs.size(), "run"),
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

  private static Outcome outcome(List<BatchRun> runs, BatchFolder folder) {
    String text =
        runs.stream()
            .map(run -> run.job().name() + " " + run.state().word() + " " + run.detail() + "\n")
            .collect(Collectors.joining());
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("output", folder.path().toString());
    Map<String, String> states = new LinkedHashMap<>();
    runs.forEach(run -> states.put(run.job().name(), run.state().word()));
    json.put("runs", states);
    return new Outcome(text, Json.write(json));
  }

  private static Optional<UserError> fault(
      List<BatchRun> runs, Interruption.Ear ear, BatchSettings settings) {
    long done = runs.stream().filter(run -> run.is(BatchStory.State.DONE)).count();
    if (done == runs.size()) {
      return Optional.empty();
    } else if (ear.heard().isPresent()) {
      return Optional.of(
          new UserError(
              ear.heard().get(),
              String.format(
                  Locale.ROOT,
                  "stopped on request when %d of %d runs were done; everything is saved, and the batch"
                      + " goes on with: %s",
                  done,
                  runs.size(),
                  ResumingCommand.of(settings.words()))));
    }
    List<BatchRun> failed = runs.stream().filter(run -> run.is(BatchStory.State.FAILED)).toList();
    return Optional.of(
        new UserError(
            failed.get(0).fault(),
            failed.stream()
                .map(run -> new Fault(Place.of(run.job().name()), "failed " + run.detail()))
                .toList()));
  }
}
