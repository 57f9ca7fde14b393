package org.headtune.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DateFormatTest {
  private static final int FIRST_DAY = -719_162; // 0001-01-01
  private static final int LAST_DAY = 2_932_896; // 9999-12-31

  /** Seconds as {@code date -u +%s -d} of the GNU core utilities counts them. */
  @ParameterizedTest
  @CsvSource({
    "1970-01-01, 0",
    "2026-11-25, 1795564800",
    "2026-11-25 14:03, 1795615380",
    "2026-11-25T14:03:00Z, 1795615380",
    "2026-11-25t14:03:00z, 1795615380",
    "2026-11-25T14:03:00 Z, 1795615380",
    "2026-11-25T14:03:00+01:00, 1795611780",
    "2026-11-25 14:03:00-0530, 1795635180",
    "2026-11-25T14:03+01, 1795611780",
    "2026-11-25T14:03:00.250, 1795615380.25",
    "2024-02-29, 1709164800",
    "0001-01-01, -62135596800",
    "9999-12-31T23:59:59, 253402300799",
  })
  void iso_8601_is_read(String text, double seconds) {
    assertThat(DateFormat.seconds(DateFormat.ISO.read(" " + text + " ")))
        .isCloseTo(seconds, within(1e-9));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2026-02-29",
        "2026-13-01",
        "2026-00-10",
        "2026-11-31",
        "2026-1-5",
        "26-11-25",
        "12026-11-25",
        "0000-11-25",
        "+2026-11-25",
        "-2026-11-25",
        "20261125",
        "2026-11",
        "2026-W48-3",
        "2026-11-25T",
        "2026-11-25T14",
        "2026-11-25T24:00",
        "2026-11-25T14:60",
        "2026-11-25T14:03:60",
        "2026-11-25  14:03",
        "2026-11-25T14:03+19:00",
        "2026-11-25T14:03:00[Europe/Berlin]",
        "2026-11-25Z",
        "2026-11-25 and more",
        "\u0662\u0660\u0662\u0666-11-25",
      })
  void anything_else_is_not(String text) {
    assertThat(DateFormat.ISO.read(text)).isNull();
  }

  /** However the JDK writes a moment, with or without seconds and their fraction. */
  @Property
  void what_is_written_in_iso_8601_is_the_same_instant_when_it_is_read(
      @ForAll @IntRange(min = FIRST_DAY, max = LAST_DAY) int day,
      @ForAll @LongRange(min = 0, max = 86_399_999_999_999L) long nanos,
      @ForAll @IntRange(min = -64_800, max = 64_800) int offset) {
    LocalDateTime moment =
        LocalDateTime.of(LocalDate.ofEpochDay(day), LocalTime.ofNanoOfDay(nanos));
    OffsetDateTime there = moment.atOffset(ZoneOffset.ofTotalSeconds(offset));
    assertThat(DateFormat.ISO.read(moment.toString())).isEqualTo(moment.atOffset(ZoneOffset.UTC));
    assertThat(DateFormat.ISO.read(there.toString())).isEqualTo(there);
    assertThat(DateFormat.ISO.read(moment.toLocalDate().toString()).toLocalDate())
        .isEqualTo(moment.toLocalDate());
    String pattern = "dd.MM.uuuu HH:mm:ss.SSSSSSSSS";
    assertThat(DateFormat.of(pattern).read(DateTimeFormatter.ofPattern(pattern).format(moment)))
        .isEqualTo(moment.atOffset(ZoneOffset.UTC));
  }

  @ParameterizedTest
  @CsvSource({
    "dd.MM.yyyy, 25.11.2026, 1795564800",
    "M/d/yy h:mm a, 11/25/26 2:03 pm, 1795615380",
    "d MMM yyyy, 25 NOV 2026, 1795564800",
    "yyyyMMddHHmmss, 20261125140300, 1795615380",
    "uuuu-MM-dd'T'HH:mmX, 2026-11-25T14:03+01, 1795611780",
    "d.M.uuuu[ H:mm], 5.1.2026, 1767571200",
    "yyyy-DDD, 2026-329, 1795564800",
  })
  void a_pattern_is_read(String pattern, String text, double seconds) {
    assertThat(DateFormat.seconds(DateFormat.of(pattern).read(text))).isEqualTo(seconds);
  }

  @ParameterizedTest
  @CsvSource({
    "dd.MM.yyyy, 31.11.2026",
    "dd.MM.yyyy, 29.02.2026",
    "dd.MM.yyyy, 1.2.2026",
    "dd.MM.yyyy, 2026-11-25",
    "d.M.uuuu, 1.2.+12026",
    "d.M.uuuu, 1.2.-0044",
    "d.M.uuuu, 1.2.99999999999999999999",
  })
  void what_no_pattern_fits_is_not_read(String pattern, String text) {
    assertThat(DateFormat.of(pattern).read(text)).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"HH:mm", "MM.yyyy", "jj.mm.aaaa", "yyyy-MM-dd VV", " "})
  void what_names_no_day_is_no_pattern(String pattern) {
    assertThatThrownBy(() -> DateFormat.of(pattern)).isInstanceOf(IllegalArgumentException.class);
  }

  @FuzzTest(maxDuration = "1m")
  void any_text_is_a_date_or_none(byte[] bytes) {
    OffsetDateTime moment = DateFormat.ISO.read(new String(bytes, StandardCharsets.UTF_8));
    if (moment != null) {
      assertThat(moment.getYear()).isBetween(1, 9999);
      assertThat(DateFormat.ISO.read(moment.toString())).isEqualTo(moment);
    }
  }
}
