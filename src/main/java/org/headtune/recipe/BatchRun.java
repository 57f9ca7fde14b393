package org.headtune.recipe;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.headtune.ExitCode;
import org.headtune.artifact.BatchFolder;
import org.headtune.artifact.Checkpoints;
import org.headtune.artifact.FinishedRun;
import org.headtune.artifact.RunState;

/**
 * A run of a batch on its way through the queue. Its folder says how far it is, and nothing else.
 */
final class BatchRun {
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  private final BatchJob job;
  private final OptionalInt stopAfter;
  private BatchStory.State state = BatchStory.State.WAITING;
  private String detail = "";
  private RunState found = RunState.ABSENT;
  private int starts;
  private Instant notBefore = Instant.MIN;
  private Instant began;
  private SlotProcess process;
  private Slot slot;
  private ExitCode fault = ExitCode.DONE;

  /**
   * A run to do.
   *
   * @param stopAfter the epoch after which it is to stop; empty for the whole run
   */
  BatchRun(BatchJob job, OptionalInt stopAfter) {
    this.job = job;
    this.stopAfter = stopAfter;
  }

  BatchJob job() {
    return job;
  }

  BatchStory.State state() {
    return state;
  }

  boolean is(BatchStory.State other) {
    return state == other;
  }

  /** Whether nothing will happen to it any more. */
  boolean isOver() {
    return is(BatchStory.State.DONE) || is(BatchStory.State.LEFT) || is(BatchStory.State.FAILED);
  }

  Slot slot() {
    return slot;
  }

  /** What a failed run failed with. */
  ExitCode fault() {
    return fault;
  }

  /** What there is to say beside the state. */
  String detail() {
    return detail;
  }

  /** Whether its time has come, if it had to wait after a failure. */
  boolean isDue(Instant now) {
    return !now.isBefore(notBefore);
  }

  /**
   * Looks into the run's folder; answers whether it may be started.
   *
   * @param folder of the batch
   */
  boolean look(BatchFolder folder) {
    found = RunState.of(job.folder());
    if (found == RunState.IN_USE) {
      detail = "its folder is in use by another process";
      return false;
    } else if (isFinished()) {
      OptionalInt diverged = FinishedRun.read(job.folder()).divergedIn();
      if (diverged.isPresent() && !hasTrained()) {
        hasDiverged(
            divergence(folder)
                .map(end -> ChildLog.reason(folder.log(job.name()), end))
                .orElse("with exit code 6: training diverged in epoch " + diverged.getAsInt()));
      } else {
        done("was finished");
      }
      return false;
    }
    return true;
  }

  private void hasDiverged(String how) {
    failed(ExitCode.DIVERGED, "before " + how);
  }

  /** Takes the answer of a run that diverged before for its own, and answers whether it did. */
  boolean recall(BatchFolder folder) {
    Optional<BatchFolder.Ended> end = divergence(folder);
    if (end.isPresent() && hasTrained()) {
      done("and diverged later");
    } else if (end.isPresent()) {
      hasDiverged(ChildLog.reason(folder.log(job.name()), end.get()));
    }
    return end.isPresent();
  }

  private boolean isFinished() {
    return found == RunState.COMPLETE
        && RunState.isOf(job.folder(), job.config().yaml())
        && hasCome();
  }

  /** A run that was stopped after an epoch may have to go on. */
  private boolean hasCome() {
    OptionalInt stopped = FinishedRun.read(job.folder()).stoppedAfter();
    return stopped.isEmpty()
        || (stopAfter.isPresent() && stopped.getAsInt() >= stopAfter.getAsInt());
  }

  /** Has it done in a slot. */
  void start(
      SlotProcesses processes, Slot place, List<String> options, BatchFolder folder, Instant now) {
    List<String> words = new ArrayList<>();
    words.add(job.command());
    words.add(job.file().toString());
    job.overrides().forEach(word -> words.addAll(List.of("--set", word)));
    words.addAll(List.of("--threads", Integer.toString(place.threads())));
    words.addAll(options);
    stopAfter.ifPresent(epoch -> words.addAll(List.of("--stop-after", Integer.toString(epoch))));
    if (found == RunState.UNFINISHED || (found == RunState.COMPLETE && hasCheckpoints())) {
      words.add("--resume");
    } else if (found == RunState.BROKEN_OFF) {
      words.add("--force");
    }
    folder.addToLog(job.name(), "$ headtune " + String.join(" ", words) + "  # " + place.name());
    process = processes.begin(place, new WorkOrder(folder.log(job.name()), words));
    starts++;
    began = now;
    slot = place;
    state = BatchStory.State.RUNNING;
    detail = place.name();
  }

  private boolean hasCheckpoints() {
    return Checkpoints.exist(job.folder());
  }

  boolean hasEnded() {
    return process.exitCode().isPresent();
  }

  void askToStop() {
    process.askToStop(RunState.of(job.folder()) == RunState.IN_USE);
  }

  /** What the run that has ended came to. */
  BatchFolder.Ended ended(Instant now) {
    double seconds = Math.max(0, Duration.between(began, now).toMillis() / 1e3);
    return BatchFolder.Ended.of(
        job.name(), process.exitCode().orElseThrow(), seconds, job.config().yaml());
  }

  /** How it diverged before, if it did with this config; it would again. */
  private Optional<BatchFolder.Ended> divergence(BatchFolder folder) {
    return folder.ended().stream()
        .filter(end -> end.exit() == ExitCode.DIVERGED.number())
        .filter(end -> end.isOf(job.name(), job.config().yaml()))
        .findFirst();
  }

  /** Whether it has trained as many epochs as it is to. */
  private boolean hasTrained() {
    int epochs = stopAfter.orElse(job.config().config().training().epochs());
    return FinishedRun.epochs(job.folder()).size() >= epochs;
  }

  void done(String how) {
    state = BatchStory.State.DONE;
    detail = how;
  }

  /** It has no part in the next round. */
  void leave(String when) {
    state = BatchStory.State.LEFT;
    detail = when;
  }

  void stopped() {
    state = BatchStory.State.STOPPED;
    detail = "saved";
  }

  void failed(ExitCode code, String why) {
    state = BatchStory.State.FAILED;
    fault = code;
    detail = why;
  }

  /** Whether a process that ended so should be followed by another. */
  boolean canGoOn(int exit, int retries) {
    boolean another = RunState.of(job.folder()) != found;
    return starts <= retries && (isPassing(exit) || (another && exit == ExitCode.USAGE.number()));
  }

  /** Signals and crashes, want of memory or disk, and a folder in use. */
  private static boolean isPassing(int exit) {
    return exit > 128 || exit == ExitCode.RESOURCES.number();
  }

  /** Waits, the longer the more often it has failed. */
  void waitAgain(int exit, Instant now) {
    state = BatchStory.State.WAITING;
    Duration pause = Duration.ofMillis(500L << Math.min(starts, 10));
    notBefore = now.plus(pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE);
    detail = String.format(Locale.ROOT, "exit code %d, starts again", exit);
  }

  Path folder() {
    return job.folder();
  }
}
