package org.headtune.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.headtune.Text;

/**
 * How the optimiser's step size changes over a run. Every schedule begins with a warm-up, if it is
 * asked for, in which the rate rises to the optimiser's own; its curve goes over the updates that
 * are left.
 */
@Choice(Choice.By.TYPE)
public sealed interface ScheduleConfig extends Checked {

  /** How long the rate rises at first, as the user wrote it. */
  Optional<String> warmup();

  /** How long the rate rises at first; empty for no warm-up. */
  default Optional<Amount> rise() {
    return warmup().flatMap(Amount::parse);
  }

  /** Whether the curve depends on how many epochs the run has. */
  default boolean dependsOnLength() {
    return false;
  }

  @Override
  default List<Conflict> conflicts() {
    List<Conflict> conflicts = new ArrayList<>();
    warmup().ifPresent(amount -> requireUpdates("warmup", amount, conflicts));
    return conflicts;
  }

  private static List<Conflict> withEvery(List<Conflict> conflicts, String every) {
    requireUpdates("every", every, conflicts);
    return conflicts;
  }

  private static void requireUpdates(String key, String amount, List<Conflict> conflicts) {
    if (Amount.parse(amount).filter(Amount::isOfUpdates).isEmpty()) {
      conflicts.add(
          new Conflict(
              key,
              "is %s; expected a whole number and epochs or steps (weight updates), such as 3 epochs"
                  .formatted(Text.quoted(amount))));
    }
  }

  @Meaning("the optimiser's own step size throughout")
  record Constant(
      @Key(
              "the epochs or steps (weight updates) in which the rate rises in equal steps to the"
                  + " optimiser's (Goyal et al. 2017), such as 3 epochs or 500 steps; absent: none")
          Optional<String> warmup)
      implements ScheduleConfig {}

  @Meaning("falls by a factor every so many epochs or steps")
  record Step(
      @Key("as in `constant`") Optional<String> warmup,
      @Key(value = "epochs or steps between two falls", standard = "10 epochs") String every,
      @Key(
              value = "what the rate is multiplied with",
              standard = "0.1",
              min = 0,
              max = 1,
              aboveMin = true)
          double factor)
      implements ScheduleConfig {

    @Override
    public List<Conflict> conflicts() {
      return withEvery(ScheduleConfig.super.conflicts(), every);
    }

    /** How many epochs or steps are between two falls. */
    public Amount interval() {
      return Amount.parse(every).orElseThrow();
    }
  }

  @Meaning("falls evenly, by a factor for so many epochs or steps")
  record Exponential(
      @Key("as in `constant`") Optional<String> warmup,
      @Key(value = "epochs or steps in which the rate falls by the factor", standard = "1 epoch")
          String every,
      @Key(
              value = "what the rate is multiplied with",
              standard = "0.95",
              min = 0,
              max = 1,
              aboveMin = true)
          double factor)
      implements ScheduleConfig {

    @Override
    public List<Conflict> conflicts() {
      return withEvery(ScheduleConfig.super.conflicts(), every);
    }

    /** The time in which the rate falls by the factor. */
    public Amount interval() {
      return Amount.parse(every).orElseThrow();
    }
  }

  @Meaning("falls along a straight line")
  record Linear(
      @Key("as in `constant`") Optional<String> warmup,
      @Key(value = "share of the rate that the line ends at", standard = "0", min = 0, max = 1)
          double endFactor)
      implements ScheduleConfig {

    @Override
    public boolean dependsOnLength() {
      return true;
    }
  }

  @Meaning("falls along half a wave of the cosine (Loshchilov and Hutter 2017)")
  record Cosine(
      @Key("as in `constant`") Optional<String> warmup,
      @Key(value = "share of the rate that the wave ends at", standard = "0", min = 0, max = 1)
          double endFactor)
      implements ScheduleConfig {

    @Override
    public boolean dependsOnLength() {
      return true;
    }
  }

  @Meaning(
      "rises to the optimiser's step size and falls far below it, both along half a wave of the"
          + " cosine (Smith 2018)")
  record OneCycle(
      @Key("the epochs or steps in which the rate rises; absent: 30 percent of the run")
          Optional<String> warmup,
      @Key(
              value = "share of the rate that the rise starts at",
              standard = "0.04",
              min = 0,
              max = 1,
              aboveMin = true)
          double startFactor,
      @Key(value = "share of the rate that the fall ends at", standard = "4e-6", min = 0, max = 1)
          double endFactor)
      implements ScheduleConfig {

    @Override
    public boolean dependsOnLength() {
      return true;
    }
  }

  @Meaning("falls with the root of the steps done (Vaswani et al. 2017)")
  record InverseSqrt(
      @Key(
              "as in `constant`; the longer, the slower the fall after it, to half the rate after four"
                  + " times as long; absent: 1 epoch")
          Optional<String> warmup)
      implements ScheduleConfig {}

  @Meaning("falls with a power of the share of steps left (Chen et al. 2018 use 0.9)")
  record Polynomial(
      @Key("as in `constant`") Optional<String> warmup,
      @Key(value = "the power", standard = "0.9", min = 0, aboveMin = true) double power,
      @Key(value = "share of the rate that the curve ends at", standard = "0", min = 0, max = 1)
          double endFactor)
      implements ScheduleConfig {

    @Override
    public boolean dependsOnLength() {
      return true;
    }
  }

  @Meaning(
      "falls by a factor when the number that decides on the best epoch, such as the validation"
          + " loss, gets no better")
  record ReduceOnPlateau(
      @Key("as in `constant`") Optional<String> warmup,
      @Key(
              value = "what the rate is multiplied with",
              standard = "0.1",
              min = 0,
              max = 1,
              aboveMin = true,
              belowMax = true)
          double factor,
      @Key(
              value = "epochs without a better value that are let pass before the rate falls",
              standard = "3",
              min = 0)
          int patience,
      @Key(value = "smallest change that counts as better", standard = "1e-4", min = 0)
          double minDelta,
      @Key(
              value = "epochs after a fall in which none are counted",
              standard = "0",
              min = 0,
              max = 1_000_000)
          int cooldown,
      @Key(value = "smallest share of the rate", standard = "0", min = 0, max = 1) double minFactor)
      implements ScheduleConfig {}
}
