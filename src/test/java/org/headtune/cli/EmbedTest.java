package org.headtune.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.headtune.artifact.ModelZip;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the layers below the head give. */
final class EmbedTest {
  @TempDir private Path folder;
  private Workplace place;

  @BeforeEach
  void write() throws IOException {
    place = Workplace.in(folder);
    place.write("rows.csv", "x,y\n0.5,1.5\n1.25,-0.5\n2,0\n");
  }

  private static Run done(String... words) {
    Run run = Run.of(words);
    assertThat(run.exit()).as(run.err()).isZero();
    return run;
  }

  private static double[][] vectors(String csv) {
    return csv.lines()
        .skip(1)
        .map(line -> Arrays.stream(line.split(",")).mapToDouble(Double::parseDouble).toArray())
        .toArray(double[][]::new);
  }

  private String trained(String layers) throws IOException {
    place.config("train.csv", layers);
    return place.trained();
  }

  /** Numbers are scaled as in training; relu(x w + b), from the weights in the zip. */
  @Test
  void the_numbers_are_those_of_the_layers() throws IOException {
    String plain = trained("");
    double[][] inputs = vectors(done("embed", plain, place.word("rows.csv")).out());
    String model = trained("{dense: {units: 3, activation: relu}}, {dropout: {rate: 0.5}}");

    Run run = done("embed", model, place.word("rows.csv"));

    assertThat(run.out()).startsWith("f1,f2,f3\n");
    assertThat(run.err()).contains("3 rows of 3 numbers each in ");
    float[] parameters = ModelZip.read(place.path("run")).graph().params().toFloatVector();
    double[][] vectors = vectors(run.out());
    assertThat(vectors).hasDimensions(3, 3);
    for (int row = 0; row < 3; row++) {
      for (int k = 0; k < 3; k++) {
        double sum = parameters[6 + k]; // weights stand unit by unit, biases behind them
        for (int i = 0; i < 2; i++) {
          sum += inputs[row][i] * parameters[2 * k + i];
        }
        assertThat(vectors[row][k]).isCloseTo(Math.max(0, sum), within(1e-6));
      }
    }
  }

  @Test
  void a_row_alone_has_the_same_vector() throws IOException {
    String model = trained("{dense: {units: 3, activation: tanh}}, batch_norm");
    double[][] together = vectors(done("embed", model, place.word("train.csv")).out());
    List<String> lines = Files.readAllLines(place.path("train.csv"));
    for (int row : new int[] {0, 7, 59}) {
      place.write("one.csv", lines.get(0) + "\n" + lines.get(row + 1) + "\n");
      double[][] alone = vectors(done("embed", model, place.word("one.csv")).out());
      assertThat(alone[0]).containsExactly(together[row], within(1e-6));
    }
  }

  @Test
  void a_numpy_file_holds_the_same() throws IOException {
    String model = trained("{dense: {units: 5}}");
    double[][] expected = vectors(done("embed", model, place.word("rows.csv")).out());

    done("embed", model, place.word("rows.csv"), "-o", place.word("vectors.npy"), "--quiet");

    byte[] bytes = Files.readAllBytes(place.path("vectors.npy"));
    assertThat(bytes).hasSize(128 + 3 * 5 * 4);
    assertThat(new String(bytes, 1, 5, StandardCharsets.US_ASCII)).isEqualTo("NUMPY");
    ByteBuffer all = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(all.getShort(8)).isEqualTo((short) 118);
    assertThat(new String(bytes, 10, 118, StandardCharsets.US_ASCII))
        .startsWith("{'descr': '<f4', 'fortran_order': False, 'shape': (3, 5), }   ")
        .endsWith(" \n");
    for (int i = 0; i < 15; i++) {
      assertThat((double) all.getFloat(128 + 4 * i))
          .isEqualTo(expected[i / 5][i % 5], within(1e-6));
    }
    try (var files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .noneMatch(name -> name.contains(".tmp"));
    }
  }

  @Test
  void the_projection_is_left_out() throws IOException {
    place.write("many.csv", Workplace.table(60));
    place.write(
        "pretrain.yaml",
        """
        data: {train: '%s', label: label, validation_split: 0}
        model: {layers: [{dense: {units: 6}}]}
        training: {epochs: 1, objective: {type: contrastive, projection: 4}}
        output: '%s'
        """
            .formatted(place.word("many.csv"), place.word("run")));
    done("train", place.word("pretrain.yaml"));

    assertThat(done("embed", place.word("run"), place.word("rows.csv")).out())
        .startsWith("f1,f2,f3,f4,f5,f6\n")
        .hasLineCount(4);
  }

  @Test
  void images_become_vectors() throws IOException {
    place.write("pixels.csv", "a,b,c,d,label\n1,2,3,4,x\n4,3,2,1,y\n1,3,2,4,x\n4,2,3,1,y\n");
    place.write(
        "image.yaml",
        """
        data: {train: '%s', label: label, validation_split: 0, image: {height: 2, width: 2}}
        model: {layers: [{conv2d: {filters: 3, kernel: 2, padding: same}}]}
        training: {epochs: 1}
        output: '%s'
        """
            .formatted(place.word("pixels.csv"), place.word("run")));
    done("train", place.word("image.yaml"));

    assertThat(vectors(done("embed", place.word("run"), place.word("pixels.csv")).out()))
        .hasDimensions(4, 12);
  }

  @Test
  void a_faulty_row_is_refused_left_out_or_empty() throws IOException {
    String model = trained("{dense: {units: 2}}");
    place.write("faulty.csv", "x,y\n1,2\nwrong,1\n2,1\n");
    String rows = place.word("faulty.csv");

    Run run = Run.of("embed", model, rows, "-o", place.word("out.csv"));
    assertThat(run.exit()).isEqualTo(4);
    assertThat(run.err()).contains("faulty.csv:3");
    assertThat(place.path("out.csv")).doesNotExist();
    assertThat(done("embed", model, rows, "--on-error", "skip").out()).hasLineCount(3);
    assertThat(done("embed", model, rows, "--on-error", "null").out().lines().toList().get(2))
        .isEqualTo(",");
    done("embed", model, rows, "--on-error", "null", "-o", place.word("out.npy"));
    ByteBuffer matrix =
        ByteBuffer.wrap(Files.readAllBytes(place.path("out.npy"))).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(matrix.getFloat(128 + 8)).isNaN();
    assertThat(matrix.getFloat(128 + 16)).isFinite();
  }

  @Test
  void a_file_that_cannot_be_written_is_told() throws IOException {
    String model = trained("{dense: {units: 2}}");
    Run run =
        Run.of("embed", model, place.word("rows.csv"), "-o", place.word("nowhere/vectors.npy"));
    assertThat(run.exit()).isEqualTo(8);
    assertThat(run.err()).contains("its folder does not exist");
  }
}
