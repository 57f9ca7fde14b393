package org.headtune.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.headtune.model.FineTuning.freeze;
import static org.headtune.model.Networks.activation;
import static org.headtune.model.Networks.avgPool;
import static org.headtune.model.Networks.conv;
import static org.headtune.model.Networks.dense;
import static org.headtune.model.Networks.dropout;
import static org.headtune.model.Networks.flatten;
import static org.headtune.model.Networks.globalPool;
import static org.headtune.model.Networks.maxPool;
import static org.headtune.model.Networks.norm;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.headtune.config.LayerConfig;
import org.headtune.config.LayerConfig.ActivationFunction;
import org.headtune.config.LayerConfig.Padding;
import org.headtune.config.LayerConfig.PoolingKind;
import org.headtune.data.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.factory.Nd4j;

final class FeatureCacheTest {
  private static final Shape IMAGE = Shape.image(2, 9, 8);
  private static final int WIDTH = 144;
  private static final int ROWS = 300;
  private static final int CLASSES = 5;

  private static Map<String, LayerConfig[]> backbones() {
    Map<String, LayerConfig[]> backbones = new LinkedHashMap<>();
    for (ActivationFunction f : ActivationFunction.values()) {
      backbones.put(f.name(), new LayerConfig[] {dense(37, f), activation(f), dense(20, f)});
    }
    LayerConfig relu = dense(33, ActivationFunction.RELU);
    backbones.put("wide", new LayerConfig[] {dense(511, ActivationFunction.RELU), relu, relu});
    backbones.put("norm", new LayerConfig[] {relu, norm(), dropout(0.3), relu, norm()});
    LayerConfig three = conv(6, 3, 1, Padding.SAME);
    backbones.put(
        "convolutions",
        new LayerConfig[] {three, norm(), maxPool(2, 2), conv(7, 3, 1, Padding.VALID), relu});
    backbones.put(
        "pools", new LayerConfig[] {three, avgPool(2, 1), three, globalPool(PoolingKind.AVG)});
    backbones.put("flat", new LayerConfig[] {three, maxPool(3, 2), flatten(), norm(), relu});
    return backbones;
  }

  private static Stream<String> names() {
    return backbones().keySet().stream();
  }

  private static SoftmaxClassifier parent(String name) {
    SoftmaxClassifier parent =
        SoftmaxClassifier.create(
            Networks.of(backbones().get(name)), Networks.ADAM, IMAGE, CLASSES, 1);
    parent.fit(features(ROWS), labels(), ROWS);
    return parent;
  }

