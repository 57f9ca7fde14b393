package org.headtune.data;

import java.util.Arrays;
import org.headtune.config.QuoteMark;

/**
 * Finds the delimiter of a table from its first lines: of tab, semicolon, bar and comma the first
 * that stands equally often, and at all, in each of them. The comma comes last because it is also a
 * decimal mark and a mark of punctuation.
 */
final class Delimiters {
  private static final String CANDIDATES = "\t;|,";
  private static final int LINES = 20;

  private Delimiters() {}

  static String detect(CharSequence head, QuoteMark quote) {
    int[][] counts = counts(head, quote);
    for (int i = 0; i < CANDIDATES.length(); i++) {
      boolean even = counts.length > 0 && counts[0][i] > 0;
      for (int[] line : counts) {
        even &= line[i] == counts[0][i];
      }
      if (even) {
        return CANDIDATES.substring(i, i + 1);
      }
    }
    return mostFrequent(head, quote);
  }

  /** The candidate that the first line holds most often; a comma if it holds none. */
  static String mostFrequent(CharSequence head, QuoteMark quote) {
    int[][] counts = counts(head, quote);
    int best = CANDIDATES.indexOf(',');
    for (int i = 0; counts.length > 0 && i < CANDIDATES.length(); i++) {
      best = counts[0][i] > counts[0][best] ? i : best;
    }
    return CANDIDATES.substring(best, best + 1);
  }

  /** How often each candidate stands outside quotes, for each complete line. */
  private static int[][] counts(CharSequence head, QuoteMark quote) {
    int mark = quote == QuoteMark.SINGLE ? '\'' : quote == QuoteMark.DOUBLE ? '"' : -1;
    int[][] counts = new int[LINES][CANDIDATES.length()];
    int line = 0;
    int begin = 0;
    boolean quoted = false;
    for (int i = 0; i < head.length() && line < LINES; i++) {
      char c = head.charAt(i);
      quoted ^= c == mark;
      int candidate = quoted ? -1 : CANDIDATES.indexOf(c);
      if (candidate >= 0) {
        counts[line][candidate]++;
      }
      if (!quoted && (c == '\n' || c == '\r')) {
        line += i > begin ? 1 : 0; // a blank line counts for nothing
        begin = i + 1;
      }
    }
    boolean onlyLine = line == 0 && head.length() > begin;
    return Arrays.copyOf(counts, onlyLine ? 1 : line);
  }
}
