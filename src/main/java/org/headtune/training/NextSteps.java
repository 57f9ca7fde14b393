package org.headtune.training;

import org.headtune.model.FeatureTable;

/**
 * Each step of a sequence of entries is asked for the next one, the last step for an entry that
 * means the end, unless the sequence may have been cut there.
 *
 * @param steps of the longest sequence
 * @param end the entry that ends a sequence
 */
public record NextSteps(int steps, int end) implements Views {
  @Override
  public FeatureTable of(FeatureTable rows, int epoch) {
    return rows;
  }

  @Override
  public FeatureTable asked(FeatureTable rows, int epoch) {
    return rows.changed(
        (row, numbers, at) -> {
          int length = (int) numbers.get(at + steps);
          for (int i = 0; i + 1 < length; i++) {
            numbers.put(at + i, numbers.get(at + i + 1));
          }
          if (length > 0) {
            numbers.put(at + length - 1, length < steps ? end : -1);
          }
        });
  }
}
