package org.headtune.data;

/**
 * One part of a cross-validation: its rows are held out while the others are trained on.
 *
 * @param number from 1 to {@code of}
 * @param of how many folds there are
 */
public record Fold(int number, int of) {

  public Fold {
    if (number < 1 || number > of) {
      throw new IllegalArgumentException(number + " of " + of);
    }
  }

  @Override
  public String toString() {
    return "fold " + number + " of " + of;
  }
}
