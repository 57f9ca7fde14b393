package org.headtune.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Optional;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/**
 * Against the sums of the definition, in double; PyTorch's numbers are in {@code ReferenceTest}.
 */
final class ConvolutionTest {
  private static final Offset<Double> NEAR = within(2e-4);

  private static final int[] NONE = {};

  private final Random random = new Random(5);

  private Matrix numbers(int count) {
    Matrix matrix = new Matrix(count).rows(1);
    for (int i = 0; i < count; i++) {
      matrix.numbers().put(i, random.nextFloat() - 0.5f);
    }
    return matrix;
  }

  private interface Term {
    /** Called for each product of a weight and a pixel, with the place of the sum. */
    void of(int weight, int pixel, int sum);
  }

  private static void each(ConvolutionForm form, Term term) {
    for (int sum = 0; sum < form.outputSize(); sum++) {
      int filter = sum / form.outputPixels();
      int row = sum % form.outputPixels() / form.outWidth();
      int column = sum % form.outWidth();
      for (int tap = 0; tap < form.taps(); tap++) {
        int channel = tap / (form.kernelHeight() * form.kernelWidth());
        int y = row - form.top() + tap / form.kernelWidth() % form.kernelHeight();
        int x = column - form.left() + tap % form.kernelWidth();
        if (y >= 0 && y < form.height() && x >= 0 && x < form.width()) {
          int pixel = (channel * form.height() + y) * form.width() + x;
          term.of(filter * form.taps() + tap, pixel, sum);
        }
      }
    }
  }

  private void agrees(ConvolutionForm form) {
    try (Matrix x = numbers(2 * form.inputSize());
        Matrix w = numbers(form.filters() * form.taps());
        Matrix dy = numbers(2 * form.outputSize());
        Matrix y = new Matrix(2 * form.outputSize()).rows(1);
        Matrix dx = new Matrix(2 * form.inputSize()).rows(1);
        Matrix dw = numbers(form.filters() * form.taps());
        Convolution convolution = new Convolution(form)) {
      float[] bias = new float[form.filters()];
      bias[form.filters() - 1] = 0.25f;
      double[] ofBias = new double[form.filters()];
      for (int image = 0; image < 2; image++) {
        int in = image * form.inputSize();
        int out = image * form.outputSize();
        convolution.forward(
            x.numbers(), in, w.address(), bias, Float.NEGATIVE_INFINITY, y.numbers(), out, NONE);
        convolution.above(dy.numbers(), null, out, NONE, ofBias);
        convolution.weightGradient(x.numbers(), in, image, dw.address());
        convolution.inputGradient(w.address(), dx.numbers(), in);
      }
      double[] sums = new double[2 * form.outputSize()];
      double[] ofWeights = new double[form.filters() * form.taps()];
      double[] ofPixels = new double[2 * form.inputSize()];
      double[] ofFilters = new double[form.filters()];
      for (int image = 0; image < 2; image++) {
        int in = image * form.inputSize();
        int out = image * form.outputSize();
        each(
            form,
            (weight, pixel, sum) -> {
              double slope = dy.numbers().get(out + sum);
              sums[out + sum] += (double) w.numbers().get(weight) * x.numbers().get(in + pixel);
              ofWeights[weight] += slope * x.numbers().get(in + pixel);
              ofPixels[in + pixel] += slope * w.numbers().get(weight);
            });
        for (int sum = 0; sum < form.outputSize(); sum++) {
          sums[out + sum] += bias[sum / form.outputPixels()];
          ofFilters[sum / form.outputPixels()] += dy.numbers().get(out + sum);
        }
      }
      assertThat(doubles(y)).containsExactly(sums, NEAR);
      assertThat(doubles(dw)).containsExactly(ofWeights, within(1e-3));
      assertThat(doubles(dx)).containsExactly(ofPixels, NEAR);
      assertThat(ofBias).containsExactly(ofFilters, within(1e-3));
    }
  }

  private static double[] doubles(Matrix matrix) {
    double[] doubles = new double[matrix.width()];
    for (int i = 0; i < doubles.length; i++) {
      doubles[i] = matrix.numbers().get(i);
    }
    return doubles;
  }

  @Test
  void an_image_without_border() {
    agrees(new ConvolutionForm(2, 7, 5, 3, 3, 2, 0, 0, 0, 0, Optional.empty()));
  }

  @Test
  void an_uneven_border() {
    agrees(new ConvolutionForm(2, 6, 7, 3, 4, 3, 1, 1, 2, 1, Optional.empty()));
  }

  @Test
  void one_pixel() {
    agrees(new ConvolutionForm(3, 1, 1, 2, 1, 1, 0, 0, 0, 0, Optional.empty()));
  }

  @Test
  void a_large_image_goes_through_in_parts() {
    ConvolutionForm form = new ConvolutionForm(3, 60, 70, 2, 5, 5, 2, 2, 2, 2, Optional.empty());
    assertThat((long) form.taps() * form.outHeight() * form.paddedWidth()).isGreaterThan(300_000);
    agrees(form);
  }
}
