package org.headtune.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.headtune.model.Networks.activation;
import static org.headtune.model.Networks.dense;
import static org.headtune.model.Networks.dropout;

import java.util.Random;
import org.deeplearning4j.nn.conf.dropout.AlphaDropout;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.headtune.config.LayerConfig;
import org.headtune.config.LayerConfig.ActivationFunction;
import org.headtune.config.LayerConfig.DropoutKind;
import org.headtune.data.Shape;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

final class AlphaDropoutTest {
  private static final int WIDTH = 200_000;

  private static boolean isAlpha(String name, LayerConfig... layers) {
    try (SoftmaxClassifier network =
        SoftmaxClassifier.create(Networks.of(layers), Networks.SGD, Shape.row(3), 2, 1)) {
      Layer dropout = network.graph().getLayer(name).conf().getLayer();
      return dropout.getIDropout() instanceof AlphaDropout;
    }
  }

  @Test
  void a_dropout_of_values_of_selu_is_alpha_dropout() {
    LayerConfig selu = dense(3, ActivationFunction.SELU);
    assertThat(isAlpha("dropout_2", selu, dropout(0.1))).isTrue();
    assertThat(isAlpha("dropout_2", activation(ActivationFunction.SELU), dropout(0.1))).isTrue();
    assertThat(isAlpha("dropout_3", selu, dropout(0.1), dropout(0.1))).isTrue();
    assertThat(isAlpha("dropout_3", selu, Networks.norm(), dropout(0.1))).isFalse();
    assertThat(isAlpha("dropout_1", dropout(0.1))).isFalse();
    assertThat(isAlpha("dropout_2", dense(3, ActivationFunction.RELU), dropout(0.1))).isFalse();
    assertThat(isAlpha("dropout_2", selu, new LayerConfig.Dropout(0.1, DropoutKind.STANDARD)))
        .isFalse();
    assertThat(isAlpha("dropout_1", new LayerConfig.Dropout(0.1, DropoutKind.ALPHA))).isTrue();
  }

  /** Klambauer et al. 2017: the affine transformation keeps mean 0 and variance 1. */
  @Test
  void it_keeps_mean_and_variance_and_the_share_of_its_rate() {
    double rate = 0.2;
    try (SoftmaxClassifier network =
        SoftmaxClassifier.create(
            Networks.of(new LayerConfig.Dropout(rate, DropoutKind.ALPHA)),
            Networks.SGD,
            Shape.row(WIDTH),
            2,
            1)) {
      Random random = new Random(7);
      float[] normal = new float[WIDTH];
      for (int i = 0; i < WIDTH; i++) {
        normal[i] = (float) random.nextGaussian();
      }
      INDArray row = Nd4j.createFromArray(normal).reshape(1, WIDTH);
      INDArray out = network.graph().feedForward(row, true).get("dropout_1");
      assertThat(out.meanNumber().doubleValue()).isCloseTo(0, within(0.01));
      assertThat(out.var(false).getDouble(0)).isCloseTo(1, within(0.02));
      // By hand: a' = -1.0507 * 1.6733, a = (q + a'^2 q (1 - q))^-1/2, b = -a (1 - q) a'.
      double low = -1.0507009873554805 * 1.6732632423543772;
      double kept = 1 - rate;
      double a = 1 / Math.sqrt(kept + low * low * kept * rate);
      double b = -a * rate * low;
      float[] after = out.toFloatVector();
      int dropped = 0;
      for (int i = 0; i < WIDTH; i++) {
        boolean gone = Math.abs(after[i] - (a * low + b)) < 1e-5;
        dropped += gone ? 1 : 0;
        assertThat(gone || Math.abs(after[i] - (a * normal[i] + b)) < 1e-5).isTrue();
      }
      assertThat(dropped / (double) WIDTH).isCloseTo(rate, within(0.005));
    }
  }

  @Test
  void choices_are_told_once_each_with_their_reason() {
    NetworkPlan plan =
        NetworkPlan.of(
            Networks.of(
                dense(4, ActivationFunction.SELU),
                dropout(0.1),
                dense(4, ActivationFunction.SELU),
                dense(4, ActivationFunction.TANH)),
            Shape.row(3),
            2,
            8,
            Networks.SGD,
            key -> null);
    assertThat(plan.choices()).hasSize(3);
    assertThat(plan.choices().get(0))
        .startsWith("dense_1, dense_3: first weights lecun_normal for selu, since ");
    assertThat(plan.choices().get(1)).startsWith("dropout_2: alpha dropout, since ");
    assertThat(plan.choices().get(2))
        .startsWith("dense_4: first weights glorot_normal for tanh, since ");
  }
}
