package org.headtune.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against the pooling of one channel at a time, which chooses by comparing. */
final class RowPoolingTest {
  private static final int HEIGHT = 8;
  private static final int WIDTH = 11;
  private static final int IMAGES = 3;

  private final Random random = new Random(7);

  /** Few different numbers, so that many windows have two that are largest. */
  private float few() {
    return (random.nextInt(4) - 2) * 1e-30f;
  }

  private static float[] image(float[][] rows, int image, int width) {
    float[] plane = new float[rows.length * width];
    for (int i = 0; i < plane.length; i++) {
      plane[i] = rows[i / width][i % width * IMAGES + image];
    }
    return plane;
  }

  @ParameterizedTest
  @CsvSource({"2,2,2,2", "3,3,2,2", "2,3,1,1", "1,1,2,3", "1,1,1,1", "4,2,3,2"})
  void the_first_of_the_largest_gets_the_slope(int high, int wide, int down, int right) {
    MaxPool pool = new MaxPool(high, wide, down, right);
    int rows = pool.outHeight(HEIGHT);
    int columns = pool.outWidth(WIDTH);
    float[][] numbers = new float[HEIGHT][WIDTH * IMAGES];
    float[][] slopes = new float[rows][columns * IMAGES];
    for (float[] row : numbers) {
      IntStream.range(0, row.length).forEach(i -> row[i] = few());
    }
    for (float[] row : slopes) {
      IntStream.range(0, row.length).forEach(i -> row[i] = random.nextInt(1, 9));
    }
    float[][] largest = new float[rows][columns * IMAGES];
    float[][] back = new float[HEIGHT][WIDTH * IMAGES];
    float[] choice = new float[columns * IMAGES];
    RowPooling pooling = new RowPooling(pool, WIDTH * IMAGES);
    for (int row = 0; row < rows; row++) {
      for (int i = 0; i < high; i++) {
        pooling.take(i, numbers[row * down + i], columns, IMAGES, largest[row], choice);
      }
      for (int i = 0; i < high; i++) {
        float[] to = back[row * down + i];
        pooling.back(i, slopes[row], choice, columns, IMAGES, to, pool.usedWidth(WIDTH) * IMAGES);
      }
    }
    for (int image = 0; image < IMAGES; image++) {
      float[] expected = new float[rows * columns];
      int[] places = new int[rows * columns];
      pool.of(image(numbers, image, WIDTH), WIDTH, rows, columns, expected, places, 0);
      float[] plane = new float[HEIGHT * WIDTH];
      MaxPool.back(image(slopes, image, columns), rows * columns, places, 0, plane);
      assertThat(image(largest, image, columns)).containsExactly(expected);
      assertThat(image(back, image, WIDTH)).as(Arrays.toString(places)).containsExactly(plane);
    }
  }
}
