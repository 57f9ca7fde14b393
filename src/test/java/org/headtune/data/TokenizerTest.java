package org.headtune.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

final class TokenizerTest {
  private static final Tokenizer OF_ENGLISH =
      learnt(400, "the other brother gathers the feathers of another, rather than 1234 1235 naïve");

  private static Tokenizer learnt(int vocabulary, String... texts) {
    return new Tokenizer(Merges.of(merges(vocabulary, texts)));
  }

  private static long[] merges(int vocabulary, String... texts) {
    PairLearner learner = new PairLearner();
    for (String text : texts) {
      byte[] bytes = WideText.bytes(text);
      learner.learn(bytes, 0, bytes.length);
    }
    return learner.merges(vocabulary - Tokenizer.SMALLEST);
  }

  private static List<String> tokens(Tokenizer tokenizer, String text) {
    return Arrays.stream(tokenizer.encode(text)).mapToObj(tokenizer::decode).toList();
  }

  private static String[] times(int count, String word, String... others) {
    return Stream.concat(Stream.generate(() -> word).limit(count), Stream.of(others))
        .toArray(String[]::new);
  }

  /**
   * The example of Sennrich, Haddow and Birch (2016), figure 1: low five times, lower twice, newest
   * six times and widest three times give e-s, es-t, l-o, lo-w. Theirs marks the end of a word,
   * which has no part in these.
   */
  @Example
  void the_words_of_the_paper_are_merged_as_there() {
    String[] words = times(5, "low", times(2, "lower", times(6, "newest", times(3, "widest"))));
    Tokenizer tokenizer = learnt(Tokenizer.SMALLEST + 4, words);
    assertThat(tokenizer.size()).isEqualTo(264);
    assertThat(List.of(260, 261, 262, 263))
        .extracting(token -> tokenizer.decode(token))
        .containsExactly("es", "est", "lo", "low");
    assertThat(tokens(tokenizer, "lowest newer"))
        .containsExactly("low", "est", " ", "n", "e", "w", "e", "r");
  }

  /** Counted by hand: in aaab stand two pairs aa, the first of which is merged. */
  @Example
  void a_run_of_one_letter_is_merged_from_the_left() {
    Tokenizer two = learnt(Tokenizer.SMALLEST + 2, "aaab", "aaab");
    assertThat(tokens(two, "aaaaab")).containsExactly("aa", "aa", "ab");
    Tokenizer all = learnt(Tokenizer.SMALLEST + 9, "aaab", "aaab");
    assertThat(all.size()).isEqualTo(Tokenizer.SMALLEST + 3);
    assertThat(tokens(all, "aaaaab")).containsExactly("aa", "aaab");
  }

