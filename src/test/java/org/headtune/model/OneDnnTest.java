package org.headtune.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.headtune.model.Networks.avgPool;
import static org.headtune.model.Networks.conv;
import static org.headtune.model.Networks.dense;
import static org.headtune.model.Networks.norm;

import java.lang.reflect.Field;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.layers.mkldnn.MKLDNNBatchNormHelper;
import org.deeplearning4j.nn.layers.mkldnn.MKLDNNConvHelper;
import org.deeplearning4j.nn.layers.mkldnn.MKLDNNSubsamplingHelper;
import org.headtune.config.LayerConfig.ActivationFunction;
import org.headtune.config.LayerConfig.Padding;
import org.headtune.data.Shape;
import org.junit.jupiter.api.Test;

/**
 * Without oneDNN everything still works, only several times slower: nobody would notice. What our
 * own links compute is not asked for.
 */
final class OneDnnTest {
  private static final int ROWS = 4;
  private static final Shape IMAGE = Shape.image(1, 12, 12);

  private static SoftmaxClassifier trained() {
    SoftmaxClassifier classifier =
        SoftmaxClassifier.create(
            Networks.of(
                conv(3, 3, 2, Padding.SAME),
                norm(),
                avgPool(2, 2),
                dense(5, ActivationFunction.RELU)),
            Networks.ADAM,
            IMAGE,
            3,
            1);
    float[] x = new float[ROWS * Math.toIntExact(IMAGE.size())];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) Math.sin(i);
    }
    int[] labels = IntStream.range(0, ROWS).map(i -> i % 3).toArray();
    classifier.fit(x, labels, ROWS);
    classifier.predict(x, ROWS, new float[ROWS * 3]);
    return classifier;
  }

  @Test
  void strided_convolution_mean_pooling_and_batch_norm_run_on_onednn()
      throws ReflectiveOperationException {
    SoftmaxClassifier classifier = trained();
    runsOn(MKLDNNConvHelper.class, classifier, "conv2d_1");
    runsOn(MKLDNNBatchNormHelper.class, classifier, "batch_norm_2");
    runsOn(MKLDNNSubsamplingHelper.class, classifier, "avg_pool_3");
  }

  /** A layer no longer asks its helper after the first failure, which it counts. */
  private static void runsOn(Class<?> helper, SoftmaxClassifier classifier, String name)
      throws ReflectiveOperationException {
    Layer layer = classifier.graph().getLayer(name);
    assertThat(layer.getHelper()).as(name).isInstanceOf(helper);
    assertThat(field(layer, "helperCountFail")).as(name).isEqualTo(0);
    if (helper == MKLDNNConvHelper.class) {
      assertThat(field(layer.getHelper(), "context")).as(name + " forward").isNotNull();
      assertThat(field(layer.getHelper(), "contextBwd")).as(name + " backward").isNotNull();
    } else if (helper == MKLDNNBatchNormHelper.class) {
      assertThat(field(layer.getHelper(), "context")).as(name + " forward").isNotNull();
      assertThat(field(layer.getHelper(), "meanCache")).as(name + " in training").isNotNull();
    }
  }

  private static Object field(Object owner, String name) throws ReflectiveOperationException {
    Class<?> type = owner.getClass();
    while (!type.getName().startsWith("org.deeplearning4j")) {
      type = type.getSuperclass();
    }
    Field field = type.getDeclaredField(name);
    field.setAccessible(true);
    return field.get(owner);
  }
}
