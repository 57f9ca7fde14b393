package org.headtune.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.headtune.Text;

/** A batch, whole: what {@code headtune batch} makes runs of. */
public record PlanConfig(
    @Key(
            value = "the configs whose runs are done, relative to the working directory",
            oneToo = true)
        List<String> configs,
    @Key(
            value =
                "values to try in each config, by the keys of the config as `--set` names them, such as"
                    + " `training.optimizer.learning_rate`",
            standard = "{}")
        Map<String, SweepConfig> sweep,
    @Key(
            "how the values of the keys are combined; absent: `grid` where every key lists its values,"
                + " else `random`")
        Optional<Search> search,
    @Key(
            "how much is tried: a number of runs of each config, such as 20 runs, or a time, such as 2"
                + " hours; absent: the whole grid")
        Optional<String> budget,
    @Key(
            value = "seed of the values that are drawn; 1 or more",
            standard = "42",
            min = 1,
            max = 9_007_199_254_740_991.0)
        long seed,
    @Key(
            value =
                "what runs are ranked by: `loss`, or `validation_` and a metric; of each run its best"
                    + " epoch counts",
            standard = "validation_loss")
        String metric,
    @Key("stops weak runs early; absent: every run trains to its end")
        Optional<HalvingConfig> halving,
    @Key("the folder of the batch, with all its runs, relative to the working directory")
        String output)
    implements Checked {
  private static final Pattern RUNS = Pattern.compile("([1-9][0-9]{0,3}|10000) *runs?");
  private static final int MOST_RUNS = 10_000;

  /** How values are combined. */
  public enum Search {
    @Meaning("every combination of the values that are listed")
    GRID,
    @Meaning("so many as the budget has, drawn by the seed; of listed values no combination twice")
    RANDOM
  }

  /** How values are combined in the end. */
  public Search searches() {
    return search.orElse(isListed() ? Search.GRID : Search.RANDOM);
  }

  /** Whether every key of the sweep lists its values. */
  public boolean isListed() {
    return sweep.values().stream().allMatch(SweepConfig.Values.class::isInstance);
  }

  /**
   * How many runs of each config there are at most; empty for as many as the grid or the time has.
   */
  public OptionalInt runs() {
    return budget
        .map(RUNS::matcher)
        .filter(Matcher::matches)
        .map(form -> OptionalInt.of(Integer.parseInt(form.group(1))))
        .orElse(OptionalInt.empty());
  }

  /** How long runs are done; empty for no limit. */
  public Optional<Duration> time() {
    return budget.flatMap(Amount::parse).flatMap(Amount::time);
  }

  /** How many combinations of listed values there are, 10,001 for all that are too many. */
  public int combinations() {
    long product = 1;
    for (SweepConfig values : sweep.values()) {
      product *= values instanceof SweepConfig.Values list ? list.of().size() : 1;
      product = Math.min(product, MOST_RUNS + 1);
    }
    return (int) product;
  }

  @Override
  public List<Conflict> conflicts() {
    List<Conflict> conflicts = new ArrayList<>();
    if (configs.isEmpty()) {
      conflicts.add(new Conflict("configs", "names no config; expected one or more: add one"));
    }
    if (budget.isPresent() && runs().isEmpty() && time().isEmpty()) {
      conflicts.add(
          new Conflict(
              "budget",
              "is %s; expected a whole number and runs, minutes, hours or days, such as 20 runs"
                  .formatted(Text.quoted(budget.get()))));
    } else if (searches() == Search.RANDOM) {
      random(conflicts);
    } else {
      grid(conflicts);
    }
    if (halving.isPresent() && time().isPresent()) {
      conflicts.add(
          new Conflict(
              "halving",
              "compares a number of runs that is known beforehand, and budget is a time; expected a"
                  + " number of runs beside it, such as 20 runs"));
    }
    return conflicts;
  }

  private void random(List<Conflict> conflicts) {
    if (budget.isEmpty()) {
      conflicts.add(
          new Conflict(
              search.isPresent() ? "search" : "sweep",
              "draws values for ever; expected budget beside it, such as 20 runs or 2 hours: add it"));
    } else if (isListed() && runs().orElse(0) > combinations()) {
      conflicts.add(
          new Conflict(
              "budget",
              "is %s, and there are only %d combinations of the values; expected as many or fewer"
                  .formatted(budget.get(), combinations())));
    }
  }

  private void grid(List<Conflict> conflicts) {
    if (!isListed()) {
      conflicts.add(
          new Conflict(
              "search",
              "is grid, and not every key of the sweep lists its values; expected random, or lists in"
                  + " place of ranges"));
    } else if (combinations() > Math.min(MOST_RUNS, runs().orElse(MOST_RUNS))) {
      conflicts.add(
          new Conflict(
              budget.isPresent() ? "budget" : "sweep",
              "has less room than the %s combinations of the values; expected search: random to draw"
                      .formatted(
                          combinations() > MOST_RUNS ? "more than 10000" : combinations() + "")
                  + " some of them, or fewer values"));
    }
  }
}
