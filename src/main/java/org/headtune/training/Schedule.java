package org.headtune.training;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.headtune.ExitCode;
import org.headtune.Place;
import org.headtune.UserError;
import org.headtune.config.Amount;
import org.headtune.config.ScheduleConfig;
import org.headtune.config.ScheduleConfig.Cosine;
import org.headtune.config.ScheduleConfig.Exponential;
import org.headtune.config.ScheduleConfig.InverseSqrt;
import org.headtune.config.ScheduleConfig.Linear;
import org.headtune.config.ScheduleConfig.OneCycle;
import org.headtune.config.ScheduleConfig.Polynomial;
import org.headtune.config.ScheduleConfig.ReduceOnPlateau;
import org.headtune.config.ScheduleConfig.Step;
import org.headtune.config.TrainingConfig;

/**
 * The learning rate of each weight update as a share of the optimiser's step size. It follows from
 * the number of the update alone, so that it is the same whether a run is resumed or not; what
 * {@link Plateau} has seen is the one thing that has to be saved.
 *
 * <p>Let s be the update, counted from 0 over the whole run, W the updates of the warm-up and T
 * those of the run. While s &lt; W the factor is (s + 1) / W (Goyal et al. 2017, section 2.2): the
 * first update has 1/W and the last of the warm-up 1. After it the curve begins at u = s - W = 0
 * and has U = T - W updates; u / U never reaches 1, so the end of a curve is what one further
 * update would have. This is PyTorch's {@code SequentialLR} of {@code LinearLR(start_factor=1/W,
 * total_iters=W-1)} and the curve's own class, stepped after each update.
 */
public final class Schedule {
  private static final String KEY = "training.schedule";

  /** Where one_cycle has no warm-up of its own; Smith 2018 and PyTorch. */
  private static final double ONE_CYCLE_RISE = 0.3;

  private final ScheduleConfig config;
  private final int perEpoch;
  private final long updates;
  private final double warmup;
  private final Optional<Plateau> plateau;

  private Schedule(ScheduleConfig config, int perEpoch, long updates) {
    this.config = config;
    this.perEpoch = perEpoch;
    this.updates = updates;
    this.warmup = warmup(config, perEpoch, updates);
    this.plateau =
        config instanceof ReduceOnPlateau p ? Optional.of(new Plateau(p)) : Optional.empty();
  }

  private static double warmup(ScheduleConfig config, int perEpoch, long updates) {
    if (config.rise().isPresent()) {
      return config.rise().get().updates(perEpoch);
    } else if (config instanceof OneCycle) {
      return ONE_CYCLE_RISE * updates;
    }
    return config instanceof InverseSqrt ? perEpoch : 0;
  }

  /**
   * The schedule of a run.
   *
   * @param rows of one epoch
   * @param placeOf gives the place of a config key
   * @throws UserError if the warm-up would take the whole run
   */
  public static Schedule of(TrainingConfig config, int rows, Function<String, Place> placeOf) {
    int perEpoch = AveragingPlan.of(config, rows).updates();
    long updates = (long) config.epochs() * perEpoch;
    Optional<Amount> rise = config.schedule().rise();
    if (rise.isPresent() && rise.get().updates(perEpoch) >= updates) {
      throw new UserError(
          ExitCode.CONFIG,
          placeOf.apply(KEY + ".warmup"),
          String.format(
              Locale.ROOT,
              "%s.warmup is %s, but the whole run is %s of %,d steps each; make it shorter, or train"
                  + " for more epochs",
              KEY,
              rise.get(),
              new Amount(config.epochs(), Amount.Unit.EPOCHS),
              perEpoch));
    }
    return new Schedule(config.schedule(), perEpoch, updates);
  }

  /** Weight updates of each epoch; where copies are trained side by side, those of one. */
  public int updatesPerEpoch() {
    return perEpoch;
  }

  /** Weight updates of the whole run. */
  public long updates() {
    return updates;
  }

  /** Updates in which the rate rises at first; a fraction where they are a share of the run. */
  public double warmup() {
    return warmup;
  }

  /** Present where the rate also depends on how the training goes. */
  public Optional<Plateau> plateau() {
    return plateau;
  }

  /**
   * The share of the optimiser's step size that an update has, from now on if it depends on how the
   * training goes.
   *
   * @param update counted from 0 over the whole run
   */
  public double factor(long update) {
    if (config instanceof OneCycle c) {
      return oneCycle(c, update);
    }
    double reduced = plateau.map(Plateau::factor).orElse(1.0);
    return reduced * (update < warmup ? (update + 1) / warmup : curve(update));
  }

  private double curve(long update) {
    double done = update - warmup;
    double share = done / (updates - warmup);
    if (config instanceof Step c) {
      return Math.pow(c.factor(), Math.floor(done / c.interval().updates(perEpoch)));
    } else if (config instanceof Exponential c) {
      return Math.pow(c.factor(), done / c.interval().updates(perEpoch));
    } else if (config instanceof Linear c) {
      return mix(1, c.endFactor(), share);
    } else if (config instanceof Cosine c) {
      return wave(1, c.endFactor(), share);
    } else if (config instanceof InverseSqrt) {
      // Vaswani et al. 2017, equation 3, whose steps count from 1, scaled so that its peak is 1.
      return Math.sqrt(warmup / (update + 1));
    } else if (config instanceof Polynomial c) {
      return c.endFactor() + (1 - c.endFactor()) * Math.pow(1 - share, c.power());
    }
    return 1;
  }

  /**
   * Smith 2018 with the cosine in place of straight lines, as PyTorch's OneCycleLR: the rate is
   * highest at the last update of the rise, and lowest at the last of the run.
   */
  private double oneCycle(OneCycle c, long update) {
    double top = warmup - 1;
    double last = updates - 1;
    return update < top
        ? wave(c.startFactor(), 1, update / top)
        : wave(1, c.endFactor(), (update - top) / (last - top));
  }

  private static double mix(double from, double to, double share) {
    return from + (to - from) * share;
  }

  /** Loshchilov and Hutter 2017, equation 5. */
  private static double wave(double from, double to, double share) {
    return to + (from - to) * (1 + Math.cos(Math.PI * share)) / 2;
  }
}
