package org.headtune.data;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * Takes texts apart into tokens and puts them together again: byte-pair encoding (Sennrich, Haddow
 * and Birch 2016, "Neural machine translation of rare words with subword units") of the bytes of
 * UTF-8, so that no text is unknown. {@code decode(encode(text)).equals(text)} for every text.
 *
 * <p>A token is a number below {@link #size()}: first the special ones, then the 256 bytes, then
 * one for each merge that was learnt. Remembers the pieces it met last; not for several threads at
 * once.
 */
public final class Tokenizer {
  /** Fills up a row behind the last token; stands for no text. */
  public static final int PADDING = 0;

  /** Begins a text; stands for no text itself. */
  public static final int BEGIN = 1;

  /** Ends a text; stands for no text itself. */
  public static final int END = 2;

  /** Stands where a token is hidden. */
  public static final int MASK = 3;

  /** Fewest tokens: the special ones and the bytes. */
  public static final int SMALLEST = Merges.FIRST_MERGE;

  /** No token stands for more bytes. */
  public static final int MOST_BYTES = Merges.MOST_BYTES;

  private static final int MOST_KNOWN = 1 << 16;

  private final Merges merges;
  private final PreTokens pieces = new PreTokens();
  private final ByteTexts known = new ByteTexts(); // pieces, with their tokens below
  private int[] tokensOfKnown = new int[1 << 12];
  private int[] endOfKnown = new int[1 << 10];
  private int[] tokens = new int[64];

  Tokenizer(Merges merges) {
    this.merges = merges;
  }

  /** How many tokens there are, special ones, bytes and merges together. */
  public int size() {
    return merges.tokens();
  }

  /** The tokens of a text, without special ones; any text will do. */
  public int[] encode(String text) {
    byte[] bytes = WideText.bytes(text);
    int count = encode(bytes, 0, bytes.length, Integer.MAX_VALUE);
    return Arrays.copyOf(tokens, count);
  }

  /**
   * The text of tokens. Special ones are left out. Tokens that no text was taken apart into may be
   * no UTF-8 together; what is none becomes U+FFFD.
   *
   * @throws IllegalArgumentException if a number is no token
   */
  public String decode(int... numbers) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int token : numbers) {
      if (token < 0 || token >= size()) {
        throw new IllegalArgumentException(token + " is no token; there are " + size());
      }
      bytes.writeBytes(merges.bytes(token));
    }
    return WideText.text(bytes.toByteArray());
  }

  /**
   * Takes apart bytes of UTF-8.
   *
   * @param most no piece is begun behind so many tokens
   * @return how many {@link #tokens} there are
   */
  int encode(byte[] text, int from, int to, int most) {
    pieces.in(text, from, to);
    int count = 0;
    while (count < most && pieces.next()) {
      int piece = known(text);
      int begin = piece == 0 ? 0 : endOfKnown[piece - 1];
      int length = endOfKnown[piece] - begin;
      if (count + length > tokens.length) {
        tokens = Arrays.copyOf(tokens, Math.max(count + length, 2 * tokens.length));
      }
      System.arraycopy(tokensOfKnown, begin, tokens, count, length);
      count += length;
    }
    return count;
  }

  /** The tokens of the last text; filled anew by the next one. */
  int[] tokens() {
    return tokens;
  }

  /** The place of a piece among the known ones. */
  private int known(byte[] text) {
    int before = known.size();
    if (before == MOST_KNOWN && known.indexOf(text, pieces.from(), pieces.to()) < 0) {
      known.clear();
      before = 0;
    }
    int piece = known.add(text, pieces.from(), pieces.to());
    if (known.size() > before) {
      int begin = piece == 0 ? 0 : endOfKnown[piece - 1];
      int length = pieces.to() - pieces.from();
      if (piece == endOfKnown.length) {
        endOfKnown = Arrays.copyOf(endOfKnown, 2 * piece);
      }
      if (begin + length > tokensOfKnown.length) {
        tokensOfKnown = Arrays.copyOf(tokensOfKnown, 2 * tokensOfKnown.length);
      }
      for (int i = 0; i < length; i++) {
        tokensOfKnown[begin + i] = Merges.FIRST_BYTE + (text[pieces.from() + i] & 0xFF);
      }
      endOfKnown[piece] = begin + merge(begin, length);
    }
    return piece;
  }

  /** Merges tokens as long as it can be done, those first that were learnt first. */
  private int merge(int begin, int length) {
    int left = length;
    while (left > 1) {
      int first = Integer.MAX_VALUE;
      for (int i = begin; i + 1 < begin + left; i++) {
        int merged = merges.merged(tokensOfKnown[i], tokensOfKnown[i + 1]);
        first = merged >= 0 ? Math.min(first, merged) : first;
      }
      if (first == Integer.MAX_VALUE) {
        return left;
      }
      left = PairLearner.replace(tokensOfKnown, begin, left, merges.pair(first), first);
    }
    return left;
  }
}
