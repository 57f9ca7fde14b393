package org.headtune.config;

import java.util.List;

/** The values that a sweep tries for one key. */
@Choice(Choice.By.KEY)
public sealed interface SweepConfig {

  /** One after the other. */
  @Meaning("the values themselves; a list by itself means the same: `[32, 128]`")
  record Values(@Key("the values, each as the key takes it") List<AnyValue> of)
      implements SweepConfig, Checked {
    @Override
    public List<Conflict> conflicts() {
      return of.isEmpty()
          ? List.of(new Conflict("of", "holds no value; expected one or more: add one"))
          : List.of();
    }
  }

  /** Drawn from a range. */
  @Meaning("numbers drawn from a range, each as likely; `[0, 0.5]` stands for `{from: 0, to: 0.5}`")
  record Uniform(@Key("the smallest") double from, @Key("the largest") double to)
      implements SweepConfig, Checked {
    @Override
    public List<Conflict> conflicts() {
      return order(from, to, to - from);
    }
  }

  /** Drawn so that each order of magnitude is as likely. */
  @Meaning(
      "numbers drawn from a range so that each order of magnitude is as likely; `[0.0001, 0.1]` stands"
          + " for `{from: 0.0001, to: 0.1}`")
  record LogUniform(
      @Key(value = "the smallest", min = 0, aboveMin = true) double from,
      @Key(value = "the largest", min = 0, aboveMin = true) double to)
      implements SweepConfig, Checked {
    @Override
    public List<Conflict> conflicts() {
      return order(from, to, to / from);
    }
  }

  /** Drawn from a range of whole numbers. */
  @Meaning("whole numbers drawn from a range, each as likely; `[16, 256]` as well")
  record WholeUniform(
      @Key(value = "the smallest", min = 0, max = 1_000_000_000) int from,
      @Key(value = "the largest", min = 0, max = 1_000_000_000) int to)
      implements SweepConfig, Checked {
    @Override
    public List<Conflict> conflicts() {
      return order(from, to, (double) to - from);
    }
  }

  private static List<Checked.Conflict> order(double from, double to, double width) {
    if (Double.isInfinite(width)) {
      return List.of(
          new Checked.Conflict(
              "to",
              "is too far above the smallest number to draw between them; expected a narrower range:"
                  + " change one"));
    }
    return from < to
        ? List.of()
        : List.of(
            new Checked.Conflict(
                "to",
                "is %s, which is not above %s; expected the smallest number first: change one"
                    .formatted(Range.text(to), Range.text(from))));
  }
}
