package org.headtune.data;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Makes a text a list of weighted entries: (1 + log of how often) times how rare, and all weights
 * of a text together of length 1 (Salton and Buckley 1988, "Term-weighting approaches in automatic
 * text retrieval"); or one over their number for each, so that vectors are averaged (Joulin et al.
 * 2017, "Bag of tricks for efficient text classification").
 */
final class WeightedEntries {
  private final NGrams grams;
  private final Rarity rarity;
  private final int bits;
  private final int length;
  private final boolean mean;

  /**
   * @param length entries beyond these are left out
   * @param mean whether every n-gram counts alike
   */
  WeightedEntries(NGrams grams, Rarity rarity, int length, boolean mean) {
    this.grams = grams;
    this.rarity = rarity;
    this.bits = Integer.numberOfTrailingZeros(rarity.entries());
    this.length = length;
    this.mean = mean;
  }

  /**
   * Writes a text's entries, and then their weights, to {@code 2 length} places.
   *
   * @return whether there was room for all
   */
  boolean write(String text, float[] out, int at) {
    Map<Integer, Integer> counts = new LinkedHashMap<>();
    grams.each(
        text,
        gram -> {
          int entry = NGrams.entry(gram, bits);
          if (rarity.weight(entry) > 0) {
            counts.merge(entry, 1, Integer::sum);
          }
        });
    Arrays.fill(out, at, at + 2 * length, 0f);
    int used = 0;
    double sum = 0;
    for (Map.Entry<Integer, Integer> entry : counts.entrySet()) {
      if (used == length) {
        break;
      }
      double weight =
          mean
              ? entry.getValue()
              : (1 + Math.log(entry.getValue())) * rarity.weight(entry.getKey());
      out[at + used] = entry.getKey();
      out[at + length + used] = (float) weight;
      sum += mean ? weight : weight * weight;
      used++;
    }
    float scale = (float) (mean ? sum : Math.sqrt(sum));
    for (int i = 0; i < used; i++) {
      out[at + length + i] /= scale;
    }
    return counts.size() <= length;
  }
}
