package org.headtune.data;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Turns a text into the entries of its tokens. */
final class TokensEncoder extends CellEncoder {
  private final TokenSequence column;
  private final Tokenizer tokenizer;
  private final int room; // for tokens of the text
  private long cut;

  TokensEncoder(TokenSequence column, int index, TextTable tokens) {
    super(column, index, tokens);
    this.column = column;
    tokenizer = column.tokenizer();
    room = column.bag().length() - 1;
  }

  @Override
  boolean encode(Row row, float[] out, int at) {
    int count = 0;
    if (!missing(row) && !column.lowerCase()) {
      count = tokenizer.encode(row.bytes(), row.from(index()), row.to(index()), room + 1);
    } else if (!missing(row)) {
      byte[] text = TokenSequence.folded(row.text(index()), true);
      count = tokenizer.encode(text, 0, text.length, room + 1);
    }
    write(count, out, at);
    cut += count > room ? 1 : 0;
    return true;
  }

  private void write(int count, float[] out, int at) {
    int steps = Math.min(count, room);
    Arrays.fill(out, at, at + width(), Tokenizer.PADDING);
    out[at] = Tokenizer.BEGIN;
    for (int i = 0; i < steps; i++) {
      out[at + 1 + i] = tokenizer.tokens()[i];
    }
    out[at + width() - 1] = 1 + steps;
  }

  /** One for each word, or for neighbouring ones of a long text. */
  @Override
  List<Occlusion> occlusions(Row row, int at) {
    byte[] text =
        missing(row) ? new byte[0] : TokenSequence.folded(row.text(index()), column.lowerCase());
    List<Integer> ends = new ArrayList<>();
    PreTokens pieces = new PreTokens();
    pieces.in(text, 0, text.length);
    while (pieces.next()) {
      ends.add(pieces.to());
    }
    int together = (ends.size() + MOST_PARTS - 1) / MOST_PARTS;
    List<Occlusion> occlusions = new ArrayList<>();
    for (int first = 0; first < ends.size(); first += together) {
      int from = first == 0 ? 0 : ends.get(first - 1);
      int to = ends.get(Math.min(first + together, ends.size()) - 1);
      String name = new String(text, from, to - from, StandardCharsets.UTF_8).strip();
      if (!name.isEmpty()) {
        occlusions.add(occlusion(name, at, without(text, from, to)));
      }
    }
    return occlusions;
  }

  private float[] without(byte[] text, int from, int to) {
    byte[] rest = Arrays.copyOf(text, text.length - (to - from));
    System.arraycopy(text, to, rest, from, text.length - to);
    float[] numbers = new float[width()];
    write(tokenizer.encode(rest, 0, rest.length, room + 1), numbers, 0);
    return numbers;
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
