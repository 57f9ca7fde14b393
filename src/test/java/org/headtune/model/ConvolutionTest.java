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
    try (Convolution convolution = new Convolution(form)) {
      agrees(form, convolution, 2);
    }
  }

  private void agrees(ConvolutionForm form, Convolution convolution, int batch) {
    try (Matrix x = numbers(batch * form.inputSize());
        Matrix w = numbers(form.filters() * form.taps());
        Matrix dy = numbers(batch * form.outputSize());
        Matrix y = new Matrix(batch * form.outputSize()).rows(1);
        Matrix dx = new Matrix(batch * form.inputSize()).rows(1);
        Matrix dw = numbers(form.filters() * form.taps())) {
      float[] bias = new float[form.filters()];
      bias[form.filters() - 1] = 0.25f;
      double[] ofBias = new double[form.filters()];
      float[] choices = new float[batch * form.outputSize()];
      convolution.begin(batch, w.address());
      for (int first = 0; first < batch; first += convolution.imagesAtOnce()) {
        int count = Math.min(convolution.imagesAtOnce(), batch - first);
        convolution.forward(
            x.numbers(), first, count, bias, Float.NEGATIVE_INFINITY, y.numbers(), choices);
        convolution.above(dy.numbers(), null, first, count, choices, ofBias);
        convolution.weightGradient(first, count);
        convolution.inputGradient(dx.numbers(), first, count);
      }
      convolution.storeWeightGradient(dw.address());
      double[] sums = new double[batch * form.outputSize()];
      double[] ofWeights = new double[form.filters() * form.taps()];
      double[] ofPixels = new double[batch * form.inputSize()];
      double[] ofFilters = new double[form.filters()];
      for (int image = 0; image < batch; image++) {
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

  @Test
  void more_images_than_go_side_by_side() {
    ConvolutionForm form = new ConvolutionForm(2, 4, 3, 3, 3, 3, 1, 1, 1, 1, Optional.empty());
    try (Convolution convolution = new Convolution(form)) {
      int most = convolution.imagesAtOnce();
      for (int batch : new int[] {most + 5, 3, 2 * most}) {
        agrees(form, convolution, batch);
      }
    }
  }

  @Test
  void few_channels_and_many() {
    for (int channels : new int[] {1, 5, 6, 9}) {
      agrees(new ConvolutionForm(channels, 6, 7, 5, 3, 2, 0, 1, 0, 1, Optional.empty()));
    }
  }

  @Test
  void an_image_gives_the_same_bits_alone_and_beside_others() {
    ConvolutionForm form = new ConvolutionForm(3, 9, 8, 5, 3, 3, 1, 1, 1, 1, Optional.empty());
    try (Matrix x = numbers(67 * form.inputSize());
        Matrix w = numbers(form.filters() * form.taps());
        Matrix together = new Matrix(67 * form.outputSize()).rows(1);
        Matrix alone = new Matrix(67 * form.outputSize()).rows(1);
        Convolution convolution = new Convolution(form)) {
      forward(convolution, x, w, convolution.imagesAtOnce(), together);
      forward(convolution, x, w, 1, alone);
      assertThat(doubles(alone)).containsExactly(doubles(together));
    }
  }

  private static void forward(Convolution convolution, Matrix x, Matrix w, int atOnce, Matrix y) {
    float[] bias = {1, 2, 3, 4, 5};
    float[] choices = new float[y.width()];
    convolution.begin(67, w.address());
    for (int first = 0; first < 67; first += atOnce) {
      int count = Math.min(atOnce, 67 - first);
      convolution.forward(x.numbers(), first, count, bias, 0, y.numbers(), choices);
    }
  }
}
