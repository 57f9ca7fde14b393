package org.headtune.model;

import java.util.Arrays;

/**
 * Max pooling of rows of several images side by side: the numbers of a pixel in all of them follow
 * each other. A comparison by which the JVM chooses is slow, as it makes no vector instructions of
 * it; here one is 0 or 1 and is calculated with.
 */
final class RowPooling {
  /** Its square times the smallest float is more than 1. */
  private static final float LARGE = Float.MAX_VALUE;

  private final MaxPool pool;

  /** Whether no number is seen by two windows. */
  private final boolean apart;

  private final float[] picked;
  private final float[] wide;

  /**
   * @param numbers of the longest row
   */
  RowPooling(MaxPool pool, int numbers) {
    this.pool = pool;
    this.apart = pool.stepDown() >= pool.windowHeight() && pool.stepRight() >= pool.windowWidth();
    this.picked = new float[numbers];
    this.wide = new float[numbers];
  }

  /**
   * Pools one of the rows that a row of windows sees.
   *
   * @param row which of a window's rows, in order
   * @param largest receives {@code columns x images} numbers with the last row
   * @param choice receives which of its window's numbers each is, row by row
   */
  void take(int row, float[] numbers, int columns, int images, float[] largest, float[] choice) {
    int count = columns * images;
    for (int j = 0; j < pool.windowWidth(); j++) {
      for (int column = 0; column < columns; column++) {
        int from = (column * pool.stepRight() + j) * images;
        System.arraycopy(numbers, from, picked, column * images, images);
      }
      int number = row * pool.windowWidth() + j;
      if (number == 0) {
        System.arraycopy(picked, 0, largest, 0, count);
        Arrays.fill(choice, 0, count, 0);
      } else {
        choose(choice, number, largest, picked, count);
        larger(largest, picked, count);
      }
    }
  }

  private static void choose(
      float[] choice, float number, float[] largest, float[] other, int count) {
    for (int i = 0; i < count; i++) {
      float more = Math.max(other[i] - largest[i], 0);
      float chosen = Math.min(more * LARGE * LARGE, 1);
      choice[i] += chosen * (number - choice[i]);
    }
  }

  private static void larger(float[] largest, float[] other, int count) {
    for (int i = 0; i < count; i++) {
      largest[i] = Math.max(largest[i], other[i]);
    }
  }

  /**
   * Adds the slopes of a row of windows where their largest numbers stood in one of its rows.
   *
   * @param row as in {@link #take}
   * @param numbers as many as the windows see in a row
   */
  void back(
      int row, float[] slopes, float[] choice, int columns, int images, float[] to, int numbers) {
    int count = columns * images;
    for (int j = 0; j < pool.windowWidth(); j++) {
      only(row * pool.windowWidth() + j, choice, slopes, picked, count);
      if (apart) {
        spread(columns, images, j, to);
      } else {
        Arrays.fill(wide, 0, numbers, 0);
        spread(columns, images, j, wide);
        WeightedRuns.one(to, wide, 1, numbers);
      }
    }
  }

  private void spread(int columns, int images, int j, float[] to) {
    for (int column = 0; column < columns; column++) {
      int at = (column * pool.stepRight() + j) * images;
      System.arraycopy(picked, column * images, to, at, images);
    }
  }

  private static void only(
      float number, float[] choice, float[] slopes, float[] chosen, int count) {
    for (int i = 0; i < count; i++) {
      chosen[i] = slopes[i] * (1 - Math.min(Math.abs(choice[i] - number), 1));
    }
  }
}
