package org.headtune.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.headtune.config.AugmentationConfig;
import org.headtune.config.TrainingConfig;
import org.headtune.data.Examples;
import org.headtune.data.Picture;
import org.headtune.data.Shape;
import org.headtune.model.FeatureTable;

/**
 * Other versions of the images of training rows: each row has one for each epoch, which follows
 * from seed, epoch and row alone, whatever the batch it stands in. Not for several threads.
 */
public final class Augmentation {
  private final AugmentationConfig config;
  private final long seed;
  private final List<ImageChange> images = new ArrayList<>();
  private final float[] numbers;

  /**
   * @param shape of a row, with one image or more
   * @param train the training rows, whose darkest and lightest pixels are looked up
   */
  public Augmentation(AugmentationConfig config, long seed, Shape shape, Examples train) {
    this.config = config;
    this.seed = seed;
    numbers = new float[train.width()];
    if (shape.image()) {
      images.add(new ImageChange(shape.channels(), shape.height(), shape.width(), 0));
    }
    int at = Math.toIntExact(shape.withoutBranches().size());
    for (Picture picture : shape.pictures()) {
      images.add(new ImageChange(picture.channels(), picture.height(), picture.width(), at));
      at += Math.toIntExact(picture.size());
    }
    if (config.needsRange()) {
      for (int row = 0; row < train.rows(); row++) {
        train.copyRow(row, numbers);
        images.forEach(image -> image.look(numbers));
      }
    }
  }

  /** What a config asks for, if it does. */
  static Optional<Augmentation> of(TrainingConfig config, Shape shape, Examples train) {
    return config
        .augmentation()
        .map(wanted -> new Augmentation(wanted, config.seed(), shape, train));
  }

  /** Whether a row has an image that may be varied. */
  public static boolean fits(Shape shape) {
    return shape.image() || !shape.pictures().isEmpty();
  }

  /**
   * The rows as an epoch sees them.
   *
   * @param examples encoded training rows
   */
  FeatureTable of(FeatureTable examples, int epoch) {
    return examples.changed(
        (row, target, at) -> {
          target.get(at, numbers);
          vary(numbers, epoch, row);
          target.put(at, numbers);
        });
  }

  /**
   * Puts other images in place of those of a row.
   *
   * @param row its numbers
   * @param epoch counted from 1
   * @param number of the row, from 0
   */
  public void vary(float[] row, int epoch, int number) {
    for (int i = 0; i < images.size(); i++) {
      images.get(i).apply(row, config, new RandomNumbers(seed(epoch, number, i)));
    }
  }

  /** Of its own: the order of rows, mixup and dropout draw from others. */
  private long seed(int epoch, int row, int image) {
    long ofRow = RandomNumbers.mixed(BatchOrder.batchSeed(~seed, epoch, row));
    return RandomNumbers.mixed(ofRow + image * RandomNumbers.GOLDEN_GAMMA);
  }

  /** One image of each row. */
  private static final class ImageChange {
    private final int channels;
    private final int height;
    private final int width;
    private final int at;
    private final float[] low;
    private final float[] high;
    private final float[] before;

    /**
     * @param at where it stands in the row
     */
    ImageChange(int channels, int height, int width, int at) {
      this.channels = channels;
      this.height = height;
      this.width = width;
      this.at = at;
      low = new float[channels];
      high = new float[channels];
      Arrays.fill(low, Float.POSITIVE_INFINITY);
      Arrays.fill(high, Float.NEGATIVE_INFINITY);
      before = new float[channels * height * width];
    }

    private int plane() {
      return height * width;
    }

    void look(float[] row) {
      for (int channel = 0; channel < channels; channel++) {
        int from = at + channel * plane();
        for (int i = from; i < from + plane(); i++) {
          low[channel] = Math.min(low[channel], row[i]);
          high[channel] = Math.max(high[channel], row[i]);
        }
      }
    }

