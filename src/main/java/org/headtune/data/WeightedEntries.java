package org.headtune.data;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Makes a text a list of weighted entries: (1 + log of how often) times how rare, and all weights
 * of a text together of length 1 (Salton and Buckley 1988, "Term-weighting approaches in automatic
 * text retrieval"), those of its words and those of its characters each of length 1 / sqrt(2) where
 * both are there, since there are many times more characters than words; or one over their number
 * for each, so that vectors are averaged (Joulin et al. 2017, "Bag of tricks for efficient text
 * classification").
 */
final class WeightedEntries {
  private final NGrams grams;
  private final Rarity rarity;
  private final int bits;
  private final int length;
  private final boolean mean;
  private final boolean apart;

  /**
   * @param length entries beyond these are left out
   * @param mean whether every n-gram counts alike
   * @param apart whether words and characters have one half of a text's square length each
   */
  WeightedEntries(NGrams grams, Rarity rarity, int length, boolean mean, boolean apart) {
    this.grams = grams;
    this.rarity = rarity;
    this.bits = Integer.numberOfTrailingZeros(rarity.entries());
    this.length = length;
    this.mean = mean;
    this.apart = apart && !mean && grams.words() > 0 && grams.characters() > 0;
  }

  /**
   * Writes a text's entries, and then their weights, to {@code 2 length} places.
   *
   * @return whether there was room for all
   */
  boolean write(String text, float[] out, int at) {
    Map<Integer, Integer> counts = new LinkedHashMap<>();
    int[] words = {0};
    grams.each(
        text,
        gram -> {
          count(gram, counts);
          words[0] = counts.size();
        },
        gram -> count(gram, counts));
    Arrays.fill(out, at, at + 2 * length, 0f);
    int used = 0;
    for (Map.Entry<Integer, Integer> entry : counts.entrySet()) {
      if (used == length) {
        break;
      }
      out[at + used] = entry.getKey();
      out[at + length + used] =
          (float)
              (mean
                  ? entry.getValue()
                  : (1 + Math.log(entry.getValue())) * rarity.weight(entry.getKey()));
      used++;
    }
    int first = apart ? Math.min(words[0], used) : used;
    scale(out, at + length, at + length + first);
    scale(out, at + length + first, at + length + used);
    return counts.size() <= length;
  }

  private void count(long gram, Map<Integer, Integer> counts) {
    int entry = NGrams.entry(gram, bits);
    if (rarity.weight(entry) > 0) {
      counts.merge(entry, 1, Integer::sum);
    }
  }

  /** Brings weights from one place to another to the sum or the length that they are to have. */
  private void scale(float[] out, int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += mean ? out[i] : (double) out[i] * out[i];
    }
    float scale = (float) (mean ? sum : Math.sqrt(apart ? 2 * sum : sum));
    for (int i = from; i < to; i++) {
      out[i] /= scale;
    }
  }
}
