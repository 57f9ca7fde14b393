package org.headtune.data;

import java.util.StringJoiner;
import org.headtune.Text;

/** Rows per class, in a sentence. */
final class ClassCounts {
  private static final int SHOWN = 20;

  private ClassCounts() {}

  /** {@code 'a' 12, 'b' 1}; at most 20 of them. */
  static String sentence(int[] counts, ClassNames classes) {
    StringJoiner sentence = new StringJoiner(", ");
    for (int k = 0; k < Math.min(counts.length, SHOWN); k++) {
      sentence.add(Text.quoted(classes.names().get(k)) + " " + counts[k]);
    }
    return sentence + (counts.length > SHOWN ? ", ... (" + counts.length + " classes)" : "");
  }
}
