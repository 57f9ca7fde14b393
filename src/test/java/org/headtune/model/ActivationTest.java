package org.headtune.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.headtune.model.Networks.activation;
import static org.headtune.model.Networks.conv;
import static org.headtune.model.Networks.dense;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.headtune.config.LayerConfig;
import org.headtune.config.LayerConfig.ActivationFunction;
import org.headtune.data.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Every activation function, value and slope, as the layers of a network compute it. */
final class ActivationTest {
  /** Relative to 1 or to the value, whichever is more: a few units in a float's last place. */
  private static final double TOLERANCE = 1e-6;

  private static final float[] KINKS = {-2.5f, -1, -0.0f, 0, 1, 2.5f, 6};

  @SuppressWarnings("ArrayRecordComponent") // a plain carrier
  private record Curve(double[] values, double[] slopes) {}

  private static double[] reference(ActivationFunction f, String what) throws IOException {
    String name = f.name().toLowerCase(Locale.ROOT) + "_" + what;
    return References.read("activations.txt").get(name);
  }

  private static float[] points() throws IOException {
    double[] points = References.read("activations.txt").get("points");
    float[] floats = new float[points.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) points[i];
    }
    return floats;
  }

  /** A layer of one unit or pixel whose weighted sum is its input, and what it does to points. */
  private static Curve curve(LayerConfig config, Shape one, float... points) {
    try (SoftmaxClassifier network =
        SoftmaxClassifier.create(Networks.of(config), Networks.SGD, one, 2, 1)) {
      network.graph().initGradientsView();
      List<Link> links =
          Stream.of(network.graph().getLayers())
              .filter(layer -> !layer.conf().getLayer().getLayerName().equals(NetworkPlan.HEAD))
              .map(layer -> Chain.link(layer.conf().getLayer().getLayerName(), layer))
              .toList();
      for (Map.Entry<String, INDArray> entry : network.graph().paramTable().entrySet()) {
        if (entry.getKey().startsWith("dense_") || entry.getKey().startsWith("conv2d_")) {
          entry.getValue().assign(entry.getKey().endsWith("_W") ? 1 : 0);
        }
      }
      long[] shape =
          one.image() ? new long[] {points.length, 1, 1, 1} : new long[] {points.length, 1};
      INDArray values = Nd4j.createFromArray(points).reshape('c', shape);
      Scope scope = new Scope("TEST");
      return scope.pass(
          () -> {
            INDArray y = values;
            for (Link link : links) {
              INDArray below = y;
              y = scope.layer(() -> link.forward(below, true, scope.workspaces()));
            }
            double[] result = numbers(y);
            INDArray gradient = Nd4j.ones(DataType.FLOAT, shape);
            for (int i = links.size() - 1; i >= 0; i--) {
              Link link = links.get(i);
              INDArray above = gradient;
              gradient = scope.layer(() -> link.backward(above, true, scope.workspaces()));
            }
            return new Curve(result, numbers(gradient));
          });
    }
  }

  private static double[] numbers(INDArray array) {
    return array.dup('c').data().asDouble();
  }

  private static Map<String, Curve> everywhere(ActivationFunction f, float... points) {
    return Map.of(
        "dense", curve(dense(1, f), Shape.row(1), points),
        "conv2d", curve(conv(1, 1, f), Shape.image(1, 1, 1), points),
        "activation", curve(activation(f), Shape.row(1), points));
  }

  private static void assertClose(double[] actual, double[] expected, String what) {
    for (int i = 0; i < expected.length; i++) {
      if (Math.abs(expected[i]) > Float.MAX_VALUE) {
        continue; // a cube that no float can hold
      }
      double allowed = TOLERANCE * Math.max(1, Math.abs(expected[i]));
      assertThat(actual[i]).as("%s, number %d", what, i).isCloseTo(expected[i], within(allowed));
    }
  }

  @ParameterizedTest
  @EnumSource
  void values_and_slopes_are_those_of_pytorch_in_any_layer(ActivationFunction f)
      throws IOException {
    everywhere(f, points())
        .forEach(
            (layer, curve) -> {
              try {
                assertClose(curve.values(), reference(f, "value"), layer + " value");
                assertClose(curve.slopes(), reference(f, "slope"), layer + " slope");
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
  }

  @ParameterizedTest
  @EnumSource
  void the_formula_is_that_of_pytorch_too(ActivationFunction f) throws IOException {
    ActivationFormula formula = ActivationFormula.of(f);
    double[] x = References.read("activations.txt").get("points");
    assertClose(Arrays.stream(x).map(formula.value()).toArray(), reference(f, "value"), "value");
    assertClose(Arrays.stream(x).map(formula.slope()).toArray(), reference(f, "slope"), "slope");
  }

  @ParameterizedTest
  @EnumSource
  void the_slope_is_that_of_finite_differences(ActivationFunction f) {
    ActivationFormula formula = ActivationFormula.of(f);
    double way = 1e-6;
    for (double x = -9.005; x < 9; x += 0.01) {
      double rise = formula.value().applyAsDouble(x + way) - formula.value().applyAsDouble(x - way);
      double slope = formula.slope().applyAsDouble(x);
      assertThat(rise / (2 * way))
          .as("at %s", x)
          .isCloseTo(slope, within(1e-7 * Math.max(1, Math.abs(slope))));
    }
  }

  @ParameterizedTest
  @EnumSource
  void at_a_kink_the_slope_is_that_of_one_side(ActivationFunction f) {
    ActivationFormula formula = ActivationFormula.of(f);
    everywhere(f, KINKS)
        .forEach(
            (layer, curve) -> {
              for (int i = 0; i < KINKS.length; i++) {
                double x = KINKS[i];
                assertThat(curve.values()[i])
                    .isCloseTo(formula.value().applyAsDouble(x), within(1e-5));
                double left = formula.slope().applyAsDouble(x - 1e-9);
                double right = formula.slope().applyAsDouble(x + 1e-9);
                assertThat(curve.slopes()[i])
                    .as("%s at %s", layer, x)
                    .isBetween(Math.min(left, right) - 1e-4, Math.max(left, right) + 1e-4);
              }
            });
  }

  @ParameterizedTest
  @EnumSource
  void what_is_no_number_stays_none(ActivationFunction f) {
    everywhere(f, Float.NaN)
        .forEach((layer, curve) -> assertThat(curve.values()[0]).as(layer).isNaN());
  }

  @Test
  void every_function_has_a_text_of_its_own() {
    List<ActivationFormula> all =
        Arrays.stream(ActivationFunction.values()).map(ActivationFormula::of).toList();
    assertThat(all.stream().map(ActivationFormula::formula).collect(Collectors.toSet()))
        .hasSameSizeAs(all);
  }
}
