package org.headtune.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Learns which pairs of tokens to merge, text by text: again and again the pair that stands most
 * often in the texts becomes a token, as long as it stands there twice (Sennrich, Haddow and Birch
 * 2016, algorithm 1). Of pairs as frequent as each other the one of smaller tokens comes first, so
 * that the same texts give the same merges.
 *
 * <p>Texts are kept as the pieces that are distinct and how often they came. Of very many, those
 * that came least often are forgotten (as in Manku and Motwani 2002, "Approximate frequency counts
 * over data streams"), so that memory does not grow with the texts.
 */
final class PairLearner {
  private static final int FEWEST = 2;
  private static final int ANY = -1;

  private final PreTokens pieces = new PreTokens();
  private final int most;
  private ByteTexts distinct = new ByteTexts();
  private long[] counts = new long[1 << 10];

  /** The pieces as tokens, while merges are made. */
  private int[][] words;

  private int[] lengths;
  private PairTable pairs;
  private final List<Occurrences> found = new ArrayList<>(); // by the number of a pair

  PairLearner() {
    this(1 << 20);
  }

  /**
   * @param most distinct pieces that are kept
   */
  PairLearner(int most) {
    this.most = most;
  }

  /** Where a pair stands. */
  private static final class Occurrences {
    private long count;
    private int[] words = new int[2];
    private int size;

    void add(int word) {
      if (size > 0 && words[size - 1] == word) {
        return;
      }
      if (size == words.length) {
        words = Arrays.copyOf(words, 2 * size);
      }
      words[size++] = word;
    }
  }

  private record Candidate(long count, long pair) {
    static final Comparator<Candidate> BEST =
        Comparator.comparingLong(Candidate::count).reversed().thenComparingLong(Candidate::pair);
  }

  /** Learns from a text, bytes of UTF-8. */
  void learn(byte[] text, int from, int to) {
    pieces.in(text, from, to);
    while (pieces.next()) {
      int piece = distinct.add(text, pieces.from(), pieces.to());
      if (piece == counts.length) {
        counts = Arrays.copyOf(counts, 2 * piece);
      }
      counts[piece]++;
      if (distinct.size() > most) {
        forget();
      }
    }
  }

  /** Keeps at most half of the pieces: those that came more often than some number of times. */
  private void forget() {
    long[] sorted = Arrays.copyOf(counts, distinct.size());
    Arrays.sort(sorted);
    long rare = sorted[sorted.length - most / 2 - 1];
    ByteTexts frequent = new ByteTexts();
    long[] theirs = new long[counts.length];
    for (int i = 0; i < distinct.size(); i++) {
      if (counts[i] > rare) {
        theirs[frequent.add(distinct.bytes(), distinct.from(i), distinct.to(i))] = counts[i];
      }
    }
    distinct = frequent;
    counts = theirs;
  }

  /** Whether there was no text. */
  boolean empty() {
    return distinct.size() == 0;
  }

  /**
   * The merges, in their order.
   *
   * @param limit most of them; there are fewer where the texts give no more
   */
  long[] merges(int limit) {
    begin();
    PriorityQueue<Candidate> queue = new PriorityQueue<>(Candidate.BEST);
    List<Long> merges = new ArrayList<>();
    List<Long> fresh = new ArrayList<>();
    for (int word = 0; word < words.length; word++) {
      count(word, 1, ANY, fresh);
    }
    add(fresh, queue);
    while (merges.size() < limit && !queue.isEmpty()) {
      Candidate best = queue.poll();
      Occurrences where = of(best.pair());
      if (where.count != best.count()) {
        if (where.count >= FEWEST) {
          queue.add(new Candidate(where.count, best.pair()));
        }
        continue;
      }
      fresh.clear();
      merge(best.pair(), Merges.FIRST_MERGE + merges.size(), where, fresh);
      merges.add(best.pair());
      add(fresh, queue);
    }
    return merges.stream().mapToLong(Long::longValue).toArray();
  }

  private void begin() {
    pairs = new PairTable();
    found.clear();
    words = new int[distinct.size()][];
    lengths = new int[words.length];
    for (int i = 0; i < words.length; i++) {
      int from = distinct.from(i);
      lengths[i] = distinct.to(i) - from;
      words[i] = new int[lengths[i]];
      for (int k = 0; k < lengths[i]; k++) {
        words[i][k] = Merges.FIRST_BYTE + (distinct.bytes()[from + k] & 0xFF);
      }
    }
  }

  private Occurrences of(long pair) {
    return found.get(pairs.get(pair));
  }

  private void add(List<Long> fresh, PriorityQueue<Candidate> queue) {
    for (long pair : fresh) {
      long count = of(pair).count;
      if (count >= FEWEST) {
        queue.add(new Candidate(count, pair));
      }
    }
  }

  /**
   * Counts the pairs of a word.
   *
   * @param sign 1 to add them, -1 to take them away
   * @param token pairs with this one are new to the word, as is any pair of a new word
   * @param fresh receives those that were never met before
   */
  private void count(int word, int sign, int token, List<Long> fresh) {
    int[] tokens = words[word];
    for (int i = 0; i + 1 < lengths[word]; i++) {
      long pair = PairTable.pair(tokens[i], tokens[i + 1]);
      int number = pairs.add(pair);
      if (number == found.size()) {
        found.add(new Occurrences());
        fresh.add(pair);
      }
      Occurrences where = found.get(number);
      where.count += sign * counts[word];
      if (token == ANY || tokens[i] == token || tokens[i + 1] == token) {
        where.add(word);
      }
    }
  }

  private void merge(long pair, int token, Occurrences where, List<Long> fresh) {
    int[] listed = where.words;
    int size = where.size;
    where.words = new int[0];
    where.size = 0;
    for (int i = 0; i < size; i++) {
      int word = listed[i];
      int at = indexOf(pair, words[word], lengths[word]);
      if (at >= 0) {
        count(word, -1, token, fresh);
        lengths[word] = replace(words[word], 0, lengths[word], pair, token);
        count(word, 1, token, fresh);
      }
    }
  }

  private static int indexOf(long pair, int[] tokens, int length) {
    for (int i = 0; i + 1 < length; i++) {
      if (PairTable.pair(tokens[i], tokens[i + 1]) == pair) {
        return i;
      }
    }
    return -1;
  }

  /**
   * Puts a token in the place of each pair, from the left.
   *
   * @param begin of the tokens in their array
   * @return how many tokens are left
   */
  static int replace(int[] tokens, int begin, int length, long pair, int token) {
    int to = begin;
    int end = begin + length;
    for (int i = begin; i < end; i++) {
      boolean both = i + 1 < end && PairTable.pair(tokens[i], tokens[i + 1]) == pair;
      tokens[to++] = both ? token : tokens[i];
      i += both ? 1 : 0;
    }
    return to - begin;
  }
}
