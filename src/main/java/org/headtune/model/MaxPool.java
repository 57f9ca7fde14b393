package org.headtune.model;

import java.util.Arrays;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;

/**
 * The largest number of each window of a channel without border; of several that are equal the
 * first one has the whole slope.
 *
 * @param windowHeight rows of a window
 * @param stepDown rows from one window to the next
 */
record MaxPool(int windowHeight, int windowWidth, int stepDown, int stepRight) {

  /** Whether such a layer of Deeplearning4j does no more than this. */
  static boolean fits(SubsamplingLayer layer) {
    return layer.getPoolingType() == PoolingType.MAX
        && layer.getConvolutionMode() == ConvolutionMode.Truncate
        && layer.getCnn2dDataFormat() == CNN2DFormat.NCHW
        && Arrays.stream(layer.getPadding()).allMatch(pixels -> pixels == 0)
        && Arrays.stream(layer.getDilation()).allMatch(step -> step == 1)
        && layer.getIDropout() == null;
  }

  static MaxPool of(SubsamplingLayer layer) {
    int[] window = layer.getKernelSize();
    int[] steps = layer.getStride();
    return new MaxPool(window[0], window[1], steps[0], steps[1]);
  }

  int outHeight(int height) {
    return Window.steps(height, windowHeight, stepDown);
  }

  int outWidth(int width) {
    return Window.steps(width, windowWidth, stepRight);
  }

  /** Rows, of so many, that windows reach. */
  int usedHeight(int height) {
    return (outHeight(height) - 1) * stepDown + windowHeight;
  }

  /** Columns, of so many, that windows reach. */
  int usedWidth(int width) {
    return (outWidth(width) - 1) * stepRight + windowWidth;
  }

  /**
   * Pools one channel.
   *
   * @param plane its numbers
   * @param pitch how far the next row of it is from one
   * @param largest receives {@code rows x columns} numbers
   * @param places receives where in the plane each stood, from {@code first} on
   */
  void of(
      float[] plane, int pitch, int rows, int columns, float[] largest, int[] places, int first) {
    for (int row = 0; row < rows; row++) {
      int from = row * stepDown * pitch;
      int to = row * columns;
      start(plane, from, stepRight, largest, to, places, first + to, columns);
      for (int i = 0; i < windowHeight; i++) {
        for (int j = i == 0 ? 1 : 0; j < windowWidth; j++) {
          compare(plane, from + i * pitch + j, stepRight, largest, to, places, first + to, columns);
        }
      }
    }
  }

  private static void start(
      float[] plane, int from, int step, float[] largest, int to, int[] places, int at, int count) {
    for (int i = 0; i < count; i++) {
      largest[to + i] = plane[from + i * step];
      places[at + i] = from + i * step;
    }
  }

  private static void compare(
      float[] plane, int from, int step, float[] largest, int to, int[] places, int at, int count) {
    for (int i = 0; i < count; i++) {
      float other = plane[from + i * step];
      float best = largest[to + i];
      // Two choices by one comparison would be a branch, which a processor guesses wrong.
      largest[to + i] = Math.max(best, other);
      places[at + i] = other > best ? from + i * step : places[at + i];
    }
  }

  /** Adds the slopes of a channel's outputs where these stood. */
  static void back(float[] slopes, int count, int[] places, int first, float[] plane) {
    for (int i = 0; i < count; i++) {
      plane[places[first + i]] += slopes[i];
    }
  }
}
