package org.headtune.data;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongConsumer;
import org.headtune.config.TextConfig;

/**
 * Takes a text apart into n-grams: words, neighbouring words, and the neighbouring characters
 * within a word with marks at its ends, as fastText does (Bojanowski et al. 2017, "Enriching word
 * vectors with subword information", section 3.2). An n-gram is told by a hash of 64 bits alone
 * (Weinberger et al. 2009, "Feature hashing for large scale multitask learning").
 *
 * @param lowerCase whether case is no matter
 * @param words longest run of words; 0 for none
 * @param characters longest run of characters in a word, from {@link #SHORTEST} on; 0 for none
 */
record NGrams(boolean lowerCase, int words, int characters) {
  /** Fewer characters than these tell little of a word. */
  static final int SHORTEST = 3;

  /** Longer words are not taken for words, and their characters would be too many. */
  private static final int LONGEST_WORD = 64;

  private static final long FNV_OFFSET = 0xCBF29CE484222325L;
  private static final long FNV_PRIME = 0x100000001B3L;

  static NGrams of(TextConfig config) {
    return new NGrams(config.lowerCase(), config.words(), config.characters());
  }

  /** All n-grams of a text, first the words, then the longer runs, then the characters. */
  void each(String text, LongConsumer gram) {
    each(text, gram, gram);
  }

  /** The same, told apart: those of words, and after them those of characters. */
  void each(String text, LongConsumer ofWords, LongConsumer ofCharacters) {
    List<String> tokens = tokens(text, lowerCase);
    for (int length = 1; length <= words; length++) {
      for (int i = 0; i + length <= tokens.size(); i++) {
        long hash = FNV_OFFSET;
        for (String token : tokens.subList(i, i + length)) {
          hash = add(add(hash, token, 0, token.length()), " ", 0, 1);
        }
        ofWords.accept(spread(hash));
      }
    }
    for (String token : tokens) {
      if (characters >= SHORTEST && token.length() <= LONGEST_WORD) {
        eachOf('<' + token + '>', ofCharacters);
      }
    }
  }

  private void eachOf(String word, LongConsumer gram) {
    for (int length = SHORTEST; length <= characters; length++) {
      for (int i = 0; i + length <= word.length(); i++) {
        gram.accept(spread(~add(FNV_OFFSET, word, i, i + length)));
      }
    }
  }

  /**
   * The words of a text: runs of letters and digits, with what combines with them; any other
   * character that is no blank is a word by itself. Compatible forms of a character count as one
   * (Unicode Standard Annex 15, NFKC).
   */
  static List<String> tokens(String text, boolean lowerCase) {
    String plain = Normalizer.normalize(text, Normalizer.Form.NFKC);
    String all = lowerCase ? plain.toLowerCase(Locale.ROOT) : plain;
    List<String> tokens = new ArrayList<>();
    int from = -1;
    int next;
    for (int i = 0; i < all.length(); i = next) {
      int point = all.codePointAt(i);
      next = i + Character.charCount(point);
      if (isOfWord(point)) {
        from = from < 0 ? i : from;
        continue;
      }
      if (from >= 0) {
        tokens.add(all.substring(from, i));
        from = -1;
      }
      if (!Character.isWhitespace(point) && !Character.isSpaceChar(point)) {
        tokens.add(all.substring(i, next));
      }
    }
    if (from >= 0) {
      tokens.add(all.substring(from));
    }
    return tokens;
  }

  private static boolean isOfWord(int point) {
    int type = Character.getType(point);
    return Character.isLetterOrDigit(point)
        || type == Character.NON_SPACING_MARK
        || type == Character.COMBINING_SPACING_MARK;
  }

  /** Fowler, Noll and Vo's hash 1a, over the characters. */
  private static long add(long hash, String text, int from, int to) {
    long sum = hash;
    for (int i = from; i < to; i++) {
      sum = (sum ^ text.charAt(i)) * FNV_PRIME;
    }
    return sum;
  }

  /** Of a whole text, which it tells from any other that there is likely to be. */
  static long hash(String text) {
    return spread(add(FNV_OFFSET, text, 0, text.length()));
  }

  /** All bits depend on all others. */
  private static long spread(long hash) {
    return new SplitMix64(hash).next();
  }

  /** The entry that an n-gram falls on, of a table of {@code 2^bits}: its first bits. */
  static int entry(long gram, int bits) {
    return bits == 0 ? 0 : (int) (gram >>> (Long.SIZE - bits));
  }
}
