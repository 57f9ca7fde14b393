package org.headtune.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.deeplearning4j.util.ModelSerializer;
import org.headtune.ExitCode;
import org.headtune.UserError;
import org.headtune.data.Shape;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ZipGateTest {
  @TempDir static Path folder;
  private static Path good;

  private final Path zip = folder.resolve("bad.zip");

  @BeforeAll
  static void write() {
    good = folder.resolve("good.zip");
    Networks.writeCheckpoint(good, Networks.linear(), Shape.row(4));
  }

  private static Forgery forgery() throws IOException {
    return new Forgery(good);
  }

  /** What is said of a file that can neither be trained on nor used for predictions. */
  private static UserError refusal(Path file) {
    UserError error = refusal(file, () -> ModelZip.readCheckpoint(file, Networks.State.class));
    assertThat(refusal(file, () -> ModelZip.read(file))).hasMessage(error.getMessage());
    return error;
  }

  private static UserError refusal(Path file, ThrowingCallable reading) {
    UserError error = catchThrowableOfType(UserError.class, reading);
    assertThat(error).as("the file is refused").isNotNull();
    assertThat(error.exitCode()).isEqualTo(ExitCode.MODEL_FILE);
    assertThat(error.getMessage()).doesNotContain(": null").startsWith(file.toString());
    return error;
  }

  private UserError refusal(Forgery forgery) throws IOException {
    forgery.write(zip);
    return refusal(zip);
  }

  @Test
  void a_forgery_that_changes_nothing_is_read() throws IOException {
    forgery().write(zip);
    assertThat(ModelZip.read(zip).graph().numParams()).isEqualTo(15);
  }

  @Test
  void bytes_before_after_or_between_are_refused() throws IOException {
    byte[] bytes = Files.readAllBytes(good);
    Files.write(zip, join(bytes, new byte[1]));
    assertThat(refusal(zip)).hasMessageContaining("belong to no entry");
    Files.write(zip, join("MZ".getBytes(StandardCharsets.US_ASCII), bytes));
    refusal(zip);
    Files.write(zip, join(bytes, bytes));
    refusal(zip);
  }

  /** In both headers alike: encrypted, zip64, compressed, by a method unknown. */
  @ParameterizedTest
  @CsvSource({"6, 8, 1", "4, 6, 45", "8, 10, 8", "8, 10, 99"})
  void kinds_of_zip_that_headtune_does_not_write_are_refused(int local, int directory, int value)
      throws IOException {
    byte[] bytes = Files.readAllBytes(good);
    int first = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("PK\u0001\u0002");
    bytes[local] = (byte) value;
    bytes[first + directory] = (byte) value;
    Files.write(zip, bytes);
    refusal(zip);
  }

  private static byte[] join(byte[] a, byte[] b) {
    return ByteBuffer.allocate(a.length + b.length).put(a).put(b).array();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "preprocessor.bin",
        "normalizer.bin",
        "noParams.marker",
        "objects/x",
        "../../evil",
        "/etc/evil",
        "folder/",
        "evil\u001b[31m",
        "CONFIGURATION.JSON"
      })
  void unknown_entries_are_refused(String name) throws IOException {
    String message = refusal(forgery().with(name, new byte[] {1})).getMessage();
    assertThat(message).contains("no Headtune model has").doesNotContain("\u001b");
    assertThat(folder.resolve("../../evil")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"configuration.json", "coefficients.bin", "headtune/model.json"})
  void missing_entries_are_named(String name) throws IOException {
    assertThat(refusal(forgery().without(name)))
        .hasMessageContaining(name.equals("configuration.json") ? "not of Headtune" : name);
  }

  @Test
  void an_entry_that_only_the_card_knows_is_missed() throws IOException {
    forgery().without(ZipGate.UPDATER_STATE).writeAsItIs(zip);
    assertThat(refusal(zip)).hasMessageContaining("!/updaterState.bin: is missing");
  }

  @Test
  void two_entries_of_one_name_are_refused() throws IOException {
    List<StoredZip.Part> parts = new ArrayList<>(forgery().parts());
    parts.add(1, parts.get(0));
    try (OutputStream out = Files.newOutputStream(zip)) {
      StoredZip.write(out, parts);
    }
    assertThat(refusal(zip)).hasMessageContaining("twice");
  }

  @Test
  void entries_in_another_order_are_refused() throws IOException {
    Forgery forgery = forgery();
    byte[] coefficients = forgery.bytes(ZipGate.COEFFICIENTS);
    assertThat(
            refusal(forgery.without(ZipGate.COEFFICIENTS).with(ZipGate.COEFFICIENTS, coefficients)))
        .hasMessageContaining("another order");
  }

  @Test
  void a_directory_that_tells_something_else_is_refused() throws IOException {
    byte[] bytes = Files.readAllBytes(good);
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    int second = text.lastIndexOf("coefficients.bin");
    System.arraycopy("preprocessor.bin".getBytes(StandardCharsets.US_ASCII), 0, bytes, second, 16);
    Files.write(zip, bytes);
    assertThat(refusal(zip)).hasMessageContaining("does not match its entries");
  }

  @Test
  void a_zip_that_was_packed_again_is_refused() throws IOException {
    Forgery forgery = forgery();
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      for (StoredZip.Part part : forgery.parts()) {
        out.putNextEntry(new ZipEntry(part.name()));
        out.write(forgery.bytes(part.name()));
      }
    }
    assertThat(refusal(zip)).hasMessageContaining("packed again");
  }

  @Test
  void a_bomb_is_refused_before_it_unpacks() throws IOException {
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      out.putNextEntry(new ZipEntry(ZipGate.CONFIGURATION));
      byte[] zeros = new byte[1 << 20];
      for (int i = 0; i < 64; i++) {
        out.write(zeros);
      }
    }
    assertThat(Files.size(zip)).isLessThan(1 << 19);
    long start = System.nanoTime();
    refusal(zip);
    assertThat(System.nanoTime() - start).isLessThan(1_000_000_000);
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MAX_VALUE, -1, -2, 1 << 30})
  void a_size_that_the_file_does_not_have_is_refused(int size) throws IOException {
    ByteBuffer header =
        ByteBuffer.wrap(
            StoredZip.localHeader(new StoredZip.Entry(ZipGate.CONFIGURATION, 48, size, 0)));
    Files.write(zip, header.array());
    assertThat(refusal(zip)).hasMessageContaining("ends too early");
  }

  @Test
  void the_zip_of_plain_deeplearning4j_is_told_apart() throws IOException {
    ModelSerializer.writeModel(Networks.linear(), zip.toFile(), true);
    assertThat(refusal(zip)).hasMessageContaining("Deeplearning4j");
  }

  static Stream<Arguments> foreignFiles() throws IOException {
    ByteArrayOutputStream gzip = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(gzip)) {
      out.write(1);
    }
    return Stream.of(
        Arguments.of("PyTorch", zipOf("archive/data.pkl")),
        Arguments.of("Keras", zipOf("metadata.json")),
        Arguments.of("not of Headtune", zipOf("word/document.xml")),
        Arguments.of("HDF5", bytes("\u0089HDF\r\n\u001a\n\0\0")),
        Arguments.of("gzip", gzip.toByteArray()),
        Arguments.of("pickle", bytes("\u0080\u0002}q\0")),
        Arguments.of("safetensors", bytes("@\0\0\0\0\0\0\0{\"a\":")),
        Arguments.of("ONNX", bytes("\u0008\u0007\u0012\u0007pytorch")),
        Arguments.of("text", bytes("a,b\n1,2\n")),
        Arguments.of("not a zip", bytes("\0\1\2\3")),
        Arguments.of("empty", bytes("")));
  }

  private static byte[] bytes(String latin1) {
    return latin1.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] zipOf(String name) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes)) {
      out.putNextEntry(new ZipEntry(name));
      out.write(1);
    }
    return bytes.toByteArray();
  }

  @ParameterizedTest
  @MethodSource("foreignFiles")
  void other_kinds_of_files_are_told_apart(String kind, byte[] bytes) throws IOException {
    Files.write(zip, bytes);
    assertThat(refusal(zip)).hasMessageContaining(kind).hasMessageContaining("was expected");
  }

  @Test
  void places_without_a_model_are_told() throws IOException {
    assertThat(refusal(folder.resolve("nowhere"))).hasMessageContaining("does not exist");
    Path empty = Files.createDirectory(folder.resolve("empty"));
    assertThat(refusal(empty)).hasMessageContaining("has no model.zip");
  }

  @Test
  void a_run_folder_stands_for_its_model() throws IOException {
    Path run = Files.createDirectory(folder.resolve("run"));
    Files.copy(good, run.resolve("model.zip"));
    assertThat(ModelZip.read(run).sha256()).isEqualTo(Sha256.of(good));
  }

  @Test
  void a_newer_format_asks_for_a_newer_headtune() throws IOException {
    Forgery forgery =
        forgery()
            .with(
                ZipGate.CARD,
                card ->
                    card.replace("\"format_version\": 6", "\"format_version\": 7, \"new\": {}")
                        .replace("\"tool\": \"0.1.0\"", "\"tool\": \"9.0\""));
    assertThat(refusal(forgery)).hasMessageContaining("newer Headtune (9.0)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"temperature\": 1.5  | \"temperature\": 0",
        "\"temperature\": 1.5  | \"temperature\": -1.5",
        "\"temperature\": 1.5  | \"temperature\": 1e9",
        "\"temperature\": 1.5  | \"temperature\": null",
        "\"verdict\": \"kept\" | \"verdict\": \"good\"",
        "\"rows\": 4           | \"rows\": 5",
        "\"rows\": 4           | \"rows\": 0",
        "0.125                  | 0.5",
        "0.125                  | null",
        "0.125                  | \"NaN\"",
      })
  void a_calibration_that_makes_no_sense_is_refused(String before, String after)
      throws IOException {
    Path calibrated = folder.resolve("calibrated.zip");
    ModelZip.write(
        calibrated,
        Networks.linear(),
        Networks.card(Shape.row(4)).withCalibration(Networks.calibration()));
    new Forgery(calibrated)
        .with(ZipGate.CARD, card -> card.replace(before.strip(), after.strip()))
        .write(zip);
    assertThat(refusal(zip, () -> ModelZip.read(zip)))
        .hasMessageContaining(ZipGate.CARD + ": is not a model card");
  }

  @Test
  void a_changed_entry_with_a_right_checksum_is_refused() throws IOException {
    Forgery forgery = forgery();
    byte[] coefficients = forgery.bytes(ZipGate.COEFFICIENTS).clone();
    coefficients[coefficients.length - 1] ^= 1;
    forgery.with(ZipGate.COEFFICIENTS, coefficients).writeAsItIs(zip);
    assertThat(refusal(zip)).hasMessageContaining("!/coefficients.bin: does not match the SHA-256");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"format_version\": 6   | \"format_version\": \"2\"",
        "\"format_version\": 6   | \"format_version\": 0",
        "\"format_version\": 6   | \"format_version\": 6, \"format_version\": 6",
        "\"format_version\": 6   | \"format_version\": 6, \"more\": 1",
        "\"channels\": 4         | \"channels\": -4",
        "\"channels\": 4         | \"channels\": 2000000000",
        "\"height\": 1           | \"height\": 0",
        "\"channels\": 4         | \"channels\": 5",
        "\"yes\"                 | \"no\"",
        "\"yes\"                 | null",
        "\"yes\"                 | \"yes\", \"maybe\"",
        "\"seed\": 7             | \"seed\": null",
        "\"label\"               | \"lable\""
      })
  void a_card_that_is_not_right_is_refused(String before, String after) throws IOException {
    forgery().with(ZipGate.CARD, card -> card.replaceFirst(before, after)).writeAsItIs(zip);
    refusal(zip);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"nout\" : 3         | \"nout\" : -1",
        "\"nout\" : 3         | \"nout\" : 0",
        "\"nout\" : 3         | \"nout\" : 2000000000",
        "\"nout\" : 3         | \"nout\" : 99999999999999999999",
        "\"nout\" : 3         | \"nout\" : 3, \"nout\" : 3",
        "\"nout\" : 3         | \"nout\" : 3.5",
        "\"nout\" : 3         | \"nout\" : NaN",
        "\"nin\" : 4          | \"nin\" : 5",
        "\"hasBias\" : true   | \"hasBias\" : null",
        "\"hasBias\" : true   | \"hasBias\" : false",
        "\"dataType\" : \"FLOAT\" | \"dataType\" : \"DOUBLE\"",
        "\"biasInit\" : 0.0   | \"biasInit\" : 1e999",
        "\"biasInit\" : 0.0   | \"type\" : \"org.headtune.artifact.Canary\"",
        "LayerVertex          | MergeVertex",
        "\"networkOutputs\" : . \"head\" . | \"networkOutputs\" : [ ]",
        "\"networkOutputs\" : . \"head\" . | \"networkOutputs\" : [ \"input\" ]",
        "\"head\" : . \"input\" . | \"head\" : [ \"head\" ]",
        "\"topologicalOrder\" : . 0, 1 . | \"topologicalOrder\" : [ 0, 7 ]",
        "ActivationSoftmax    | ActivationRReLU",
        "\"layer\" : null     | \"layer\" : {\"@class\" : \"org.headtune.artifact.Canary\"}"
      })
  void a_configuration_that_is_not_right_is_refused(String before, String after)
      throws IOException {
    refusal(forgery().with(ZipGate.CONFIGURATION, json -> json.replaceFirst(before, after)));
  }

  @Test
  void a_configuration_beyond_all_measure_is_refused() throws IOException {
    String deep = "{\"a\":" + "[".repeat(200_000) + "]".repeat(200_000) + "}";
    String many = "{\"a\":[" + "1,".repeat(300_000) + "1]}";
    String large = "{\"a\":\"" + "x".repeat(5 << 20) + "\"}";
    for (String json : new String[] {"", "{}", "[]", "null", "{", "{}{}", deep, many, large}) {
      refusal(forgery().with(ZipGate.CONFIGURATION, json.getBytes(StandardCharsets.UTF_8)));
    }
    refusal(forgery().with(ZipGate.CONFIGURATION, "{\"a\":1}".getBytes(StandardCharsets.UTF_16)));
    refusal(forgery().with(ZipGate.CONFIGURATION, new byte[] {'{', '"', (byte) 0xff, '"'}));
  }

  @ParameterizedTest
  @CsvSource({
    "1, 15, 15, LONG, FLOAT, MIXED_DATA_TYPES, 16",
    "1, 15, 14, LONG, FLOAT, MIXED_DATA_TYPES, 15",
    "1, 1000000, 15, LONG, FLOAT, MIXED_DATA_TYPES, 15",
    "1, 1099511627776, 1099511627776, LONG, FLOAT, MIXED_DATA_TYPES, 15",
    "1, -1, -1, LONG, FLOAT, MIXED_DATA_TYPES, 15",
    "2147483648, 15, 15, LONG, FLOAT, MIXED_DATA_TYPES, 15",
    "1, 15, 15, LONG, UTF8, MIXED_DATA_TYPES, 15",
    "1, 15, 15, LONG, FLOAT, COMPRESSED, 15",
    "1, 15, 15, INT, FLOAT, MIXED_DATA_TYPES, 15",
    "1, 0, 0, LONG, FLOAT, MIXED_DATA_TYPES, 0",
    "1, 14, 14, LONG, FLOAT, MIXED_DATA_TYPES, 14"
  })
  void a_vector_that_is_not_the_networks_is_refused(
      long rank, long shape, long length, String shapeType, String type, String memory, int numbers)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeUTF(memory);
      out.writeLong(6);
      out.writeUTF(shapeType);
      for (long field : new long[] {rank, shape, 1, 8192, 1, 'c'}) {
        out.writeLong(field);
      }
      out.writeUTF(memory);
      out.writeLong(length);
      out.writeUTF(type);
      out.write(new byte[numbers * Float.BYTES]);
    }
    for (String name : List.of(ZipGate.COEFFICIENTS, ZipGate.BEST)) {
      assertThat(refusal(forgery().with(name, bytes.toByteArray())))
          .hasMessageContaining("!/" + name);
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void numbers_that_are_not_finite_are_refused(float number) throws IOException {
    for (String name : List.of(ZipGate.COEFFICIENTS, ZipGate.UPDATER_STATE, ZipGate.BEST)) {
      Forgery forgery = forgery();
      byte[] bytes = forgery.bytes(name).clone();
      ByteBuffer.wrap(bytes).putFloat(FloatVector.HEADER + 5 * Float.BYTES, number);
      assertThat(refusal(forgery.with(name, bytes)))
          .hasMessageContaining("!/" + name)
          .hasMessageContaining("position 5");
    }
  }

  @Test
  void no_parameters_never_mean_random_ones() throws IOException {
    refusal(forgery().with(ZipGate.COEFFICIENTS, new byte[0]));
    refusal(forgery().with(ZipGate.COEFFICIENTS, new byte[0]).with("noParams.marker", new byte[0]));
  }

  @Test
  void classes_named_by_the_file_are_never_touched() throws Exception {
    Path song = folder.resolve("song");
    System.setProperty(Canary.PLACE, song.toString());
    String canary = "org.headtune.artifact.Canary";
    for (String place :
        List.of(
            "org.nd4j.linalg.activations.impl.ActivationSoftmax",
            "org.nd4j.linalg.lossfunctions.impl.LossMCXENT",
            "org.nd4j.linalg.learning.config.Adam",
            "org.deeplearning4j.nn.weights.WeightInitXavier",
            "org.deeplearning4j.nn.conf.layers.OutputLayer",
            "org.deeplearning4j.nn.conf.graph.LayerVertex")) {
      assertThat(
              refusal(forgery().with(ZipGate.CONFIGURATION, json -> json.replace(place, canary))))
          .hasMessageContaining("names the class '" + canary + "'");
      assertThat(song).doesNotExist();
    }

    Class.forName(canary); // it does sing when it is touched
    assertThat(song).exists();
    ByteArrayOutputStream serialised = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(serialised)) {
      out.writeObject(new Canary());
    }
    Files.delete(song);
    refusal(forgery().with("preprocessor.bin", serialised.toByteArray()));
    refusal(forgery().with(ZipGate.COEFFICIENTS, serialised.toByteArray()));
    refusal(forgery().with(ZipGate.TRAINING, serialised.toByteArray()));
    refusal(forgery().with(ZipGate.BEST, serialised.toByteArray()));
    forgery().with(ZipGate.CARD, serialised.toByteArray()).writeAsItIs(zip);
    refusal(zip);
    assertThat(song).doesNotExist();
  }

  @Test
  void opening_is_enough_to_know_the_card() {
    try (ZipGate gate = ZipGate.open(good)) {
      assertThat(gate.network().parameters()).isEqualTo(15);
      assertThat(gate.card()).isEqualTo(ModelZip.read(good).card());
      assertThat(Arrays.asList(gate.has(ZipGate.UPDATER_STATE), gate.has("x")))
          .containsExactly(true, false);
    }
  }
}
