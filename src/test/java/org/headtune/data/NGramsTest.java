package org.headtune.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NGramsTest {
  private static final NGrams ALL = new NGrams(true, 2, 5);

  private static List<Long> grams(NGrams grams, String text) {
    List<Long> found = new ArrayList<>();
    grams.each(text, found::add);
    return found;
  }

  /** Counted by hand: words, neighbours, and characters of each word between its two marks. */
  @ParameterizedTest
  @CsvSource({
    "1, 0, a bc def, 3",
    "2, 0, a bc def, 5",
    "5, 0, a bc def, 6",
    "0, 3, a bc def, 6", // <a> <bc bc> <de def ef>
    "0, 5, a bc def, 10", // and <bc> <def def> <def>
    "1, 0, 'win £1000!!', 5",
    "1, 0, '', 0",
    "2, 5, ' ', 0",
    "1, 0, 'naïve nai\u0308ve', 2",
    "1, 0, '\uD83D\uDE00\uD83D\uDE00', 2",
  })
  void are_as_many_as_can_be_counted(int words, int characters, String text, int count) {
    assertThat(grams(new NGrams(true, words, characters), text)).hasSize(count);
  }

  @Test
  void differ_where_texts_differ_and_only_there() {
    assertThat(grams(ALL, "Free ENTRY")).isEqualTo(grams(ALL, "free\tentry"));
    assertThat(grams(new NGrams(false, 1, 0), "Free"))
        .isNotEqualTo(grams(new NGrams(false, 1, 0), "free"));
    // Compatible forms: a ligature and a letter of full width.
    assertThat(grams(ALL, "ﬁt Ａ")).isEqualTo(grams(ALL, "fit a"));
    assertThat(grams(new NGrams(true, 2, 0), "a b")).doesNotContain(grams(ALL, "ab").get(0));
    // A word is no part of a word: "<ab>" stands for both only in the characters.
    Set<Long> distinct = new HashSet<>(grams(new NGrams(true, 1, 8), "abcdefgh"));
    assertThat(distinct).hasSize(1 + 8 + 7 + 6 + 5 + 4 + 3);
  }

  @Property(tries = 200)
  void any_text_has_some(@ForAll String text) {
    for (long gram : grams(ALL, text)) {
      for (int bits : new int[] {0, 8, 18, 22}) {
        assertThat(NGrams.entry(gram, bits)).isBetween(0, (1 << bits) - 1);
        // A smaller table merges entries of a larger one, and tears none apart.
        assertThat(NGrams.entry(gram, bits)).isEqualTo(NGrams.entry(gram, 22) >> (22 - bits));
      }
    }
  }

  /** Of a table of one million entries 20,000 n-grams fall on all but some 200 of as many. */
  @Test
  void are_spread_evenly() {
    Set<Integer> entries = new HashSet<>();
    for (int i = 0; i < 20_000; i++) {
      grams(new NGrams(true, 1, 0), "word" + i)
          .forEach(gram -> entries.add(NGrams.entry(gram, 20)));
    }
    // Expected 2^20 (1 - exp(-20000 / 2^20)) = 19,810.5, standard deviation about 14.
    assertThat((double) entries.size()).isCloseTo(19_810.5, within(70.0));
  }

  /** ln((1 + 9) / (1 + 4)) = 0.6931, of which 11 sixteenths are the nearest. */
  @Test
  void rarity_is_the_logarithm_in_sixteenths() {
    Rarity rarity = Rarity.of(new int[] {4, 9, 1, 0}, 9, 2);
    assertThat(rarity.weight(0)).isEqualTo(1 + 11 / 16.0);
    assertThat(rarity.weight(1)).isEqualTo(1);
    assertThat(rarity.weight(2)).isZero();
    assertThat(rarity.weight(3)).isZero();
    assertThat(Rarity.parse(rarity.text()).text()).isEqualTo(rarity.text());
    assertThat(Rarity.of(new int[] {2}, Integer.MAX_VALUE, 2).weight(0)).isEqualTo(1 + 254 / 16.0);
  }

  /** "a a b": 1 + ln 2 times for the one, once for the other, together of length 1. */
  @Test
  void weights_are_those_of_tf_idf() {
    NGrams words = new NGrams(true, 1, 0);
    int bits = 8;
    int a = NGrams.entry(grams(words, "a").get(0), bits);
    int b = NGrams.entry(grams(words, "b").get(0), bits);
    int c = NGrams.entry(grams(words, "c").get(0), bits);
    int[] rows = new int[1 << bits];
    rows[a] = 9;
    rows[b] = 4;
    rows[c] = 4;
    Rarity rarity = Rarity.of(rows, 9, 2);
    float[] out = {7, 7, 7, 7, 7, 7, 7};

    assertThat(new WeightedEntries(words, rarity, 3, false, true).write("a b a unheard", out, 1))
        .isTrue();
    double first = 1 + Math.log(2);
    double second = 1 + 11 / 16.0;
    double length = Math.sqrt(first * first + second * second);
    assertThat(out)
        .containsExactly(
            new float[] {7, a, b, 0, (float) (first / length), (float) (second / length), 0},
            within(1e-6f));

    assertThat(new WeightedEntries(words, rarity, 3, true, true).write("a b a", out, 1)).isTrue();
    assertThat(out).containsExactly(new float[] {7, a, b, 0, 2 / 3f, 1 / 3f, 0}, within(1e-6f));

    assertThat(new WeightedEntries(words, rarity, 2, true, true).write("c b a", out, 1)).isFalse();
    assertThat(out).startsWith(7, c, b, 0.5f, 0.5f);

    assertThat(new WeightedEntries(words, rarity, 3, false, true).write("unheard", out, 1))
        .isTrue();
    assertThat(out).containsExactly(7, 0, 0, 0, 0, 0, 0);
  }

  /** "a" has the word and the runs "<a>"; both parts of the text have the length 1 / sqrt(2). */
  @Test
  void words_and_characters_share_a_text_evenly() {
    NGrams both = new NGrams(true, 1, 4);
    int bits = 12;
    int[] rows = new int[1 << bits];
    grams(both, "abc").forEach(gram -> rows[NGrams.entry(gram, bits)] = 9);
    Rarity rarity = Rarity.of(rows, 9, 2);
    float[] out = new float[2 * 6];

    // abc; <ab, abc, bc>, <abc, abc>
    assertThat(new WeightedEntries(both, rarity, 6, false, true).write("abc", out, 0)).isTrue();
    float part = (float) Math.sqrt(0.5 / 5);
    assertThat(Arrays.copyOfRange(out, 6, 12))
        .containsExactly(
            new float[] {(float) Math.sqrt(0.5), part, part, part, part, part}, within(1e-6f));

    assertThat(new WeightedEntries(both, rarity, 6, false, false).write("abc", out, 0)).isTrue();
    part = (float) Math.sqrt(1 / 6.0);
    assertThat(Arrays.copyOfRange(out, 6, 12))
        .containsExactly(new float[] {part, part, part, part, part, part}, within(1e-6f));
  }
}
