package org.headtune.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.regex.Pattern;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.conf.layers.SelfAttentionLayer;
import org.headtune.data.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/** Forged sizes of layers that tell the shapes of their parameters themselves. */
final class LayerShapesTest {
  private static final Shape SEQUENCE = Shape.sequence(5, 3);
  private static final Shape IMAGE = Shape.image(1, 6, 6);

  private static String json(InputType input, Layer first, Layer second) {
    var builder =
        new NeuralNetConfiguration.Builder()
            .updater(new Adam(0.01))
            .graphBuilder()
            .addInputs("input")
            .setInputTypes(input);
    builder.addLayer("a", first, "input").addLayer("b", second, "a");
    builder.addLayer(
        "head",
        new OutputLayer.Builder(new LossMCXENT()).nOut(3).activation(Activation.SOFTMAX).build(),
        "b");
    return builder
        .setOutputs("head")
        .build()
        .toJson()
        .replaceAll("\"preProcessor\" : \\{[^{}]*Rnn[^{}]*}", "\"preProcessor\" : null");
  }

  private static String attention() {
    SelfAttentionLayer attention =
        new SelfAttentionLayer.Builder().nOut(4).nHeads(2).headSize(6).projectInput(true).build();
    attention.setNIn(InputType.recurrent(3), true);
    attention.getLayerParams();
    return json(InputType.recurrent(3, 5), attention, new GlobalPoolingLayer());
  }

  private static String slopes() {
    return json(
            InputType.convolutionalFlat(6, 6, 1),
            new ConvolutionLayer.Builder(3, 3).nOut(2).build(),
            new PReLULayer.Builder().inputShape(2, 4, 4).sharedAxes(2, 3).build())
        .replaceAll("\\s+", " ");
  }

  private static NetworkOutline outline(String json, Shape input) throws Exception {
    var graph = new ObjectMapper().readTree(json);
    ConfigurationGate.check("configuration.json", graph);
    return NetworkOutline.of("configuration.json", graph, input);
  }

  private static RefusedException refusal(String json, Shape input) {
    RefusedException refusal =
        catchThrowableOfType(RefusedException.class, () -> outline(json, input));
    assertThat(refusal).as(json).isNotNull();
    return refusal;
  }

  @Test
  void what_was_not_forged_is_read() throws Exception {
    assertThat(outline(attention(), SEQUENCE).layers().get(0))
        .isEqualTo(
            new LayerOutline(
                "a", "self_attention", "2 heads", Shape.sequence(5, 4), 3 * 2 * 6 * 3 + 2 * 6 * 4));
    assertThat(outline(slopes(), IMAGE).layers().get(1).parameters()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"nin\" : 3 | \"nin\" : 4 | nin' does not fit the input, 5 steps of 3",
        "\"nheads\" : 2 | \"nheads\" : 4 | layerParams' does not tell the parameters [Wq=[4, 6, 3]",
        "\"nheads\" : 2 | \"nheads\" : -2 | nheads' is not a whole number above 0",
        "\"nheads\" : 2 | \"nheads\" : 2000000000 | computes more numbers for one step",
        "\"headSize\" : 6 | \"headSize\" : 7 | layerParams' does not tell",
        "\"headSize\" : 6 | \"headSize\" : 2147483647 | computes more numbers for one step",
        "\"headSize\" : 6 | \"headSize\" : 6.5 | headSize' is not a whole number above 0",
        "\"nout\" : 4 | \"nout\" : 5 | layerParams' does not tell",
        "\"nout\" : 4 | \"nout\" : 0 | nout' is not a whole number above 0",
        "\"Wq\" : [ 2, 6, 3 ] | \"Wq\" : [ 2, 6, 3000000 ] | layerParams' does not tell",
        "\"Wq\" : [ 2, 6, 3 ] | \"Wq\" : [ 6, 2, 3 ] | layerParams' does not tell",
        "\"Wq\" : [ 2, 6, 3 ] | \"Wq\" : [ 2, 6.5, 3 ] | layerParams' does not tell",
        "\"Wq\" : [ 2, 6, 3 ] | \"Wq\" : 36 | layerParams' does not tell",
        "\"Wq\" : [ 2, 6, 3 ], | '' | layerParams' does not tell",
        "\"Wk\" | \"Wz\" | layerParams' does not tell",
        "\"Wo\" : [ 12, 4 ] | \"Wo\" : [ 12, 4 ], \"more\" : [ 1 ] | layerParams' does not tell",
        "\"biasParams\" : { } | \"biasParams\" : { \"b\" : [ 4 ] } | layerParams' does not tell",
        "\"biasParams\" : { } | \"biasParams\" : null | layerParams' does not tell",
        "\"projectInput\" : true | \"projectInput\" : false | projectInput' is false",
        "\"projectInput\" : true | \"projectInput\" : 1 | projectInput' is neither true nor false",
        "\"paramWeightInit\" : null | \"paramWeightInit\" : { } | paramWeightI",
        "SelfAttentionLayer | LearnedSelfAttentionLayer | names the class"
      })
  void forged_attention_is_refused(String before, String after, String reason) {
    String json = attention();
    String forged = json.replaceFirst(Pattern.quote(before), after);
    assertThat(forged).isNotEqualTo(json);
    assertThat(refusal(forged, SEQUENCE)).hasMessageContaining(reason);
  }

  @Test
  void attention_over_a_row_is_refused() {
    assertThat(refusal(attention(), Shape.row(3)))
        .hasMessageContaining("needs a sequence, but is given 3");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[ 2, 4, 4 ] | [ 3, 4, 4 ] | inputShape",
        "[ 2, 4, 4 ] | [ 2, 4 ] | inputShape",
        "[ 2, 4, 4 ] | [ 2, 4, 4, 1 ] | inputShape",
        "[ 2, 4, 4 ] | [ 2, 40000, 4 ] | inputShape",
        "[ 2, 4, 4 ] | [ 1, 4, 4 ] | inputShape",
        "[ 2, 4, 4 ] | [ -2, 4, 4 ] | inputShape",
        "[ 2, 4, 4 ] | null | inputShape",
        "[ 2, 3 ] | [ 2, 3, 4 ] | sharedAxes",
        "[ 2, 3 ] | [ 0 ] | sharedAxes",
        "[ 2, 3 ] | [ -1, 2 ] | sharedAxes"
      })
  void forged_slopes_are_refused(String before, String after, String key) {
    String json = slopes();
    String forged =
        json.replaceFirst("(\"%s\" : )%s".formatted(key, Pattern.quote(before)), "$1" + after);
    assertThat(forged).isNotEqualTo(json);
    assertThat(refusal(forged, IMAGE)).hasMessageContaining(key);
  }
}
