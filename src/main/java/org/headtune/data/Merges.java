package org.headtune.data;

import java.util.Arrays;

/**
 * Which two tokens become a new one, in the order they were learnt. Tokens are numbers: first the
 * special ones, then the 256 bytes, then one for each merge. As a text they are pairs of numbers,
 * {@code 108 105,264 110}: a comma between pairs, a blank between the two of a pair.
 */
final class Merges {
  /** The first token that is a byte; those before it stand for no text. */
  static final int FIRST_BYTE = 4;

  /** The first token that is made of two others. */
  static final int FIRST_MERGE = FIRST_BYTE + 256;

  /** A token of more bytes can never come of a text that is taken apart into pieces. */
  static final int MOST_BYTES = 4 * PreTokens.LONGEST;

  private final PairTable made; // the number of a merge by its pair
  private final long[] pairs;
  private final byte[][] bytes; // of each token

  private Merges(long[] pairs) {
    int count = pairs.length;
    this.pairs = pairs.clone();
    made = new PairTable();
    bytes = new byte[FIRST_MERGE + count][];
    Arrays.fill(bytes, 0, FIRST_BYTE, new byte[0]);
    for (int i = 0; i < 256; i++) {
      bytes[FIRST_BYTE + i] = new byte[] {(byte) i};
    }
    for (int i = 0; i < count; i++) {
      byte[] left = expected(PairTable.left(pairs[i]), i);
      byte[] right = expected(PairTable.right(pairs[i]), i);
      byte[] both = Arrays.copyOf(left, left.length + right.length);
      System.arraycopy(right, 0, both, left.length, right.length);
      if (both.length > MOST_BYTES || made.add(pairs[i]) != i) {
        throw new IllegalArgumentException("merge " + i + " is too long, or there is one like it");
      }
      bytes[FIRST_MERGE + i] = both;
    }
  }

  private byte[] expected(int token, int merge) {
    if (token < FIRST_BYTE || token >= FIRST_MERGE + merge) {
      throw new IllegalArgumentException("merge " + merge + " of token " + token);
    }
    return bytes[token];
  }

  /**
   * Merges of such pairs.
   *
   * @throws IllegalArgumentException if one is of tokens that are not there before it, comes twice,
   *     or makes a token of more than {@value #MOST_BYTES} bytes
   */
  static Merges of(long[] pairs) {
    return new Merges(pairs);
  }

  /**
   * Reads what {@link #text} has written.
   *
   * @throws IllegalArgumentException if it is no such text, or as {@link #of}
   */
  static Merges parse(String text) {
    if (text.isEmpty()) {
      return of(new long[0]);
    }
    long[] pairs = new long[1 + (int) text.chars().filter(c -> c == ',').count()];
    int at = 0;
    for (int i = 0; i < pairs.length; i++) {
      int blank = text.indexOf(' ', at);
      int comma = i + 1 < pairs.length ? text.indexOf(',', at) : text.length();
      if (blank < 0 || blank > comma) {
        throw new IllegalArgumentException("merge " + i + " is no pair of numbers");
      }
      pairs[i] = PairTable.pair(number(text, at, blank), number(text, blank + 1, comma));
      at = comma + 1;
    }
    return of(pairs);
  }

  private static int number(String text, int from, int to) {
    boolean plain = to > from && to - from <= 8 && (text.charAt(from) != '0' || to == from + 1);
    for (int i = from; i < to; i++) {
      plain &= text.charAt(i) >= '0' && text.charAt(i) <= '9';
    }
    if (!plain) {
      throw new IllegalArgumentException("no number at character " + from + " of the merges");
    }
    return Integer.parseInt(text, from, to, 10);
  }

  /** How many tokens there are in all. */
  int tokens() {
    return bytes.length;
  }

  /** The token that two others become, or -1. */
  int merged(int left, int right) {
    int merge = made.get(PairTable.pair(left, right));
    return merge < 0 ? -1 : FIRST_MERGE + merge;
  }

  /** The two that a token is made of, as {@link PairTable#pair} has them. */
  long pair(int token) {
    return pairs[token - FIRST_MERGE];
  }

  /** What a token stands for; nothing for a special one. Not to be changed. */
  byte[] bytes(int token) {
    return bytes[token];
  }

  /** Pairs as text. */
  static String text(long[] pairs) {
    StringBuilder text = new StringBuilder();
    for (long pair : pairs) {
      text.append(text.isEmpty() ? "" : ",");
      text.append(PairTable.left(pair)).append(' ').append(PairTable.right(pair));
    }
    return text.toString();
  }
}
