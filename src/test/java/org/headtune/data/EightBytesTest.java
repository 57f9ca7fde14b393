package org.headtune.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class EightBytesTest {
  private static long eight(String text) {
    return EightBytes.at(text.getBytes(StandardCharsets.ISO_8859_1), 0);
  }

  private static boolean ends(byte value, byte delimiter) {
    return value == delimiter || (value >= 0 && value < 14);
  }

  @Property
  void the_first_byte_that_may_end_a_field_is_found(
      @ForAll @Size(8) byte[] bytes, @ForAll byte delimiter) {
    int expected = 0;
    while (expected < 8 && !ends(bytes[expected], delimiter)) {
      expected++;
    }
    long found = EightBytes.before(EightBytes.at(bytes, 0), EightBytes.each(delimiter));
    assertThat(found).isEqualTo(expected);
  }

  @Property
  void leading_digits_are_counted(@ForAll @Size(8) byte[] bytes, @ForAll @IntRange(max = 8) int n) {
    for (int i = 0; i < n; i++) {
      bytes[i] = (byte) ('0' + (bytes[i] & 7));
    }
    int expected = 0;
    while (expected < 8 && bytes[expected] >= '0' && bytes[expected] <= '9') {
      expected++;
    }
    assertThat(EightBytes.digits(EightBytes.at(bytes, 0))).isEqualTo(expected);
  }

  @Property
  void digits_spell_their_number(
      @ForAll @IntRange(max = 99_999_999) int number,
      @ForAll @IntRange(min = 1, max = 8) int count) {
    String digits = String.format("%08d", number).substring(0, count);
    assertThat(EightBytes.number(eight(digits + ",\u00FF9x+ab-c"), count))
        .isEqualTo(Long.parseLong(digits));
  }

  @Test
  void only_ascii_other_than_nul_is_plain() {
    assertThat(EightBytes.plain(eight("a,1\n\u007F\u0001\" "))).isTrue();
    for (int i = 0; i < 8; i++) {
      assertThat(EightBytes.plain(eight("a".repeat(i) + '\u0080' + "a".repeat(7 - i)))).isFalse();
      assertThat(EightBytes.plain(eight("a".repeat(i) + '\0' + "a".repeat(7 - i)))).isFalse();
    }
  }
}
