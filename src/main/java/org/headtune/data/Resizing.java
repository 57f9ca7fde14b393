package org.headtune.data;

import java.util.Arrays;

/**
 * Brings images of one size to another, height and width each for itself. A side that shrinks is
 * averaged over the area that each new pixel covers, so that nothing of it is left out and no
 * pattern appears that was not there; one that grows is interpolated between the centres of
 * neighbouring pixels. Plain arithmetic of our own, so that every machine and Java gives the same
 * numbers.
 */
final class Resizing {
  private final int fromHeight;
  private final int fromWidth;
  private final int height;
  private final int width;
  private final Side vertical;
  private final Side horizontal;

  Resizing(int fromHeight, int fromWidth, int height, int width) {
    this.fromHeight = fromHeight;
    this.fromWidth = fromWidth;
    this.height = height;
    this.width = width;
    vertical = Side.of(fromHeight, height);
    horizontal = Side.of(fromWidth, width);
  }

  /**
   * What each new pixel of a side is made of.
   *
   * @param first the first old pixel
   * @param weights of it and those behind it; they sum to 1
   */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares or prints it
  private record Side(int[] first, float[][] weights) {
    static Side of(int from, int to) {
      int[] first = new int[to];
      float[][] weights = new float[to][];
      double step = (double) from / to;
      for (int i = 0; i < to; i++) {
        if (to <= from) {
          double begin = i * step;
          double end = i == to - 1 ? from : (i + 1) * step;
          first[i] = (int) begin;
          int last = Math.min(from, (int) Math.ceil(end));
          weights[i] = new float[last - first[i]];
          for (int old = first[i]; old < last; old++) {
            double covered = Math.min(end, old + 1) - Math.max(begin, old);
            weights[i][old - first[i]] = (float) (covered / (end - begin));
          }
        } else {
          double center = Math.max(0, Math.min(from - 1, (i + 0.5) * step - 0.5));
          first[i] = (int) center;
          float beyond = (float) (center - first[i]);
          weights[i] = beyond == 0 ? new float[] {1} : new float[] {1 - beyond, beyond};
        }
      }
      return new Side(first, weights);
    }

    int last(int index) {
      return first[index] + weights[index].length - 1;
    }
  }

  /** The resized image, {@code channels x height x width}, rounded to whole numbers. */
  byte[] resized(PixelRows rows, int channels) {
    float[] wide = new float[fromWidth * channels];
    float[] narrow = new float[width * channels];
    float[] sums = new float[height * width * channels];
    int done = 0;
    for (int y = 0; y < fromHeight; y++) {
      rows.read(y, wide);
      shrink(wide, narrow, channels);
      while (done < height && vertical.last(done) < y) {
        done++;
      }
      for (int i = done; i < height && vertical.first()[i] <= y; i++) {
        float weight = vertical.weights()[i][y - vertical.first()[i]];
        for (int at = 0; at < narrow.length; at++) {
          sums[i * narrow.length + at] += weight * narrow[at];
        }
      }
    }
    byte[] pixels = new byte[sums.length];
    for (int pixel = 0; pixel < height * width; pixel++) {
      for (int channel = 0; channel < channels; channel++) {
        int value = (int) (sums[pixel * channels + channel] + 0.5f);
        pixels[channel * height * width + pixel] = (byte) Math.min(255, value);
      }
    }
    return pixels;
  }

  private void shrink(float[] wide, float[] narrow, int channels) {
    Arrays.fill(narrow, 0);
    for (int x = 0; x < width; x++) {
      float[] weights = horizontal.weights()[x];
      for (int i = 0; i < weights.length; i++) {
        int old = (horizontal.first()[x] + i) * channels;
        for (int channel = 0; channel < channels; channel++) {
          narrow[x * channels + channel] += weights[i] * wide[old + channel];
        }
      }
    }
  }
}
