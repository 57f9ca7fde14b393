package org.headtune.recipe;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.headtune.config.AnyValue;
import org.headtune.config.PlanConfig;
import org.headtune.config.ResolvedPlan;
import org.headtune.config.Setting;
import org.headtune.config.SweepConfig;
import org.headtune.data.SplitMix64;

/**
 * The values that the runs of a sweep are given; the same plan gives the same ones in each call.
 */
final class Draws {
  /** A sweep whose budget is a time does not know beforehand how many runs it has. */
  private static final int MOST_IN_TIME = 1000;

  private static final int DIGITS = 4;

  private final ResolvedPlan plan;
  private final List<Map.Entry<String, SweepConfig>> keys;

  private Draws(ResolvedPlan plan) {
    this.plan = plan;
    this.keys = List.copyOf(plan.config().sweep().entrySet());
  }

  /** The settings of each run, in the order of the runs. */
  static List<List<Setting>> of(ResolvedPlan plan) {
    return new Draws(plan).all();
  }

  private List<List<Setting>> all() {
    PlanConfig config = plan.config();
    if (config.isListed()) {
      int[] order = IntStream.range(0, config.combinations()).toArray();
      if (config.searches() == PlanConfig.Search.RANDOM) {
        new SplitMix64(config.seed()).shuffle(order);
      }
      return IntStream.of(order)
          .limit(config.runs().orElse(order.length))
          .mapToObj(this::combination)
          .toList();
    }
    return IntStream.range(0, config.runs().orElse(MOST_IN_TIME)).mapToObj(this::draw).toList();
  }

  /** The last key changes the fastest. */
  private List<Setting> combination(int number) {
    List<Setting> settings = new ArrayList<>();
    int rest = number;
    for (int i = keys.size() - 1; i >= 0; i--) {
      List<AnyValue> values = ((SweepConfig.Values) keys.get(i).getValue()).of();
      settings.add(0, setting(i, values.get(rest % values.size()).yaml()));
      rest /= values.size();
    }
    return settings;
  }

  private List<Setting> draw(int run) {
    List<Setting> settings = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      long bits = SplitMix64.of(plan.config().seed(), run, i).next();
      settings.add(setting(i, value(keys.get(i).getValue(), (bits >>> 11) * 0x1p-53)));
    }
    return settings;
  }

  /**
   * A value.
   *
   * @param share where it lies, from 0 to 1, 1 excluded
   */
  private static String value(SweepConfig values, double share) {
    if (values instanceof SweepConfig.Values list) {
      return list.of().get((int) (share * list.of().size())).yaml();
    } else if (values instanceof SweepConfig.Uniform range) {
      return digits(range.from() + share * (range.to() - range.from()), range.from(), range.to());
    } else if (values instanceof SweepConfig.LogUniform range) {
      return digits(
          range.from() * Math.pow(range.to() / range.from(), share), range.from(), range.to());
    }
    SweepConfig.WholeUniform range = (SweepConfig.WholeUniform) values;
    return Long.toString(range.from() + (long) (share * ((long) range.to() - range.from() + 1)));
  }

  /**
   * Four digits, or so many that they divide a narrow range a thousand times: no result depends on
   * more, and people can read them.
   */
  private static String digits(double number, double from, double to) {
    BigDecimal lowest = BigDecimal.valueOf(from);
    BigDecimal highest = BigDecimal.valueOf(to);
    BigDecimal exact = new BigDecimal(number);
    int decimals = Math.max(decimals(exact), decimals(highest.subtract(lowest)) - 1);
    return exact
        .setScale(decimals, RoundingMode.HALF_UP)
        .max(lowest)
        .min(highest)
        .stripTrailingZeros()
        .toPlainString();
  }

  /** How many decimals show four digits. */
  private static int decimals(BigDecimal number) {
    return DIGITS - number.precision() + number.scale();
  }

  private Setting setting(int key, String yaml) {
    String path = keys.get(key).getKey();
    return new Setting(path, yaml, plan.sweepPlace(path));
  }
}
