package org.headtune.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.headtune.ExitCode;
import org.headtune.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Attacks in the shape of Deeplearning4j's own zips. */
final class ForeignGateTest {
  private static boolean sung;

  @TempDir Path folder;

  /** Tells when it is initialised. */
  static final class Bird {
    static {
      sung = true;
    }

    private Bird() {}
  }

  private Path zip() {
    return folder.resolve("plain.zip");
  }

  private Forgery forgery() throws IOException {
    return new Forgery(Golden.copy("plain-sequence.zip", zip()));
  }

  private UserError refusal() {
    UserError error = catchThrowableOfType(UserError.class, () -> ModelZip.readForeign(zip()));
    assertThat(error).as("the file is refused").isNotNull();
    assertThat(error.exitCode()).isEqualTo(ExitCode.MODEL_FILE);
    assertThat(error.getMessage()).startsWith(zip().toString()).doesNotContain(": null");
    return error;
  }

  private UserError refusal(Forgery forgery) throws IOException {
    forgery.writePacked(zip());
    return refusal();
  }

  private UserError refusal(UnaryOperator<String> change) throws IOException {
    return refusal(forgery().with(ZipGate.CONFIGURATION, change));
  }

  @Test
  void a_forgery_that_changes_nothing_is_read() throws IOException {
    forgery().writePacked(zip());
    assertThat(ModelZip.readForeign(zip()).graph().numParams()).isEqualTo(91);
    forgery().without(ZipGate.UPDATER_STATE).writePacked(zip());
    assertThat(ModelZip.readForeign(zip()).graph().numParams()).isEqualTo(91);
  }

  @ParameterizedTest
  @CsvSource({
    "preprocessor.bin, a Java object",
    "objects/x, a Java object",
    "normalizer.bin, a normaliser",
    "noParams.marker, not a part of a network",
    "../../evil, not a part of a network",
    "/etc/evil, not a part of a network",
    "folder/, not a part of a network",
    "evil\u001b[31m, not a part of a network"
  })
  void other_entries_are_refused_with_the_reason(String name, String reason) throws IOException {
    assertThat(refusal(forgery().with(name, new byte[] {1})).getMessage())
        .contains(reason)
        .doesNotContain("\u001b");
    assertThat(folder.resolve("../../evil")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"configuration.json", "coefficients.bin"})
  void missing_entries_are_named(String name) throws IOException {
    assertThat(refusal(forgery().without(name)).getMessage())
        .contains(name.equals("configuration.json") ? "not of Headtune" : name);
  }

  @Test
  void directory_and_entries_must_say_the_same() throws IOException {
    forgery().with("updaterState.bim", new byte[] {1}).writePacked(zip());
    byte[] bytes = Files.readAllBytes(zip());
    int last = new String(bytes, StandardCharsets.ISO_8859_1).lastIndexOf("updaterState.bim");
    bytes[last + 15] = 'n';
    Files.write(zip(), bytes);
    assertThat(refusal()).hasMessageContaining("in a form that Deeplearning4j does not write");
  }

  @Test
  void bytes_before_after_or_between_are_refused() throws IOException {
    forgery().writePacked(zip());
    byte[] bytes = Files.readAllBytes(zip());
    Files.write(zip(), join(bytes, new byte[1]));
    refusal();
    Files.write(zip(), join(new byte[] {'P', 'K', 3, 4}, bytes));
    refusal();
    Files.write(zip(), join(bytes, bytes));
    refusal();
  }

  private static byte[] join(byte[] a, byte[] b) {
    return ByteBuffer.allocate(a.length + b.length).put(a).put(b).array();
  }

  @Test
  void a_bomb_is_refused_before_it_unpacks() throws IOException {
    long start = System.nanoTime();
    assertThat(refusal(forgery().with(ZipGate.CONFIGURATION, new byte[64 << 20])))
        .hasMessageContaining("are allowed");
    assertThat(refusal(forgery().with(ZipGate.COEFFICIENTS, new byte[64 << 20])))
        .hasMessageContaining("not those of the network's 91 parameters");
    Forgery large =
        forgery()
            .with(
                ZipGate.CONFIGURATION, json -> json.replace("\"nout\" : 5", "\"nout\" : 2000000"));
    int numbers = 20 + 8 + 8 * 2_000_000 + 2_000_000 + 18;
    byte[] zeros = Arrays.copyOf(FloatVector.header(numbers), FloatVector.HEADER + 4 * numbers);
    refusal(large.with(ZipGate.COEFFICIENTS, zeros));
    assertThat(System.nanoTime() - start).isLessThan(20_000_000_000L);
  }

  @Test
  void a_size_that_is_not_what_unpacks_is_refused() throws IOException {
    forgery().writePacked(zip());
    byte[] bytes = Files.readAllBytes(zip());
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int header = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("PK\u0001\u0002");
    int size = buffer.getInt(header + 24);
    int descriptor = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("PK\u0007\u0008");
    for (int wrong : new int[] {size - 1, size + 1, 0, -1}) {
      buffer.putInt(header + 24, wrong).putInt(descriptor + 12, wrong);
      Files.write(zip(), bytes);
      refusal();
    }
  }

