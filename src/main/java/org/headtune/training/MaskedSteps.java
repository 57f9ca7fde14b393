package org.headtune.training;

import org.headtune.model.FeatureTable;

/**
 * A share of the steps of a sequence of entries is asked for what stood there: of them, 80 % are
 * hidden, 10 % hold any entry, and 10 % are as they were (Devlin et al. 2019, "BERT", section 3.1).
 * The first step is always as it was. Of each sequence of two steps or more at least one is asked.
 *
 * @param steps of the longest sequence
 * @param rate share of the steps, above 0
 * @param mask the entry that hides another one
 * @param first the first of the entries that stand for something
 * @param entries how many there are in all
 */
public record MaskedSteps(int steps, double rate, int mask, int first, int entries, long seed)
    implements Views {
  private static final double HIDDEN = 0.8;
  private static final double ANY = 0.9;

  /** What is done with a step that is asked. */
  private interface Question {
    /**
     * @param place of the step in the buffer
     * @param instead what the network is given
     */
    void ask(int place, float instead);
  }

  @Override
  public FeatureTable of(FeatureTable rows, int epoch) {
    return rows.changed(
        (row, numbers, at) -> {
          int length = (int) numbers.get(at + steps);
          each(
              epoch,
              row,
              length,
              at,
              (place, instead) -> {
                if (instead >= 0) {
                  numbers.put(place, instead);
                }
              });
        });
  }

  @Override
  public FeatureTable asked(FeatureTable rows, int epoch) {
    return rows.changed(
        (row, numbers, at) -> {
          int length = (int) numbers.get(at + steps);
          float[] before = new float[length];
          for (int i = 0; i < length; i++) {
            before[i] = numbers.get(at + i);
            numbers.put(at + i, -1);
          }
          each(epoch, row, length, at, (place, instead) -> numbers.put(place, before[place - at]));
        });
  }

  private void each(int epoch, int row, int length, int at, Question question) {
    RandomNumbers random = new RandomNumbers(seed(epoch, row));
    int asked = 0;
    for (int i = 1; i < length; i++) {
      double chance = random.uniform();
      float instead = instead(random);
      if (chance < rate) {
        question.ask(at + i, instead);
        asked++;
      }
    }
    if (asked == 0 && length > 1) {
      question.ask(at + 1 + random.below(length - 1), instead(random));
    }
  }

  /** Another entry, or -1 for the one that stands there. */
  private float instead(RandomNumbers random) {
    double kind = random.uniform();
    int any = first + random.below(entries - first);
    return kind < HIDDEN ? mask : kind < ANY ? any : -1;
  }

  /** Of its own: the order of rows and dropout draw from others. */
  private long seed(int epoch, int row) {
    return RandomNumbers.mixed(BatchOrder.batchSeed(Long.rotateLeft(seed, 32), epoch, row));
  }
}
