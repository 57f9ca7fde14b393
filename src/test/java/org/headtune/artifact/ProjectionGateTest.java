package org.headtune.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.headtune.data.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.impl.LossCosineProximity;

/** A network whose head compares views, as it is written and as it is forged. */
final class ProjectionGateTest {
  private static String json() {
    return new NeuralNetConfiguration.Builder()
        .updater(new Adam(0.01))
        .graphBuilder()
        .addInputs("input")
        .setInputTypes(InputType.feedForward(4))
        .addLayer(
            "projection",
            new DenseLayer.Builder().nOut(3).activation(Activation.RELU).build(),
            "input")
        .addLayer(
            "head",
            new OutputLayer.Builder(new LossCosineProximity())
                .nOut(3)
                .activation(Activation.IDENTITY)
                .build(),
            "projection")
        .setOutputs("head")
        .build()
        .toJson();
  }

  private static NetworkOutline outline(String json) throws Exception {
    JsonNode graph = new ObjectMapper().readTree(json);
    ConfigurationGate.check("configuration.json", graph);
    return NetworkOutline.of("configuration.json", graph, Shape.row(4));
  }

  @Test
  void what_was_not_forged_is_read() throws Exception {
    NetworkOutline outline = outline(json());

    assertThat(outline.layers())
        .containsExactly(
            new LayerOutline("projection", "dense", "relu", Shape.row(3), 15),
            new LayerOutline("head", "projection", "", Shape.row(3), 12));
    assertThat(outline.knowsClasses()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"projection\"            | \"dense_1\"                | has no dense layer called projection",
        "ActivationIdentity        | ActivationSoftmax          | is neither a softmax nor a sigmoid",
        "ActivationIdentity        | ActivationReLU             | is neither a softmax nor a sigmoid",
        "LossCosineProximity       | LossMCXENT                 | is neither a softmax nor a sigmoid",
        "LossCosineProximity       | LossHinge                  | names the class",
      })
  void what_was_forged_is_refused(String from, String to, String why) {
    String forged = json().replace(from, to);
    assertThat(forged).isNotEqualTo(json());
    assertThatThrownBy(() -> outline(forged))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining(why);
  }
}
