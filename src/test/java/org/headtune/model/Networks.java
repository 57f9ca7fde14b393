package org.headtune.model;

import java.util.List;
import java.util.Optional;
import org.headtune.config.HeadConfig;
import org.headtune.config.LayerConfig;
import org.headtune.config.LayerConfig.ActivationFunction;
import org.headtune.config.LayerConfig.DropoutKind;
import org.headtune.config.LayerConfig.Padding;
import org.headtune.config.LayerConfig.WeightInitialisation;
import org.headtune.config.ModelConfig;
import org.headtune.config.OptimizerConfig;

/** Short words for configs in tests. */
final class Networks {
  static final OptimizerConfig SGD = new OptimizerConfig.Sgd(0.1);
  static final OptimizerConfig ADAM = new OptimizerConfig.Adam(0.01, 0.9, 0.999, 1e-8);

  private Networks() {}

  static ModelConfig of(LayerConfig... layers) {
    return new ModelConfig(List.of(layers), new HeadConfig.Softmax());
  }

  static LayerConfig dense(int units, ActivationFunction activation) {
    return new LayerConfig.Dense(units, activation, WeightInitialisation.AUTO, 0);
  }

  static LayerConfig activation(ActivationFunction function) {
    return new LayerConfig.Activation(function);
  }

  static LayerConfig dropout(double rate) {
    return new LayerConfig.Dropout(rate, DropoutKind.AUTO);
  }

  static LayerConfig norm() {
    return new LayerConfig.BatchNorm(0.9, 1e-5);
  }

  static LayerConfig conv(int filters, int kernel, int stride, Padding padding) {
    return new LayerConfig.Conv2d(
        filters, kernel, stride, padding, ActivationFunction.RELU, WeightInitialisation.AUTO, 0);
  }

  static LayerConfig conv(int filters, int kernel, ActivationFunction activation) {
    return new LayerConfig.Conv2d(
        filters, kernel, 1, Padding.VALID, activation, WeightInitialisation.AUTO, 0);
  }

  static LayerConfig maxPool(int size, int stride) {
    return new LayerConfig.MaxPool(size, Optional.of(stride));
  }

  static LayerConfig avgPool(int size, int stride) {
    return new LayerConfig.AvgPool(size, Optional.of(stride));
  }

  static LayerConfig globalPool(LayerConfig.PoolingKind kind) {
    return new LayerConfig.GlobalPool(kind);
  }

  static LayerConfig lstm(
      int units, LayerConfig.Directions directions, LayerConfig.StepOutput output) {
    return new LayerConfig.Lstm(units, directions, output);
  }

  static LayerConfig simpleRnn(
      int units,
      LayerConfig.RecurrentFunction activation,
      LayerConfig.Directions directions,
      LayerConfig.StepOutput output) {
    return new LayerConfig.SimpleRnn(units, activation, directions, output);
  }

  static LayerConfig selfAttention(int units, int heads) {
    return new LayerConfig.SelfAttention(units, heads, Optional.empty());
  }

  static LayerConfig flatten() {
    return new LayerConfig.Flatten();
  }
}