  @Example
  void numbers_of_tokens_are_fixed() {
    assertThat(OF_ENGLISH.encode("A\n\u00e9"))
        .containsExactly(4 + 'A', 4 + '\n', 4 + 0xC3, 4 + 0xA9);
    assertThat(OF_ENGLISH.decode(Tokenizer.BEGIN, 4 + 'h', Tokenizer.MASK, 4 + 'i', 2, 0))
        .isEqualTo("hi");
    assertThatThrownBy(() -> OF_ENGLISH.decode(OF_ENGLISH.size()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(OF_ENGLISH.encode("")).isEmpty();
    assertThat(OF_ENGLISH.decode(4 + 0xFF, 4 + 'a')).isEqualTo("\uFFFDa");
  }

  /** What the textbook algorithm makes of the same texts, see byte_pairs.py. */
  @Example
  void the_textbook_algorithm_agrees() throws IOException {
    List<String> texts = lines("byte-pairs-texts.txt");
    long[] merges = merges(700, texts.toArray(String[]::new));
    assertThat(Merges.text(merges)).isEqualTo(lines("byte-pairs-merges.txt").get(0));
    Tokenizer tokenizer = new Tokenizer(Merges.of(merges));
    List<String> expected = lines("byte-pairs-tokens.txt");
    List<String> found =
        lines("byte-pairs-others.txt").stream()
            .map(text -> Arrays.toString(tokenizer.encode(text)).replaceAll("[\\[\\],]", ""))
            .toList();
    assertThat(found).isEqualTo(expected);
  }

  private static List<String> lines(String name) throws IOException {
    try (InputStream in = TokenizerTest.class.getResourceAsStream(name)) {
      return List.of(new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n", -1)).stream()
          .filter(line -> !line.isEmpty())
          .toList();
    }
  }

  @Provide
  Arbitrary<String> texts() {
    Arbitrary<String> any = Arbitraries.strings().all().ofMaxLength(300);
    Arbitrary<String> surrogates =
        Arbitraries.strings().withCharRange('\uD7FE', '\uE001').ofMaxLength(20);
    Arbitrary<String> plain =
        Arbitraries.strings().withChars("thero \t\n\r,.19é\u0301界\u3000\u00A0").ofMaxLength(300);
    Arbitrary<String> emoji =
        Arbitraries.strings().withChars("a \uD83D\uDE00\uD83D\uFE0F\u200D").ofMaxLength(30);
    return Arbitraries.oneOf(any, surrogates, plain, emoji);
  }

  @Property(tries = 3000)
  void every_text_comes_back_as_it_was(@ForAll("texts") String text) {
    int[] tokens = OF_ENGLISH.encode(text);
    assertThat(OF_ENGLISH.decode(tokens)).isEqualTo(text);
    assertThat(Arrays.stream(tokens).boxed())
        .allMatch(token -> token >= 4 && token < OF_ENGLISH.size());
  }

  @Property(tries = 500)
  void what_was_learnt_of_a_text_is_lossless_on_it_too(@ForAll("texts") String text) {
    Tokenizer own = learnt(320, text, text + " " + text);
    assertThat(own.decode(own.encode(text))).isEqualTo(text);
    assertThat(own.size()).isBetween(Tokenizer.SMALLEST, 320);
  }

  @Property(tries = 1000)
  void pieces_lie_one_behind_the_other(@ForAll byte[] bytes) {
    PreTokens pieces = new PreTokens();
    pieces.in(bytes, 0, bytes.length);
    int at = 0;
    while (pieces.next()) {
      assertThat(pieces.from()).isEqualTo(at);
      assertThat(pieces.to()).isGreaterThan(at).isLessThanOrEqualTo(at + Tokenizer.MOST_BYTES);
      at = pieces.to();
    }
    assertThat(at).isEqualTo(bytes.length);
  }

  private static List<String> pieces(String text) {
    byte[] bytes = WideText.bytes(text);
    PreTokens pieces = new PreTokens();
    pieces.in(bytes, 0, bytes.length);
    List<String> all = new ArrayList<>();
    while (pieces.next()) {
      all.add(
          new String(bytes, pieces.from(), pieces.to() - pieces.from(), StandardCharsets.UTF_8));
    }
    return all;
  }

  @Example
  void a_text_is_taken_apart_by_kinds_of_characters() {
    assertThat(pieces("Don't  pay 12345, née\n\n me\tü!? "))
        .containsExactly(
            "Don", "'", "t", " ", " pay", " 123", "45", ",", " née", "\n\n", " me", "\t", "ü", "!?",
            " ");
    assertThat(pieces("e\u0301te\u0301 \uD83D\uDE00 世界"))
        .containsExactly("e\u0301te\u0301", " \uD83D\uDE00", " 世界");
    assertThat(pieces("x".repeat(150))).extracting(String::length).containsExactly(64, 64, 22);
    assertThat(pieces(" ".repeat(100) + "a")).extracting(String::length).containsExactly(64, 35, 2);
  }

  @Example
  void as_many_tokens_as_the_texts_give() {
    assertThat(merges(65_536, "ab")).isEmpty();
    assertThat(merges(65_536, "ab", "ab")).hasSize(1);
    assertThat(merges(260, "ab", "ab", "ab")).isEmpty();
  }

  /** Rare pieces are forgotten, frequent ones are not, and memory has a bound. */
  @Example
  void a_stream_without_an_end_of_new_words_keeps_the_frequent_ones() {
    PairLearner learner = new PairLearner(1000);
    Random random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      byte[] text =
          ("quartz " + Long.toString(random.nextLong(), 36)).getBytes(StandardCharsets.UTF_8);
      learner.learn(text, 0, text.length);
    }
    Tokenizer tokenizer = new Tokenizer(Merges.of(learner.merges(5)));
    assertThat(tokens(tokenizer, "quartz")).containsExactly("quartz");
  }

  @Example
  void a_full_memory_of_pieces_changes_nothing() {
    Random random = new Random(2);
    for (int i = 0; i < 80_000; i++) {
      OF_ENGLISH.encode(Integer.toString(random.nextInt(), 36));
    }
    Tokenizer fresh =
        learnt(
            400, "the other brother gathers the feathers of another, rather than 1234 1235 naïve");
    assertThat(OF_ENGLISH.encode("the weathered brothers"))
        .isEqualTo(fresh.encode("the weathered brothers"));
  }

  @Property
  void merges_survive_writing_and_reading(@ForAll("texts") String text) {
    long[] merges = merges(300, text, text);
    Merges read = Merges.parse(Merges.text(merges));
    assertThat(read.tokens()).isEqualTo(Tokenizer.SMALLEST + merges.length);
    for (int i = 0; i < merges.length; i++) {
      assertThat(read.pair(Tokenizer.SMALLEST + i)).isEqualTo(merges[i]);
    }
  }

  @Example
  void merges_that_make_no_sense_are_refused() {
    List<String> bad =
        List.of(
            "3 100",
            "100 0",
            "260 100",
            "100 260",
            "100 101,100 101",
            "100",
            "100 ",
            " 100 100",
            "100 101,",
            ",",
            "100,101",
            "a b",
            "-1 100",
            "100 00101",
            "100 99999999999",
            "100 101 5",
            "100 101, 102 103",
            "٣٣ 100");
    for (String text : bad) {
      assertThatThrownBy(() -> Merges.parse(text))
          .as(text)
          .isInstanceOf(IllegalArgumentException.class);
    }
    StringBuilder doubling = new StringBuilder("100 100");
    for (int i = 0; i < 8; i++) {
      doubling.append(',').append(260 + i).append(' ').append(260 + i);
    }
    assertThatThrownBy(() -> Merges.parse(doubling.toString())).hasMessageContaining("too long");
  }
}
