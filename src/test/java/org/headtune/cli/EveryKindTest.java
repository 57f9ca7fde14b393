package org.headtune.cli;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;
import org.headtune.config.LayerConfig.ActivationFunction;
import org.headtune.config.LayerConfig.WeightInitialisation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a config may ask for can be trained, written, and read back to predict. */
final class EveryKindTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[{conv2d: {filters: 2}}, batch_norm, max_pool, {conv2d: {filters: 2}}, flatten, batch_norm]",
        "[flatten, {dense: {units: 4}}, {dropout: {rate: 0.5}}, {activation: {function: tanh}}]",
        "[{activation: {function: prelu}}, {conv2d: {filters: 2, activation: prelu}}, global_pool]",
        "[{dense: {units: 4, activation: selu}}, {dropout: {rate: 0.2}}]",
        "[{dropout: {rate: 0.2, kind: alpha}}, {activation: {function: mish}}]",
        "[{conv2d: {filters: 2, padding: same}}, avg_pool, {global_pool: {kind: max}}]",
        "[global_pool]",
        "[]"
      })
  void kind_of_layer(String layers) {
    worksAsAFile(
        "configs/digits-cnn.yaml",
        "data/digits/test.csv",
        "data.train=data/digits/test.csv",
        "model.layers=" + layers);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{type: softmax}",
        "{type: sampled_softmax, samples: 2}",
        "{type: sampled_softmax, samples: 1, distribution: uniform}",
        "{type: sampled_softmax}",
        "{type: mixture_of_softmaxes}",
        "{type: mixture_of_softmaxes, components: 1, width: 3}"
      })
  void kind_of_head(String head) {
    worksAsAFile("configs/digits.yaml", "data/digits/test.csv", "model.head=" + head);
  }

  @Test
  void inspect_names_functions_and_alpha_dropout() {
    worksAsAFile(
        "configs/iris.yaml",
        "data/iris.csv",
        "model.layers=[{dense: {units: 4, activation: selu}}, {dropout: {rate: 0.2}},"
            + " {dense: {units: 3, activation: prelu}}, {activation: {function: hard_tanh}}]");
    assertThat(Run.of("inspect", folder.resolve("run").toString()).out())
        .containsPattern("dense_1 +dense +selu +4 +20\n")
        .containsPattern("dropout_2 +dropout +alpha +4 +0\n")
        .containsPattern("dense_3 +dense +identity +3 +15\n")
        .containsPattern("activation_3 +activation +prelu +3 +3\n")
        .containsPattern("activation_4 +activation +hard_tanh +3 +0\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[lstm: {units: 3}]",
        "[lstm: {units: 3, output: steps}, dropout: {rate: 0.5}, simple_rnn: {units: 2}]",
        "[lstm: {units: 3, bidirectional: concat}, dense: {units: 4}]",
        "[simple_rnn: {units: 3, bidirectional: mean, output: steps, activation: relu}, global_pool]",
        "[activation: {function: tanh}, lstm: {units: 2, bidirectional: add}, batch_norm]",
        "[self_attention: {units: 4, heads: 2}, activation: {function: gelu}, simple_rnn: {units: 2}]",
        "[self_attention: {units: 3, heads: 2, head_size: 5}, global_pool, dense: {units: 4}]",
        "[global_pool: {kind: max}]",
        "[positions: {}, transformer_block: {heads: 2}, layer_norm: {}, global_pool]",
        "[lstm: {units: 3, output: steps}, transformer_block: {heads: 1, causal: true}, lstm: {units: 2}]"
      })
  void kind_of_layer_on_sequences(String layers) {
    worksAsAFile(
        "configs/digits-rnn.yaml",
        "data/digits/test.csv",
        "data.train=data/digits/test.csv",
        "model.layers=" + layers.replaceAll("(\\w+): (\\{[^{}]*})", "{$1: $2}"));
  }

  @Test
  void activation_functions_and_first_weights() {
    Stream<String> activations =
        Arrays.stream(ActivationFunction.values()).map(f -> layer("activation", f));
    Stream<String> weights =
        Arrays.stream(WeightInitialisation.values()).map(w -> layer("weight_init", w));
    String layers = Stream.concat(activations, weights).collect(joining(", ", "[", "]"));
    worksAsAFile("configs/iris.yaml", "data/iris.csv", "model.layers=" + layers);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "adam",
        "adamw",
        "sgd",
        "nesterovs",
        "rmsprop",
        "nadam",
        "amsgrad",
        "adagrad",
        "adadelta"
      })
  void optimiser(String type) {
    worksAsAFile("configs/iris.yaml", "data/iris.csv", "training.optimizer={type: " + type + "}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "loss={label_smoothing: 0.1, focal_gamma: 2}",
        "loss={class_weights: balanced}",
        "loss={class_weights: effective_number}",
        "loss={class_weights: {setosa: 2.5}, logit_adjustment: 1}",
        "oversample=true",
        "mixup=0.4"
      })
  void loss(String setting) {
    worksAsAFile("configs/iris.yaml", "data/iris.csv", "training." + setting);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "constant",
        "step",
        "exponential",
        "linear",
        "cosine",
        "one_cycle",
        "inverse_sqrt",
        "polynomial",
        "reduce_on_plateau"
      })
  void schedule(String type) {
    String warmup = ", warmup: 2 steps}";
    worksAsAFile("configs/iris.yaml", "data/iris.csv", "training.schedule={type: " + type + warmup);
  }

  @Test
  void all_that_makes_a_step() {
    worksAsAFile(
        "configs/iris.yaml",
        "data/iris.csv",
        "training.clipping={value: 1, layer_norm: 1, global_norm: 1}",
        "training.regularization={l1: 0.001, l2: 0.001, weight_decay: 0.01, max_norm: 2}",
        "training.accumulate=2",
        "training.weight_average={}");
  }

  private static String layer(String key, Enum<?> word) {
    return "{dense: {units: 3, %s: %s}}".formatted(key, word.name().toLowerCase(Locale.ROOT));
  }

  private void worksAsAFile(String config, String data, String... settings) {
    String run = folder.resolve("run").toString();
    Stream<String> words =
        Stream.concat(
            Stream.of("train", config, "-o", run, "--set", "training.epochs=1"),
            Arrays.stream(settings).flatMap(setting -> Stream.of("--set", setting)));
    Run train = Run.of(words.toArray(String[]::new));
    assertThat(train.exit()).as(train.err()).isZero();
    Run predict = Run.of("predict", run, data);
    assertThat(predict.exit()).as(predict.err()).isZero();
  }
}