  private static float[] features(int rows) {
    float[] x = new float[rows * WIDTH];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) Math.sin(0.7 * i + 0.001 * i * (i % 1009));
    }
    return x;
  }

  private static int[] labels() {
    return IntStream.range(0, ROWS).map(i -> i * 7 % CLASSES).toArray();
  }

  /** Room in memory that rows are put into in their order, and none is read before the last is. */
  static final class Room implements FeatureCache.Room {
    private final FloatBuffer numbers;
    private final int width;
    private int set;

    Room(int rows, int width) {
      numbers = FloatBuffer.allocate(rows * width);
      this.width = width;
    }

    @Override
    public void set(int row, FloatBuffer source, int at) {
      assertThat(row).isEqualTo(set++);
      numbers.put(row * width, source, at, width);
    }

    @Override
    public void get(int row, FloatBuffer target, int at) {
      assertThat(set * width).isEqualTo(numbers.capacity());
      target.put(at, numbers, row * width, width);
    }
  }

  /** Every other batch is mixed. */
  private static Mixture mixture(int batch, int count) {
    return batch % 2 == 0
        ? Mixture.NONE
        : new Mixture(0.3, IntStream.range(0, count).map(row -> count - 1 - row).toArray());
  }

  /** What remains of a run: weights, the optimiser's state, and predictions after each epoch. */
  private static List<float[]> run(SoftmaxClassifier classifier, boolean cached, int batchSize) {
    FeatureTable examples = FeatureTable.of(features(ROWS), WIDTH);
    FeatureCache cache =
        cached ? new FeatureCache(examples, ROWS, Room::new) : FeatureCache.none(examples);
    List<float[]> results = new ArrayList<>();
    int batches = (ROWS - 1) / batchSize + 1;
    for (int epoch = 1; epoch <= 3; epoch++) {
      classifier.beginEpoch(epoch, batches);
      FeatureTable table = cache.rows(classifier);
      assertThat(table == examples).isEqualTo(!cached || epoch == 3);
      int[] order = order(epoch);
      for (int batch = 0; batch < batches; batch++) {
        Nd4j.getRandom().setSeed(epoch * 1000L + batch);
        int from = batch * batchSize;
        int count = Math.min(batchSize, ROWS - from);
        classifier.fit(table, labels(), order, from, count, mixture(batch, count));
      }
      float[] probabilities = new float[ROWS * CLASSES];
      classifier.predict(table, 0, ROWS, probabilities);
      results.add(probabilities);
    }
    results.add(classifier.parameters());
    results.add(classifier.graph().updaterState().toFloatVector());
    return results;
  }

  /** A permutation: 7 and 300 have no common divisor. */
  private static int[] order(int epoch) {
    return IntStream.range(0, ROWS).map(i -> (i * 7 + epoch) % ROWS).toArray();
  }

  @ParameterizedTest
  @MethodSource("names")
  void cached_features_give_the_same_bits(String name) {
    SoftmaxClassifier parent = parent(name);
    int layers = backbones().get(name).length;
    FineTuning gradual =
        freeze("backbone").unfreeze(2, "*_" + layers, "*_" + (layers - 1)).unfreeze(3, "backbone");
    for (int batchSize : new int[] {16, 130}) {
      List<float[]> plain =
          run(gradual.of(parent, Networks.ADAM, 0, -1, 2, -1, 4), false, batchSize);
      List<float[]> cached =
          run(gradual.of(parent, Networks.ADAM, 0, -1, 2, -1, 4), true, batchSize);
      for (int i = 0; i < plain.size(); i++) {
        assertThat(cached.get(i))
            .as("%s, batches of %s, result %s", name, batchSize, i)
            .isEqualTo(plain.get(i));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void the_features_of_a_row_do_not_depend_on_the_other_rows(String name) {
    SoftmaxClassifier child = freeze("backbone").of(parent(name), Networks.ADAM, 0, 1);
    child.beginEpoch(1, 1);
    int width = child.featureWidth();
    float[] expected = computed(child, features(ROWS), ROWS);
    for (int kept = 0; kept < 7; kept++) {
      float[] others = features(ROWS);
      for (int i = 0; i < others.length; i++) {
        others[i] = i / WIDTH % 7 == kept ? others[i] : i % 3 == 0 ? 1e6f : -3;
      }
      float[] found = computed(child, others, ROWS);
      for (int row = kept; row < ROWS; row += 7) {
        assertThat(Arrays.copyOfRange(found, row * width, (row + 1) * width))
            .as("%s, row %s", name, row)
            .isEqualTo(Arrays.copyOfRange(expected, row * width, (row + 1) * width));
      }
    }
  }

  private static float[] computed(SoftmaxClassifier classifier, float[] features, int rows) {
    Room room = new Room(rows, classifier.featureWidth());
    new FeatureCache(FeatureTable.of(features, WIDTH), rows, (r, w) -> room).rows(classifier);
    return room.numbers.array();
  }

  @Test
  void nothing_is_cached_where_the_lowest_layer_is_trained() {
    SoftmaxClassifier child = freeze("dense_2").of(parent("wide"), Networks.ADAM, 0, 1);
    child.beginEpoch(1, 1);
    FeatureTable examples = FeatureTable.of(features(ROWS), WIDTH);
    FeatureCache cache = new FeatureCache(examples, ROWS, (rows, width) -> null);
    assertThat(cache.rows(child)).isSameAs(examples);
    assertThat(child.featureWidth()).isEqualTo(WIDTH);
  }
}
