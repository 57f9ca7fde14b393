package org.headtune.config;

import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The known word that was most likely meant. */
public final class Nearest {
  private static final int LONGEST = 40;

  private Nearest() {}

  /** The nearest of the known words, if at most a third of its letters would have to change. */
  public static Optional<String> to(String word, Stream<String> known) {
    if (word.length() > LONGEST) {
      return Optional.empty();
    }
    return known
        .filter(k -> distance(word, k) <= Math.max(1, k.length() / 3))
        .min(Comparator.comparingInt(k -> distance(word, k)));
  }

  /** Letters to insert, delete or replace (Levenshtein 1966), whatever the case and separators. */
  private static int distance(String left, String right) {
    String a = letters(left);
    String b = letters(right);
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }

  private static String letters(String word) {
    return word.toLowerCase(Locale.ROOT).replaceAll("[_\\s-]", "");
  }
}
