package org.headtune.recipe;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.headtune.ExitCode;
import org.headtune.Text;
import org.headtune.UserError;
import org.headtune.config.ResolvedConfig;
import org.headtune.config.TrainingConfig;
import org.headtune.data.Examples;
import org.headtune.model.LayerFate;

/** Whether what a layer gives for a batch has room in one array. */
final class BatchRoom {
  /** Bytes of an array are counted by an int. */
  private static final long MOST_NUMBERS = Integer.MAX_VALUE / Float.BYTES;

  /** Heads that compute some of their outputs, or those of some rows, at a time. */
  private static final Set<String> OF_FEW_OUTPUTS =
      Set.of(
          "sampled_softmax",
          "mixture_of_softmaxes",
          "step_softmax",
          "step_sampled_softmax",
          "step_mixture_of_softmaxes");

  private BatchRoom() {}

  /** Rows that go through the network together, of which there may be fewer than are asked for. */
  static int rows(TrainingConfig training, Examples train) {
    return training.oversample()
        ? training.batchSize()
        : Math.min(training.batchSize(), Math.max(1, train.rows()));
  }

  /**
   * Refuses batches that are too large.
   *
   * @param layers of the network, from the input to the head
   * @param rows of a batch
   */
  static void require(ResolvedConfig resolved, List<LayerFate> layers, int rows) {
    layers.stream()
        .filter(layer -> !OF_FEW_OUTPUTS.contains(layer.kind()))
        .filter(layer -> layer.output().size() > MOST_NUMBERS / rows)
        .findFirst()
        .ifPresent(
            layer -> {
              throw new UserError(
                  ExitCode.CONFIG,
                  resolved.place("training.batch_size"),
                  String.format(
                      Locale.ROOT,
                      "%s gives %,d numbers for each of the %,d rows of a batch, together more than the"
                          + " %,d that can be computed at once; set training.batch_size to %d or"
                          + " less, and training.accumulate for updates by as many rows",
                      Text.printable(layer.name()),
                      layer.output().size(),
                      rows,
                      MOST_NUMBERS,
                      Math.max(1, MOST_NUMBERS / layer.output().size())));
            });
  }
}
