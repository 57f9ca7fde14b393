package org.headtune.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.headtune.config.LayerConfig.ActivationFunction;
import org.headtune.evaluation.Softmax;
import org.headtune.model.ActivationFormula;
import org.headtune.recipe.ShowSoftmax;
import org.headtune.report.FunctionPlot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The page of activation functions and the pictures of the pages. Run with {@code
 * -Dheadtune.write=true} to write them anew.
 */
final class DrawnDocsTest {
  private static final Path PICTURES = Path.of("docs/pictures");

  private static final String INTRODUCTION =
      """
      # Activation functions

      This page is generated from the code: change `org.headtune.model.ActivationFormula`, then run
      `./mvnw test -Dtest=DrawnDocsTest -Dheadtune.write=true`.

      A hidden layer names its function with `activation`, or it stands alone as `activation: {function: tanh}`. The
      function follows the weighted sums x of each unit. Value and slope of each are tested, as the layers compute them in
      single precision, against PyTorch's in double precision from -1e30 to 1e30, and against finite differences.

      Two settings follow from the function where the config leaves them open, and `check` and `train` say so with the
      reason: the first weights (`weight_init: auto`), and alpha dropout where a `dropout` follows `selu` (`kind: auto`;
      `standard` and `alpha` decide it).

      A saved network names Deeplearning4j's own function, so that plain Deeplearning4j opens it. Headtune computes some of
      them itself, since Deeplearning4j 1.0.0-M2.1 does it wrongly: its slopes of `swish`, `gelu` and `mish` are not numbers
      above 50, its `softplus` is infinite above 88 (so are predictions of plain Deeplearning4j then), its slope of
      `rational_tanh` is no number for the largest floats, its `relu6` and `thresholded_relu` turn what is not a number
      into one, and its way back through `prelu` refuses batches of more than 64 values for each slope.

      Not to be had: `softmax` in a hidden layer, where it would make units compete for a sum of 1 (it is
      [the head's function](softmax.md)); `rrelu`, whose slopes are random; Deeplearning4j's "precise" GELU, which is
      neither of the two forms of the paper.

      In the pictures the line is the function, the dashes are its slope.
      """;

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static void assertGenerated(Path file, String text) throws IOException {
    if (Boolean.getBoolean("headtune.write")) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    }
    assertThat(file).usingCharset(UTF_8).hasContent(text);
  }

  private static double[] grid(double end) {
    return IntStream.rangeClosed(-120, 120).mapToDouble(i -> i * end / 120).toArray();
  }

  private static FunctionPlot.Line line(
      String name, boolean dashed, double[] x, DoubleUnaryOperator f) {
    return new FunctionPlot.Line(name, dashed, Arrays.stream(x).map(f).toArray());
  }

  private static Path picture(ActivationFunction function) {
    return PICTURES.resolve("activation-" + word(function) + ".svg");
  }

  @ParameterizedTest
  @EnumSource
  void a_picture_of_each_activation_function(ActivationFunction function) throws IOException {
    ActivationFormula formula = ActivationFormula.of(function);
    double[] x = grid(function == ActivationFunction.CUBE ? 2 : 8);
    assertGenerated(
        picture(function),
        FunctionPlot.svg(
            word(function),
            "x",
            false,
            x,
            List.of(
                line(word(function), false, x, formula.value()),
                line("slope", true, x, formula.slope()))));
  }

  @Test
  void the_page_of_activation_functions() throws IOException {
    StringBuilder page = new StringBuilder(INTRODUCTION);
    for (ActivationFunction function : ActivationFunction.values()) {
      ActivationFormula formula = ActivationFormula.of(function);
      String source =
          formula.source().isEmpty() ? "" : "| source | %s |%n".formatted(formula.source());
      page.append(
          """

          ## `%1$s`

          ![%1$s and its slope](pictures/%2$s)

          | | |
          |---|---|
          | value | %3$s |
          | derivative | %4$s |
          | range | %5$s |
          | use | %6$s |
          | first weights | `%7$s` |
          %8$s"""
              .formatted(
                  word(function),
                  picture(function).getFileName(),
                  formula.formula().replace("|", "\\|"),
                  formula.derivative().replace("|", "\\|"),
                  formula.range(),
                  formula.use(),
                  word(ActivationFormula.firstWeights(function)),
                  source));
    }
    assertGenerated(Path.of("docs/activations.md"), page.toString());
  }

  @Test
  void the_pictures_of_softmax() throws IOException {
    assertGenerated(PICTURES.resolve("softmax-temperature.svg"), ShowSoftmax.plot(1, 2, 3));
    double[] x = grid(6);
    assertGenerated(
        PICTURES.resolve("softmax-jacobian.svg"),
        FunctionPlot.svg(
            "the softmax of two values and its derivatives",
            "first value, the second being 0",
            false,
            x,
            List.of(
                line("first probability", false, x, z -> two(z)[0]),
                line("second probability", false, x, z -> two(z)[1]),
                line("slope of the first", true, x, z -> Softmax.jacobian(two(z), 1)[0][0]),
                line("slope of the second", true, x, z -> Softmax.jacobian(two(z), 1)[1][0]))));
    assertGenerated(
        PICTURES.resolve("softmax-cross-entropy.svg"),
        FunctionPlot.svg(
            "the cross-entropy of the first of two classes and its gradient",
            "first value, the second being 0",
            false,
            x,
            List.of(
                line("cross-entropy", false, x, z -> -Softmax.log(new double[] {z, 0}, 1)[0]),
                line("gradient p - 1", true, x, z -> Softmax.gradient(two(z), 0, 1)[0]))));
  }

  /** From the numbers of {@code scripts/bottleneck}. */
  @Test
  void the_picture_of_the_bottleneck() throws IOException {
    List<String[]> rows =
        Files.readAllLines(PICTURES.resolve("softmax-bottleneck.csv")).stream()
            .map(line -> line.split(",", -1))
            .toList();
    String[] names = rows.get(0);
    List<String[]> values = rows.subList(1, rows.size());
    List<FunctionPlot.Line> lines =
        IntStream.range(0, names.length)
            .mapToObj(
                column -> {
                  double[] all =
                      values.stream().mapToDouble(row -> Double.parseDouble(row[column])).toArray();
                  return line(names[column], column == 0, all, value -> Math.log10(value / all[0]));
                })
            .toList();
    assertGenerated(
        PICTURES.resolve("softmax-bottleneck.svg"),
        FunctionPlot.svg(
            "singular values of log-probability matrices",
            "number of the singular value; upwards its logarithm",
            false,
            IntStream.rangeClosed(1, values.size()).asDoubleStream().toArray(),
            lines));
  }

  private static double[] two(double z) {
    return Softmax.of(new double[] {z, 0}, 1);
  }
}
