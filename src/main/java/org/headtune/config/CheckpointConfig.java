package org.headtune.config;

import java.util.List;
import org.headtune.Text;

/** The section {@code training.checkpoint}. */
@Meaning("the states of a run that are saved on the way, for `--resume` to go on from")
public record CheckpointConfig(
    @Key(
            value =
                "how often: a number of epochs, steps (weight updates), seconds, minutes or hours",
            standard = "1 minute")
        String every,
    @Key(value = "how many are kept, the newest", standard = "3", min = 1, max = 1_000_000)
        int keepLast)
    implements Checked {

  @Override
  public List<Conflict> conflicts() {
    return Amount.parse(every).isPresent()
        ? List.of()
        : List.of(
            new Conflict(
                "every",
                "is %s; expected a whole number and epochs, steps, seconds, minutes or hours, such as 10 minutes"
                    .formatted(Text.quoted(every))));
  }

  /** How often, as a number and its unit. */
  public Amount interval() {
    return Amount.parse(every).orElseThrow();
  }
}
