package org.headtune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.headtune.recipe.ShowSoftmax;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SoftmaxCommandTest {
  @TempDir private Path folder;

  private static Run softmax(String words) {
    return Run.of(("softmax " + words).strip().split(" +", -1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          2 3                              | 0.26894142 0.73105858
          1 2 3                            | 0.09003057 0.24472847 0.66524096
          1000 1001 1002                   | 0.09003057 0.24472847 0.66524096
          -1 -0.5e0 -inf                   | 0.37754067 0.62245933 0.00000000
          2 4 6 --temperature 2            | 0.09003057 0.24472847 0.66524096
          0 -30                            | 1.00000000 9.3576230e-14
          """)
  void values_become_probabilities(String words, String line) {
    Run run = softmax(words);
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.out()).isEqualTo(line + "\n");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void logarithms_derivatives_cross_entropy_and_bars_are_shown_on_request() throws IOException {
    assertThat(softmax("0 0 --log --jacobian --target 1").out())
        .isEqualTo(
            """
            0.50000000 0.50000000
            log -0.69314718 -0.69314718
            jacobian 0.25000000 -0.25000000
            jacobian -0.25000000 0.25000000
            cross-entropy 0.69314718
            gradient 0.50000000 -0.50000000
            """);
    assertThat(softmax("0 0 --bars").out().lines())
        .hasSize(2)
        .allMatch(l -> l.endsWith(" ####################"));
    JsonNode json = new ObjectMapper().readTree(softmax("0 0 --json --target 0 --jacobian").out());
    assertThat(json.at("/jacobian/0/1").doubleValue()).isEqualTo(-0.25);
    assertThat(json.at("/gradient/0").doubleValue()).isEqualTo(-0.5);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                  | no values; expected numbers
          1 nan               | 'nan' is no value for a softmax
          1 inf               | 'inf' is no value for a softmax
          1e999               | '1e999' is no value for a softmax
          1 2f                | '2f' is no value for a softmax
          -inf -inf           | every value is -inf
          1 2 --target 2      | --target is 2; expected a place from 0 to 1
          1 2 --target -1     | --target is -1
          1 2 --temperature 0 | --temperature is 0.0; expected a finite number above 0
          1 2 --bras          | '--bras' is no value for a softmax
          """)
  void what_has_no_softmax_is_a_usage_fault(String words, String message) {
    Run run = softmax(words);
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("error: " + message).hasLineCount(1);
  }

  @Test
  void each_row_of_a_table_has_its_softmax() throws IOException {
    Path table = folder.resolve("rows.csv");
    Files.writeString(table, "a,b,c\n1,2,3\n1000, 1001 ,1002\n-inf,0,-INF\n");
    assertThat(softmax(table.toString()).out())
        .isEqualTo(
            """
            0.09003057 0.24472847 0.66524096
            0.09003057 0.24472847 0.66524096
            0.00000000 1.00000000 0.00000000
            """);
    Files.writeString(table, "2;3\n");
    assertThat(softmax(table.toString()).out()).isEqualTo("0.26894142 0.73105858\n");
    Files.writeString(table, "logit\n1\n2\n3\n");
    assertThat(softmax(table + " --json").out()).startsWith("{\"rows\":[{\"probabilities\":[0.09");
    assertThat(softmax(table.toString()).out()).isEqualTo("0.09003057 0.24472847 0.66524096\n");
    Files.writeString(table, "1 2 3\n3 2 1\n");
    assertThat(softmax(table + " --target 0").out())
        .isEqualTo(
            """
            0.09003057 0.24472847 0.66524096
            cross-entropy 2.40760596
            gradient -0.90996943 0.24472847 0.66524096

            0.66524096 0.24472847 0.09003057
            cross-entropy 0.40760596
            gradient -0.33475904 0.24472847 0.09003057
            """);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a,b;1,2;1,nan         | :3:2: 'nan' is no value for a softmax
          1,2;x,2               | :2:1: 'x' is no value for a softmax
          1,x;2,3               | :1:2: 'x' is no value for a softmax
          nan,inf;2,3           | :1:1: 'nan' is no value for a softmax
          1,2;3                 | :2: 1 fields found, 2 expected
          1,2;,3                | :2:1: '' is no value for a softmax
          a,b                   | : no row of numbers below the header
          1,2;-inf,-inf         | : row 2: every value is -inf
          """)
  void a_faulty_table_is_told_with_its_place(String lines, String message) throws IOException {
    Path table = folder.resolve("rows.csv");
    Files.writeString(table, lines.replace(';', '\n') + "\n");
    Run run = softmax(table.toString());
    assertThat(run.exit()).isEqualTo(4);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("error: " + table + message).hasLineCount(1);
  }

  @Test
  void the_plot_is_an_svg_file() throws IOException {
    Path plot = folder.resolve("p.svg");
    Run run = softmax("1 2 3 --plot " + plot);
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(plot).content().isEqualTo(ShowSoftmax.plot(1, 2, 3)).startsWith("<svg xmlns=");
    Run other = softmax("1 2 --plot " + folder.resolve("data.csv"));
    assertThat(other.exit()).isEqualTo(2);
    assertThat(other.err()).contains("expected a file name that ends in .svg");
    Path table = folder.resolve("rows.csv");
    Files.writeString(table, "1,2\n3,4\n");
    assertThat(softmax(table + " --plot " + plot).err()).contains("--plot draws one softmax, but");
  }
}
