package org.headtune.recipe;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.headtune.ExitCode;
import org.headtune.artifact.BatchFolder;
import org.headtune.artifact.FinishedRun;

/**
 * Runs that wait for a slot, one at a time in each. What is done is read from the run folders
 * alone, before each start, so the queue can be left at any moment and begun again.
 */
final class RunQueue {
  private static final int POLL_MILLIS = 50;

  private final BatchStory story;
  private final Clock clock;
  private final Interruption.Ear ear;
  private final BatchFolder folder;
  private final BatchSettings settings;
  private final SlotProcesses processes;
  private final Optional<Instant> deadline;

  RunQueue(
      BatchStory story,
      Clock clock,
      Interruption.Ear ear,
      BatchFolder folder,
      BatchSettings settings,
      SlotProcesses processes,
      Optional<Instant> deadline) {
    this.story = story;
    this.clock = clock;
    this.ear = ear;
    this.folder = folder;
    this.settings = settings;
    this.processes = processes;
    this.deadline = deadline;
  }

  /** Works until every run is done or has failed, or somebody asks to stop, or time is up. */
  void work(List<BatchRun> runs) {
    while (!runs.stream().allMatch(BatchRun::isOver)) {
      runs.stream().filter(RunQueue::hasEnded).forEach(run -> reap(run, runs));
      if (isToStop()) {
        stop(runs);
        return;
      }
      fill(runs);
      story.runs(() -> lines(runs));
      pause();
    }
    story.runs(() -> lines(runs));
  }

  private boolean isToStop() {
    return ear.heard().isPresent()
        || deadline.filter(end -> !clock.instant().isBefore(end)).isPresent();
  }

  private static boolean hasEnded(BatchRun run) {
    return run.is(BatchStory.State.RUNNING) && run.hasEnded();
  }

  /** Takes the answer of runs that diverged before for theirs. */
  void recall(List<BatchRun> runs) {
    runs.stream().filter(run -> run.recall(folder)).forEach(run -> tell(run, runs));
  }

  /** In the order of the batch, each slot takes the first run that is ready. */
  private void fill(List<BatchRun> runs) {
    Map<String, Slot> free = new LinkedHashMap<>();
    settings.slots().forEach(slot -> free.put(slot.name(), slot));
    runs.stream()
        .filter(run -> run.is(BatchStory.State.RUNNING))
        .forEach(run -> free.remove(run.slot().name()));
    for (BatchRun run : runs) {
      if (free.isEmpty()) {
        return;
      } else if (!run.is(BatchStory.State.WAITING) || !run.isDue(clock.instant())) {
        continue;
      }
      Optional<BatchRun> parent = parent(run, runs);
      if (parent.map(BatchRun::isOver).orElse(true) && !orphaned(run, parent, runs)) {
        String known = run.detail();
        if (run.look(folder)) {
          Slot slot = free.remove(free.keySet().iterator().next());
          run.start(processes, slot, settings.options(), folder, clock.instant());
        } else if (run.isOver() || !run.detail().equals(known)) {
          tell(run, runs);
        }
      }
    }
  }

  /** The run of this batch whose model it starts from. */
  private static Optional<BatchRun> parent(BatchRun run, List<BatchRun> runs) {
    return runs.stream()
        .filter(other -> other != run && run.job().startsFrom(other.job()))
        .findFirst();
  }

  private boolean orphaned(BatchRun run, Optional<BatchRun> parent, List<BatchRun> runs) {
    Optional<BatchRun> failed = parent.filter(other -> other.is(BatchStory.State.FAILED));
    failed.ifPresent(
        other -> {
          run.failed(
              other.fault(),
              "it starts from the model of " + other.job().name() + ", which failed");
          tell(run, runs);
        });
    return failed.isPresent();
  }

  private void reap(BatchRun run, List<BatchRun> runs) {
    BatchFolder.Ended ended = run.ended(clock.instant());
    folder.add(ended);
    if (ended.exit() == ExitCode.DONE.number()) {
      run.done(String.format(Locale.ROOT, "in %.1f s", ended.seconds()));
    } else if (isToStop()) {
      run.stopped();
    } else if (run.canGoOn(ended.exit(), settings.retries())) {
      run.waitAgain(ended.exit(), clock.instant());
    } else {
      run.failed(ChildLog.code(ended.exit()), ChildLog.reason(folder.log(run.job().name()), ended));
    }
    tell(run, runs);
  }

  private void tell(BatchRun run, List<BatchRun> runs) {
    long over = runs.stream().filter(BatchRun::isOver).count();
    story.note(
        String.format(
            Locale.ROOT,
            "%d of %d: %s %s %s",
            over,
            runs.size(),
            run.job().name(),
            run.state().word(),
            run.detail()));
  }

  private void stop(List<BatchRun> runs) {
    List<BatchRun> running =
        new ArrayList<>(runs.stream().filter(run -> run.is(BatchStory.State.RUNNING)).toList());
    if (!running.isEmpty()) {
      story.note(
          "asks "
              + running.size()
              + (running.size() == 1 ? " run" : " runs")
              + " to save and stop");
    }
    running.forEach(BatchRun::askToStop);
    while (!running.isEmpty()) {
      running.stream().filter(BatchRun::hasEnded).toList().forEach(run -> reap(run, runs));
      running.removeIf(Predicate.not(run -> run.is(BatchStory.State.RUNNING)));
      story.runs(() -> lines(runs));
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(POLL_MILLIS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private List<BatchStory.Line> lines(List<BatchRun> runs) {
    return runs.stream()
        .map(run -> new BatchStory.Line(run.job().name(), run.state(), detail(run)))
        .toList();
  }

  private static String detail(BatchRun run) {
    if (!run.is(BatchStory.State.RUNNING)) {
      return run.detail();
    }
    int epochs = run.job().config().config().training().epochs();
    return String.format(
        Locale.ROOT,
        "%s, epoch %d of %d",
        run.detail(),
        FinishedRun.epochs(run.folder()).size() + 1,
        epochs);
  }
}
