package org.headtune.training;

import java.util.Optional;
import org.headtune.model.FeatureTable;

/**
 * Two views of each row. The images of both are varied (Chen et al. 2020, section 2.1); of the
 * other cells the first view has those of the row, and the second some of other rows (Bahri et al.
 * 2022, algorithm 1). Not for several threads.
 */
public final class ViewPairs implements Views {
  /** How many views a row has. */
  private static final int EACH = 2;

  private final Optional<Augmentation> images;
  private final Optional<Corruption> cells;
  private final float[] numbers;

  /**
   * @param width numbers of a row
   * @param images varies those of a row that has any
   * @param cells changes those that are not images, if there are any
   */
  public ViewPairs(int width, Optional<Augmentation> images, Optional<Corruption> cells) {
    this.images = images;
    this.cells = cells;
    this.numbers = new float[width];
  }

  @Override
  public FeatureTable of(FeatureTable rows, int epoch) {
    return rows.repeated(EACH)
        .changed(
            (view, target, at) -> {
              target.get(at, numbers);
              change(epoch, view);
              target.put(at, numbers);
            });
  }

  private void change(int epoch, int view) {
    images.ifPresent(varied -> varied.vary(numbers, epoch, view));
    if (view % EACH > 0) {
      cells.ifPresent(changed -> changed.change(numbers, epoch, view / EACH));
    }
  }
}