    /** All is drawn, wanted or not, so that one setting does not change what another one does. */
    void apply(float[] row, AugmentationConfig config, RandomNumbers random) {
      Move move = Move.drawn(config, height, width, random);
      double light = config.brightness() * random.share();
      int holeY = random.below(height);
      int holeX = random.below(width);
      if (!move.isNone()) {
        move(row, move);
      }
      if (config.needsRange()) {
        light(row, light, config.noise(), random);
      }
      if (config.cutout() > 0) {
        cut(row, config.cutout(), holeY, holeX);
      }
    }

    /** Each new pixel is interpolated between the four old ones around where it comes from. */
    private void move(float[] row, Move move) {
      System.arraycopy(row, at, before, 0, before.length);
      double middleY = (height - 1) / 2.0;
      double middleX = (width - 1) / 2.0;
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          double right = x - middleX - move.right;
          double down = y - middleY - move.down;
          double fromX = clamped(middleX + move.xx * right + move.xy * down, width);
          double fromY = clamped(middleY + move.yx * right + move.yy * down, height);
          int left = (int) fromX;
          int top = (int) fromY;
          float beyondX = (float) (fromX - left);
          float beyondY = (float) (fromY - top);
          int next = left + 1 < width ? 1 : 0;
          int below = top + 1 < height ? width : 0;
          int from = top * width + left;
          int to = at + y * width + x;
          for (int channel = 0; channel < channels; channel++) {
            float above = between(before[from], before[from + next], beyondX);
            float under = between(before[from + below], before[from + below + next], beyondX);
            row[to] = between(above, under, beyondY);
            from += plane();
            to += plane();
          }
        }
      }
    }

    private static double clamped(double place, int size) {
      return Math.max(0, Math.min(size - 1, place));
    }

    private static float between(float one, float other, float share) {
      return share == 0 ? one : one + share * (other - one);
    }

    private void light(float[] row, double light, double noise, RandomNumbers random) {
      for (int channel = 0; channel < channels; channel++) {
        float range = high[channel] - low[channel];
        int from = at + channel * plane();
        for (int i = from; i < from + plane(); i++) {
          double change = noise == 0 ? light : light + noise * random.nearlyNormal();
          float value = row[i] + (float) (change * range);
          row[i] = Math.max(low[channel], Math.min(high[channel], value));
        }
      }
    }

    /** A hole about a pixel, of which less is seen at the edge. */
    private void cut(float[] row, double share, int holeY, int holeX) {
      int tall = (int) Math.max(1, Math.round(share * height));
      int wide = (int) Math.max(1, Math.round(share * width));
      int top = Math.max(0, holeY - tall / 2);
      int left = Math.max(0, holeX - wide / 2);
      int bottom = Math.min(height, holeY - tall / 2 + tall);
      int right = Math.min(width, holeX - wide / 2 + wide);
      for (int channel = 0; channel < channels; channel++) {
        for (int y = top; y < bottom; y++) {
          int from = at + channel * plane() + y * width;
          Arrays.fill(row, from + left, from + right, 0f);
        }
      }
    }
  }

  /**
   * Where a pixel comes from: its place relative to the centre, less {@code (right, down)}, times
   * the matrix.
   */
  private record Move(double right, double down, double xx, double xy, double yx, double yy) {

    static Move drawn(AugmentationConfig config, int height, int width, RandomNumbers random) {
      double down = config.shift() * height * random.share();
      double right = config.shift() * width * random.share();
      double angle = StrictMath.toRadians(config.rotate() * random.share());
      double factor = StrictMath.exp(random.share() * StrictMath.log1p(config.scale()));
      boolean horizontal = random.coin() && config.flip() != AugmentationConfig.Flip.NONE;
      boolean vertical = random.coin() && config.flip() != AugmentationConfig.Flip.NONE;
      double x = horizontal && config.flip() != AugmentationConfig.Flip.VERTICAL ? -1 : 1;
      double y = vertical && config.flip() != AugmentationConfig.Flip.HORIZONTAL ? -1 : 1;
      double cos = StrictMath.cos(angle) / factor;
      double sin = StrictMath.sin(angle) / factor;
      return new Move(right, down, x * cos, x * sin, -y * sin, y * cos);
    }

    boolean isNone() {
      return right == 0 && down == 0 && xx == 1 && xy == 0 && yx == 0 && yy == 1;
    }
  }
}
