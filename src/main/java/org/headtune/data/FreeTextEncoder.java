package org.headtune.data;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Turns a text into its weighted n-grams. */
final class FreeTextEncoder extends CellEncoder {
  private static final Pattern WORD = Pattern.compile("\\S+");

  private final WeightedEntries entries;
  private long cut;

  FreeTextEncoder(FreeText column, int index, TextTable tokens) {
    super(column, index, tokens);
    this.entries =
        new WeightedEntries(
            new NGrams(column.lowerCase(), column.words(), column.characters()),
            Rarity.parse(column.rarity()),
            column.bag().length(),
            column.mean(),
            column.apart());
  }

  @Override
  boolean encode(Row row, float[] out, int at) {
    cut += entries.write(missing(row) ? "" : row.text(index()), out, at) ? 0 : 1;
    return true;
  }

  /** One for each word, or for neighbouring ones of a long text. */
  @Override
  List<Occlusion> occlusions(Row row, int at) {
    String text = missing(row) ? "" : row.text(index());
    List<MatchResult> words = WORD.matcher(text).results().toList();
    int together = (words.size() + MOST_PARTS - 1) / MOST_PARTS;
    List<Occlusion> occlusions = new ArrayList<>();
    for (int first = 0; first < words.size(); first += together) {
      int from = words.get(first).start();
      int to = words.get(Math.min(first + together, words.size()) - 1).end();
      float[] without = new float[width()];
      entries.write(text.substring(0, from) + text.substring(to), without, 0);
      occlusions.add(occlusion(text.substring(from, to), at, without));
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
