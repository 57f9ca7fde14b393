package org.headtune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SoftmaxCommandTest {

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
}
