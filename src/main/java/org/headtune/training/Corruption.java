package org.headtune.training;

import java.util.Arrays;
import java.util.List;
import org.headtune.data.Examples;
import org.headtune.data.RowCell;
import org.headtune.model.FeatureTable;

/**
 * Rows of which some cells have the value of another row, and some are taken away (Vincent et al.
 * 2010, "Stacked denoising autoencoders", section 4.3, and what is called swap noise for tables).
 * Not for several threads.
 */
public final class Corruption implements Views {
  /** Rows that values are taken from, and numbers of all of them together. */
  private static final int MOST_DONORS = 4096;

  private static final int MOST_NUMBERS = 1 << 24;

  private final List<RowCell> cells;
  private final double swap;
  private final double mask;
  private final long seed;
  private final float[][] donors;
  private final float[] numbers;

  /**
   * @param cells those that may be changed
   * @param swap share of the cells that get another value, from 0 to 1
   * @param mask share of the other cells that become zeros, from 0 to 1
   * @param train rows that values are taken from: those at equal distances, of very many
   */
  public Corruption(List<RowCell> cells, double swap, double mask, long seed, Examples train) {
    this.cells = List.copyOf(cells);
    this.swap = swap;
    this.mask = mask;
    this.seed = seed;
    this.numbers = new float[train.width()];
    int count = Math.min(train.rows(), Math.min(MOST_DONORS, MOST_NUMBERS / train.width() + 1));
    this.donors = new float[count][train.width()];
    for (int i = 0; i < count; i++) {
      train.copyRow((int) ((long) i * train.rows() / count), donors[i]);
    }
  }

  @Override
  public FeatureTable of(FeatureTable rows, int epoch) {
    return rows.changed(
        (row, target, at) -> {
          target.get(at, numbers);
          change(numbers, epoch, row);
          target.put(at, numbers);
        });
  }

  /** Of its own: the order of rows, dropout and augmentation draw from others. */
  private long seed(int epoch, int row) {
    return RandomNumbers.mixed(BatchOrder.batchSeed(Long.rotateLeft(seed, 32), epoch, row));
  }

  /** Changes the numbers of a row. */
  void change(float[] row, int epoch, int number) {
    RandomNumbers random = new RandomNumbers(seed(epoch, number));
    for (RowCell cell : cells) {
      double chance = random.uniform();
      if (chance < swap) {
        float[] donor = donors[random.below(donors.length)];
        System.arraycopy(donor, cell.from(), row, cell.from(), cell.width());
      } else if (chance < swap + (1 - swap) * mask) {
        Arrays.fill(row, cell.from(), cell.from() + cell.width(), 0f);
      }
    }
  }
}
