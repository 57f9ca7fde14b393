package org.headtune.recipe;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import org.headtune.ExitCode;
import org.headtune.config.HalvingConfig;

/**
 * Successive halving (Jamieson and Talwalkar 2016, "Non-stochastic Best Arm Identification and
 * Hyperparameter Optimization"), without which there is one round: all runs train a few epochs, the
 * best of them go on, and so again. Every config keeps its own number of epochs, which its schedule
 * is laid out for; runs are stopped early and go on from their checkpoints.
 */
final class Rounds {
  private final BatchPlan plan;
  private final RunQueue queue;
  private final BatchStory story;

  /** How each run stands after its last round. */
  private final Map<BatchJob, BatchRun> latest = new LinkedHashMap<>();

  private List<BatchJob> finalists = List.of();

  Rounds(BatchPlan plan, RunQueue queue, BatchStory story) {
    this.plan = plan;
    this.queue = queue;
    this.story = story;
    plan.jobs().forEach(job -> latest.put(job, new BatchRun(job, OptionalInt.empty())));
  }

  /** Works until all rounds are over, or a run fails, or somebody asks to stop. */
  void work() {
    List<BatchJob> alive = plan.jobs();
    long epochs = plan.halving().map(HalvingConfig::epochs).orElse(Integer.MAX_VALUE);
    for (int round = 1; ; round++) {
      boolean last = alive.size() == 1 || epochs >= longest(alive);
      OptionalInt stopAfter = last ? OptionalInt.empty() : OptionalInt.of((int) epochs);
      List<BatchRun> runs = alive.stream().map(job -> new BatchRun(job, stopAfter)).toList();
      runs.forEach(run -> latest.put(run.job(), run));
      if (plan.drawn()) {
        queue.recall(runs);
      }
      queue.work(runs);
      if (last) {
        finalists = alive;
        return;
      } else if (!runs.stream().allMatch(this::isAnswered)) {
        return;
      }
      alive = best(alive, epochs, round);
      if (alive.isEmpty()) {
        return;
      }
      epochs *= plan.halving().orElseThrow().factor();
    }
  }

  private static long longest(List<BatchJob> jobs) {
    return jobs.stream().mapToInt(job -> job.config().config().training().epochs()).max().orElse(0);
  }

  private List<BatchJob> best(List<BatchJob> alive, long epochs, int round) {
    Ranking ranking = plan.ranking().orElseThrow();
    List<BatchJob> ranked =
        ranking.ranked(
            alive.stream().filter(job -> latest.get(job).is(BatchStory.State.DONE)).toList(),
            epochs);
    if (ranked.isEmpty()) {
      return List.of();
    }
    int share = Math.max(1, alive.size() / plan.halving().orElseThrow().factor());
    int kept = Math.min(share, ranked.size());
    story.note(
        String.format(
            Locale.ROOT,
            "round %d: %d of %d runs go on after epoch %d, the best with a %s of %.4f",
            round,
            kept,
            alive.size(),
            epochs,
            ranking.word(),
            ranking.value(ranked.get(0), epochs)));
    ranked
        .subList(kept, ranked.size())
        .forEach(job -> latest.get(job).leave("after epoch " + epochs));
    // In the order of the batch, so that the next round begins them in it.
    List<BatchJob> best = ranked.subList(0, kept);
    return alive.stream().filter(best::contains).toList();
  }

  /** Whether nothing more is to be learnt of a run; in a sweep, that it diverged is an answer. */
  boolean isAnswered(BatchRun run) {
    return run.is(BatchStory.State.DONE)
        || (plan.drawn() && run.is(BatchStory.State.FAILED) && run.fault() == ExitCode.DIVERGED);
  }

  /** How all runs stand, in the order of the batch. */
  List<BatchRun> runs() {
    return List.copyOf(latest.values());
  }

  /** Those that trained to their end. */
  List<BatchJob> finalists() {
    return finalists;
  }
}
