package org.headtune.model;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.javacpp.FloatPointer;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.wrapper.BaseWrapperLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Which units of the hidden layers have given more than one number. As soon as one has, nobody
 * looks at it again, so that in a healthy network this costs next to nothing.
 */
final class LiveUnits {
  private final Map<String, Units> layers = new LinkedHashMap<>();

  /** Those of one layer. */
  private static final class Units {
    /** The number that each of {@link #constant} has given so far. */
    private float[] numbers;

    /** Index of each unit that has given one number only; as many as {@link #left}. */
    private int[] constant;

    private int all;
    private int left;

    boolean begun() {
      return all > 0;
    }
  }

  /** Of every layer that ends in an activation function, but for the last one. */
  LiveUnits(ComputationGraph graph) {
    graph
        .getConfiguration()
        .getVertices()
        .forEach(
            (name, vertex) -> {
              if (vertex instanceof LayerVertex layer
                  && isActivated(layer.getLayerConf().getLayer())) {
                layers.put(name, new Units());
              }
            });
  }

  private static boolean isActivated(Layer layer) {
    if (layer instanceof BaseWrapperLayer wrapper) {
      return isActivated(wrapper.getUnderlying());
    } else if (layer instanceof ActivationLayer activation) {
      return !(activation.getActivationFn() instanceof ActivationIdentity);
    }
    return layer instanceof BaseLayer base
        && !(base instanceof BatchNormalization)
        && !(base instanceof BaseOutputLayer)
        && !(base instanceof DropoutLayer)
        && !(base.getActivationFn() instanceof ActivationIdentity);
  }

  /** Forgets all that was seen. */
  void begin() {
    layers.replaceAll((name, units) -> new Units());
  }

  /**
   * Takes what a layer has given for a batch.
   *
   * @param output {@code rows x units}, {@code rows x units x height x width}, or sequences
   * @param features units of each step of a sequence; 0 where there are none
   */
  void see(String layer, INDArray output, int features) {
    Units units = layers.get(layer);
    if (units == null || (units.begun() && units.left == 0)) {
      return;
    }
    Values values = features > 0 ? new OfSteps(output, features) : new Strided(output);
    if (values.isEmpty()) {
      return;
    }
    if (units.all != values.units()) {
      units.all = values.units();
      units.left = units.all;
      units.numbers = new float[units.all];
      units.constant = new int[units.all];
      for (int unit = 0; unit < units.all; unit++) {
        units.constant[unit] = unit;
        units.numbers[unit] = values.first(unit);
      }
    }
    int left = 0;
    for (int i = 0; i < units.left; i++) {
      // A number that is not finite never counts.
      if (Float.isFinite(units.numbers[i]) && values.isAll(units.constant[i], units.numbers[i])) {
        units.constant[left] = units.constant[i];
        units.numbers[left] = units.numbers[i];
        left++;
      }
    }
    units.left = left;
  }

  /** What the units of a layer have given. */
  private interface Values {
    int units();

    /** Whether they have given nothing. */
    boolean isEmpty();

    /** One number of a unit. */
    float first(int unit);

    /** Whether a unit has given this number alone. */
    boolean isAll(int unit, float number);
  }

  /** The numbers of an array, wherever they lie. */
  private static final class Strided implements Values {
    private final FloatBuffer numbers;
    private final int[] sizes = {1, 1, 1, 1};
    private final int[] strides = new int[4];

    Strided(INDArray array) {
      long last = 0;
      for (int axis = 0; axis < array.rank(); axis++) {
        sizes[axis] = Math.toIntExact(array.size(axis));
        strides[axis] = Math.toIntExact(array.stride(axis));
        last += (sizes[axis] - 1L) * strides[axis];
      }
      numbers = new FloatPointer(array.data().addressPointer()).limit(last + 1).asBuffer();
    }

    @Override
    public int units() {
      return sizes[1];
    }

    @Override
    public boolean isEmpty() {
      return false;
    }

    @Override
    public float first(int unit) {
      return numbers.get(unit * strides[1]);
    }

    @Override
    public boolean isAll(int unit, float number) {
      for (int row = 0; row < sizes[0]; row++) {
        int at = row * strides[0] + unit * strides[1];
        for (int i = 0; i < sizes[2]; i++) {
          for (int j = 0; j < sizes[3]; j++) {
            if (numbers.get(at + i * strides[2] + j * strides[3]) != number) {
              return false;
            }
          }
        }
      }
      return true;
    }
  }

  /** The steps that count of some sequences; what stands behind them nobody has given. */
  private static final class OfSteps implements Values {
    private final FloatBuffer numbers;
    private final int features;
    private final int width;
    private final int[] lengths;

    OfSteps(INDArray sequences, int features) {
      this.numbers = Native.address(sequences).asBuffer();
      this.features = features;
      this.width = Math.toIntExact(sequences.size(1));
      int rows = Math.toIntExact(sequences.size(0));
      this.lengths = SequenceRows.lengths(numbers, rows, (width - 1) / features, features);
    }

    @Override
    public int units() {
      return features;
    }

    @Override
    public boolean isEmpty() {
      return Arrays.stream(lengths).allMatch(length -> length == 0);
    }

    @Override
    public float first(int unit) {
      int row = 0;
      while (lengths[row] == 0) {
        row++;
      }
      return numbers.get(row * width + unit);
    }

    @Override
    public boolean isAll(int unit, float number) {
      for (int row = 0; row < lengths.length; row++) {
        for (int step = 0; step < lengths[row]; step++) {
          if (numbers.get(row * width + step * features + unit) != number) {
            return false;
          }
        }
      }
      return true;
    }
  }

  /** The share of a layer's units that have given one number only; NaN if none was seen. */
  double dead(String layer) {
    Units units = layers.get(layer);
    return units == null || !units.begun() ? Double.NaN : (double) units.left / units.all;
  }

  /** What was seen, by layer. */
  Map<String, HealthMemory.Units> memory() {
    Map<String, HealthMemory.Units> memory = new TreeMap<>();
    layers.forEach(
        (name, units) -> {
          if (units.begun()) {
            Map<Integer, Float> constant = new TreeMap<>();
            for (int i = 0; i < units.left; i++) {
              constant.put(units.constant[i], units.numbers[i]);
            }
            memory.put(name, new HealthMemory.Units(units.all, constant));
          }
        });
    return memory;
  }

  /** Goes on from what was seen before an interruption. */
  void recall(Map<String, HealthMemory.Units> memory) {
    begin();
    memory.forEach(
        (name, earlier) -> {
          Units units = new Units();
          units.all = earlier.all();
          units.constant = earlier.constant().keySet().stream().mapToInt(i -> i).toArray();
          units.left = units.constant.length;
          units.numbers = new float[units.left];
          for (int i = 0; i < units.left; i++) {
            units.numbers[i] = earlier.constant().get(units.constant[i]);
          }
          layers.replace(name, units);
        });
  }
}
