package org.headtune.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.headtune.model.Networks.dense;
import static org.headtune.model.Networks.dropout;
import static org.headtune.model.Networks.norm;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.headtune.Place;
import org.headtune.config.FinetuneConfig;
import org.headtune.config.LayerConfig.ActivationFunction;
import org.headtune.data.Shape;
import org.junit.jupiter.api.Test;

final class TransferTest {
  private static final int WIDTH = 7;
  private static final int ROWS = 30;

  private static FinetuneConfig config(String... freeze) {
    return new FinetuneConfig(
        List.of(freeze),
        FinetuneConfig.Labels.DATA,
        Map.of(),
        FinetuneConfig.Preprocessing.INHERIT,
        List.of(),
        1,
        Map.of(),
        Optional.empty(),
        true);
  }

  private static SoftmaxClassifier parent() {
    SoftmaxClassifier parent =
        SoftmaxClassifier.create(
            Networks.of(
                dense(6, ActivationFunction.RELU),
                norm(),
                dropout(0.4),
                dense(5, ActivationFunction.TANH)),
            Networks.ADAM,
            Shape.row(WIDTH),
            3,
            1);
    for (int step = 0; step < 5; step++) {
      parent.fit(features(), labels(3), ROWS);
    }
    return parent;
  }

  private static float[] features() {
    float[] x = new float[ROWS * WIDTH];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) Math.sin(0.7 * i + 0.001 * i * i);
    }
    return x;
  }

  private static int[] labels(int classes) {
    return IntStream.range(0, ROWS).map(i -> i * 7 % classes).toArray();
  }

  private static TransferPlan plan(
      SoftmaxClassifier parent, FinetuneConfig config, Integer... from) {
    return TransferPlan.of(
        parent.graph(), parent.input(), config, List.of(from), 16, Networks.ADAM, Place::of);
  }

  private static float[] numbers(SoftmaxClassifier classifier, String parameter) {
    return classifier.graph().getParam(parameter).ravel().toFloatVector();
  }

  @Test
  void a_frozen_backbone_keeps_every_bit_and_the_head_learns() {
    SoftmaxClassifier parent = parent();
    TransferPlan plan = plan(parent, config("backbone"), 2, -1, 0, -1);
    SoftmaxClassifier child = SoftmaxClassifier.transfer(parent.graph(), plan, Networks.ADAM, 5);
    assertThat(child.graph().getParam("head_W").getColumn(0).toFloatVector())
        .isEqualTo(parent.graph().getParam("head_W").getColumn(2).toFloatVector());
    child.beginEpoch(1, 10);
    double first = child.fit(features(), labels(4), ROWS);
    double last = first;
    for (int step = 0; step < 30; step++) {
      last = child.fit(features(), labels(4), ROWS);
    }
    assertThat(last).isLessThan(first);
    for (String name :
        List.of("dense_1_W", "dense_1_b", "batch_norm_2_mean", "batch_norm_2_var", "dense_4_W")) {
      assertThat(numbers(child, name)).as(name).isEqualTo(numbers(parent, name));
    }
  }
}
