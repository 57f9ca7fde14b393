package org.headtune.data;

import java.util.ArrayList;
import java.util.List;
import org.headtune.config.Scaling;

/** Fits a column of images: the mean and spread of each channel over all training pixels. */
final class ImageFit implements ColumnFit {
  private static final double LIGHTEST = 255;

  private final ColumnPlan plan;
  private final ImageCell cell;
  private final long[] sums;
  private final long[] squares;
  private long count; // pixels

  ImageFit(ColumnPlan plan, RowSource source, Images images) {
    this.plan = plan;
    ColumnPlan.Pixels pixels = plan.pixels();
    cell = new ImageCell(source, plan.index(), pixels.folder(), pixels.size(), images);
    sums = new long[pixels.size().channels()];
    squares = new long[sums.length];
  }

  @Override
  public String fault(Row row) {
    try {
      cell.pixels(row);
      return null;
    } catch (ImageFault e) {
      return e.getMessage();
    }
  }

  @Override
  public void learn(Row row) {
    try {
      byte[] pixels = cell.pixels(row);
      int plane = pixels.length / sums.length;
      for (int i = 0; i < pixels.length; i++) {
        int value = pixels[i] & 0xFF;
        sums[i / plane] += value;
        squares[i / plane] += (long) value * value;
      }
      count += plane;
    } catch (ImageFault e) {
      throw new IllegalStateException("asked for its faults before", e);
    }
  }

  @Override
  public boolean empty() {
    return count == 0;
  }

  @Override
  public FittedColumn fitted() {
    List<Double> means = new ArrayList<>();
    List<Double> deviations = new ArrayList<>();
    for (int channel = 0; channel < sums.length; channel++) {
      double mean = (double) sums[channel] / count;
      double deviation = Math.sqrt(Math.max(0, (double) squares[channel] / count - mean * mean));
      boolean standard = plan.scaling() == Scaling.STANDARD || plan.scaling() == Scaling.ROBUST;
      means.add(standard ? mean / LIGHTEST : 0.0);
      deviations.add(standard && deviation > 0 ? deviation / LIGHTEST : 1.0);
    }
    return new FittedColumn.Image(
        plan.name(),
        plan.missing(),
        plan.pixels().folder(),
        plan.pixels().size(),
        plan.beside(),
        means,
        deviations);
  }
}
