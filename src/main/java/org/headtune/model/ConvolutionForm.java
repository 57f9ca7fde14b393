package org.headtune.model;

import java.util.Optional;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;

/**
 * A convolution whose kernel moves by single pixels, over images with a border of zeros.
 *
 * @param channels of the input, of {@code height x width} pixels each
 * @param filters channels of the output
 * @param top rows of zeros above; the others likewise
 * @param pool what is done with the sums
 */
record ConvolutionForm(
    int channels,
    int height,
    int width,
    int filters,
    int kernelHeight,
    int kernelWidth,
    int top,
    int left,
    int bottom,
    int right,
    Optional<MaxPool> pool) {

  /** Whether such a layer of Deeplearning4j can be computed by this form. */
  static boolean fits(ConvolutionLayer layer) {
    return one(layer.getStride())
        && one(layer.getDilation())
        && layer.getCnn2dDataFormat() == CNN2DFormat.NCHW
        && layer.getConvolutionMode() != ConvolutionMode.Causal;
  }

  private static boolean one(int[] steps) {
    return steps[0] == 1 && steps[1] == 1;
  }

  /** The form of a layer that {@link #fits} for images of a size. */
  static ConvolutionForm of(ConvolutionLayer layer, int height, int width, Optional<MaxPool> pool) {
    int[] kernel = layer.getKernelSize();
    boolean same = layer.getConvolutionMode() == ConvolutionMode.Same;
    int[] before = same ? new int[] {(kernel[0] - 1) / 2, (kernel[1] - 1) / 2} : layer.getPadding();
    int[] after = same ? new int[] {kernel[0] / 2, kernel[1] / 2} : layer.getPadding();
    return new ConvolutionForm(
        Math.toIntExact(layer.getNIn()),
        height,
        width,
        Math.toIntExact(layer.getNOut()),
        kernel[0],
        kernel[1],
        before[0],
        before[1],
        after[0],
        after[1],
        pool);
  }

  int paddedWidth() {
    return left + width + right;
  }

  int paddedHeight() {
    return top + height + bottom;
  }

  /** Numbers of one input with its border. */
  int paddedSize() {
    return channels * paddedHeight() * paddedWidth();
  }

  /** Rows of sums. */
  int outHeight() {
    return paddedHeight() - kernelHeight + 1;
  }

  /** Columns of sums. */
  int outWidth() {
    return paddedWidth() - kernelWidth + 1;
  }

  /** Numbers of one input. */
  int inputSize() {
    return channels * height * width;
  }

  /** Channels, rows and columns of one output. */
  long[] outputShape() {
    return new long[] {
      filters,
      pool.map(own -> own.outHeight(outHeight())).orElse(outHeight()),
      pool.map(own -> own.outWidth(outWidth())).orElse(outWidth())
    };
  }

  /** Numbers of one channel of an output. */
  int outputPixels() {
    return Math.toIntExact(outputShape()[1] * outputShape()[2]);
  }

  /** Numbers of one output. */
  int outputSize() {
    return filters * outputPixels();
  }

  /** Weights of one filter. */
  int taps() {
    return channels * kernelHeight * kernelWidth;
  }

  /**
   * The number, as Deeplearning4j has it, of a weight among those of its filter.
   *
   * @param place its number where a row's weights of all channels come before the next row's
   */
  int tap(int place) {
    int row = place / kernelWidth / channels;
    int channel = place / kernelWidth % channels;
    return (channel * kernelHeight + row) * kernelWidth + place % kernelWidth;
  }

  /** Rows of sums that are made use of: pooling may leave out the last ones. */
  int usedHeight() {
    return pool.map(own -> own.usedHeight(outHeight())).orElse(outHeight());
  }

  /** Columns of sums that are made use of. */
  int usedWidth() {
    return pool.map(own -> own.usedWidth(outWidth())).orElse(outWidth());
  }
}
