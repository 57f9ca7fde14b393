package org.headtune.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class NumbersTest {
  private static double parse(String text) {
    byte[] bytes = ("#" + text + "#").getBytes(StandardCharsets.UTF_8);
    return Numbers.parse(bytes, 1, bytes.length - 1);
  }

  @ParameterizedTest
  @CsvSource({
    "0,0",
    "007,7",
    "-0,-0.0",
    "+5,5",
    "5.,5",
    ".5,0.5",
    "-.5,-0.5",
    "' 5\t',5",
    "1e3,1000",
    "1E-3,0.001",
    "1e+2,100",
    "123456789012345678901,123456789012345680000",
    "0.1,0.1",
    "3.4028235e38,3.4028235e38",
    "1e-400,0",
    "0.000000000000001,1e-15"
  })
  void numbers_are_read(String text, double value) {
    assertThat(parse(text)).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "-",
        "+",
        ".",
        "e5",
        "1e",
        "1e+",
        "1e5.",
        "1.2.3",
        "1 2",
        "--1",
        "1-",
        "1f",
        "1d",
        "1F",
        "1L",
        "0x1p3",
        "0x10",
        "NaN",
        "Infinity",
        "-Infinity",
        "inf",
        "1,5",
        "1_000",
        "\u0661",
        "\uFF11",
        "\u00A05",
        "1\u2009",
        "1\n",
        "$1",
        "1%",
        "12345678901234567x",
        "123456789012345a"
      })
  void other_text_is_none(String text) {
    assertThat(parse(text)).isNaN();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e39", "1e400", "3.5e38", "1e99999999999"})
  void numbers_beyond_a_float_are_infinite(String text) {
    assertThat(parse(text)).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(parse("-" + text)).isEqualTo(Double.NEGATIVE_INFINITY);
  }

  @Property
  void floats_are_read_as_java_writes_them(@ForAll float value) {
    assertThat(parse(Float.toString(value))).isEqualTo(Double.parseDouble(Float.toString(value)));
  }

  @Property
  void decimals_are_the_nearest_double(
      @ForAll long digits, @ForAll @IntRange(min = 0, max = 18) int decimals) {
    String text = BigDecimal.valueOf(digits, decimals).toPlainString();
    assertThat(parse(text)).isEqualTo(Double.parseDouble(text));
  }
}