  @ParameterizedTest
  @ValueSource(chars = {'c', 'f'})
  void a_matrix_of_one_row_is_read_as_older_releases_write_it(char order) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    INDArray row = Nd4j.linspace(-1, 1, 91, DataType.FLOAT);
    INDArray matrix = Nd4j.create(DataType.FLOAT, new long[] {1, 91}, order).assign(row);
    Nd4j.write(matrix, new DataOutputStream(bytes));
    forgery().with(ZipGate.COEFFICIENTS, bytes.toByteArray()).writePacked(zip());
    assertThat(ModelZip.readForeign(zip()).graph().params().toFloatVector())
        .isEqualTo(row.toFloatVector());
  }

  @ParameterizedTest
  @ValueSource(longs = {90, 92, -1, 1L << 40})
  void a_vector_of_another_length_is_refused(long length) throws IOException {
    byte[] bytes = forgery().bytes(ZipGate.COEFFICIENTS);
    System.arraycopy(FloatVector.header(length), 0, bytes, 0, FloatVector.HEADER);
    assertThat(refusal(forgery().with(ZipGate.COEFFICIENTS, bytes)))
        .hasMessageContaining("not a vector of 32-bit floats");
  }

  @Test
  void numbers_that_are_not_finite_are_refused() throws IOException {
    byte[] bytes = forgery().bytes(ZipGate.COEFFICIENTS);
    ByteBuffer.wrap(bytes).putFloat(FloatVector.HEADER + 7 * Float.BYTES, Float.NaN);
    assertThat(refusal(forgery().with(ZipGate.COEFFICIENTS, bytes)))
        .hasMessageContaining("position 7");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"nin\" : 8         | \"nin\" : 9",
        "\"nout\" : 5        | \"nout\" : -5",
        "\"nout\" : 5        | \"nout\" : 2000000000",
        "\"nout\" : 5        | \"nout\" : 5, \"nout\" : 5",
        "\"inputHeight\" : 6 | \"inputHeight\" : 2000000000",
        "\"inputHeight\" : 2 | \"inputHeight\" : 4",
        "\"stride\" : . 2, 2 . | \"stride\" : [ 0, 2 ]",
        "\"dataType\" : \"FLOAT\",  \"epochCount | \"dataType\" : \"DOUBLE\",  \"epochCount",
        "\"NCHW\"            | \"NHWC\"",
        "\"confs\"           | \"conf\"",
        "ActivationSoftmax   | ActivationSigmoid",
        "\"hasLayerNorm\" : false | \"hasLayerNorm\" : true"
      })
  void a_configuration_that_is_not_right_is_refused(String before, String after)
      throws IOException {
    refusal(
        json ->
            json.replaceAll("\n *", " ")
                .replaceAll(", +", ",  ")
                .replace("[ 2,  2 ]", "[ 2, 2 ]")
                .replaceAll(before, after));
  }

  @Test
  void a_configuration_beyond_all_measure_is_refused() throws IOException {
    String deep = "{\"confs\":" + "[".repeat(200_000) + "]".repeat(200_000) + "}";
    for (String json :
        List.of("", "{}", "[]", "null", "{}{}", "{\"confs\":[]}", "{\"confs\":[null]}", deep)) {
      refusal(forgery().with(ZipGate.CONFIGURATION, json.getBytes(StandardCharsets.UTF_8)));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "org.nd4j.linalg.activations.impl.ActivationSoftmax",
        "org.nd4j.linalg.activations.impl.ActivationTanH",
        "org.nd4j.linalg.lossfunctions.impl.LossNegativeLogLikelihood",
        "org.deeplearning4j.nn.conf.layers.DenseLayer",
        "org.deeplearning4j.nn.conf.layers.OutputLayer",
        "org.deeplearning4j.nn.conf.dropout.Dropout",
        "org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor"
      })
  void classes_named_by_the_file_are_never_touched(String place) throws IOException {
    refusal(json -> json.replace(place, Bird.class.getName()));
    assertThat(sung).isFalse();
  }

  /** What concerned its training only is left behind, whatever it names. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "org.nd4j.linalg.learning.config.Adam",
        "org.nd4j.linalg.learning.regularization.L2Regularization",
        "org.deeplearning4j.nn.weights.WeightInitXavier"
      })
  void classes_that_are_left_behind_are_never_touched(String place) throws IOException {
    forgery()
        .with(ZipGate.CONFIGURATION, json -> json.replace(place, Bird.class.getName()))
        .writePacked(zip());
    assertThat(ModelZip.readForeign(zip()).graph().numParams()).isEqualTo(91);
    assertThat(sung).isFalse();
  }

  @Test
  void the_parameters_are_those_of_the_file() throws IOException {
    Golden.copy("plain-sequence.zip", zip());
    FloatBuffer read = FloatBuffer.allocate(91);
    try (ForeignGate gate = ForeignGate.open(zip())) {
      gate.readParameters(read);
    }
    byte[] bytes = forgery().bytes(ZipGate.COEFFICIENTS);
    ByteBuffer numbers = ByteBuffer.wrap(bytes, FloatVector.HEADER, 91 * Float.BYTES);
    assertThat(read.flip()).isEqualTo(numbers.asFloatBuffer());
  }
}
