package org.headtune.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Turns a text into the entries of its words. */
final class WordsEncoder extends CellEncoder {
  private final WordSequence column;
  private final Map<String, Integer> entryOf = new HashMap<>();
  private long cut;

  WordsEncoder(WordSequence column, int index, TextTable tokens) {
    super(column, index, tokens);
    this.column = column;
    column.words().forEach(word -> entryOf.put(word, entryOf.size()));
  }

  @Override
  boolean encode(Row row, float[] out, int at) {
    List<String> words = words(row);
    write(words, out, at);
    cut += words.size() > column.bag().length() ? 1 : 0;
    return true;
  }

  private List<String> words(Row row) {
    return missing(row) ? List.of() : NGrams.tokens(row.text(index()), column.lowerCase());
  }

  private void write(List<String> words, float[] out, int at) {
    int unknown = column.words().size();
    int steps = Math.min(words.size(), column.bag().length());
    Arrays.fill(out, at, at + width(), 0f);
    for (int i = 0; i < steps; i++) {
      out[at + i] = entryOf.getOrDefault(words.get(i), unknown);
    }
    if (steps == 0) {
      out[at] = unknown;
    }
    out[at + width() - 1] = Math.max(1, steps);
  }

  /** One for each word, or for neighbouring ones of a long text. */
  @Override
  List<Occlusion> occlusions(Row row, int at) {
    List<String> words = words(row);
    int together = (words.size() + MOST_PARTS - 1) / MOST_PARTS;
    List<Occlusion> occlusions = new ArrayList<>();
    for (int first = 0; first < words.size(); first += together) {
      List<String> left = new ArrayList<>(words);
      List<String> part = left.subList(first, Math.min(first + together, words.size()));
      String name = String.join(" ", part);
      part.clear();
      float[] without = new float[width()];
      write(left, without, 0);
      occlusions.add(occlusion(name, at, without));
    }
    return occlusions;
  }

  @Override
  long cut() {
    return cut;
  }

  @Override
  String expected() {
    throw new IllegalStateException("any text is a text");
  }
}
