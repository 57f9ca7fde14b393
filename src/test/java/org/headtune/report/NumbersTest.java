package org.headtune.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.headtune.Text;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NumbersTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1, 1",
    "100, 100",
    "0.001, 0.001",
    "0.00012, 0.00012",
    "0.000032, 3.2e-5",
    "1e-12, 1e-12",
    "0.971234, 0.97123",
    "120000, 120000",
    "12e9, 1.2e10",
    "-3e-5, -3e-5",
    "1e100, 1e100",
    "-2.5, -2.5",
    "10, 10",
    "1000, 1000"
  })
  void five_digits_say_enough(double value, String text) {
    assertThat(Numbers.significant(value)).isEqualTo(text);
  }

  @Test
  void long_names_are_cut_between_characters() {
    String faces = "\uD83D\uDE00".repeat(20);
    assertThat(Svg.shortened("name", 4)).isEqualTo("name");
    assertThat(Svg.shortened("names", 4)).isEqualTo("nam…");
    assertThat(Svg.shortened(faces, 20)).isEqualTo("\uD83D\uDE00".repeat(9) + "…");
    assertThat(Text.quoted("x" + faces.repeat(2)))
        .isEqualTo("'x" + "\uD83D\uDE00".repeat(19) + "...'");
  }

  @Test
  void what_is_undefined_is_a_dash() {
    assertThat(Numbers.score(Double.NaN)).isEqualTo("–");
    assertThat(Numbers.percent(Double.NaN)).isEqualTo("–");
    assertThat(Numbers.significant(Double.POSITIVE_INFINITY)).isEqualTo("–");
  }

  @Test
  void thousands_are_set_apart() {
    assertThat(Numbers.count(1234567)).isEqualTo("1\u202f234\u202f567");
    assertThat(Numbers.percent(0.1234)).isEqualTo("12.3\u202f%");
  }
}
