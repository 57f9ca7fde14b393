package org.headtune.data;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * Distinct texts, numbered in the order they came. A cell is looked up by its bytes, so a String is
 * made once per distinct text, not once per cell. Open addressing, at most half full.
 */
final class TextTable {
  private final List<String> texts = new ArrayList<>();
  private final List<byte[]> bytesOfTexts = new ArrayList<>(); // in UTF-8
  private int[] slots = new int[16]; // index + 1 of a text; 0 is free

  static TextTable of(Collection<String> texts) {
    TextTable table = new TextTable();
    texts.forEach(table::add);
    return table;
  }

  int size() {
    return texts.size();
  }

  /** The text of an index. */
  String text(int index) {
    return texts.get(index);
  }

  /** All texts, by index. */
  List<String> texts() {
    return List.copyOf(texts);
  }

  /** Whether some of the texts may be numbers, such as -999. */
  boolean holdNumbers() {
    return texts.stream().anyMatch(text -> text.chars().anyMatch(Character::isDigit));
  }

  int add(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return add(bytes, 0, bytes.length);
  }

  /** The index of the text, new or old. */
  int add(byte[] bytes, int from, int to) {
    int slot = slot(bytes, from, to);
    if (slots[slot] == 0) {
      texts.add(new String(bytes, from, to - from, StandardCharsets.UTF_8));
      bytesOfTexts.add(Arrays.copyOfRange(bytes, from, to));
      slots[slot] = texts.size();
      if (2 * texts.size() > slots.length) {
        grow();
      }
      return texts.size() - 1;
    }
    return slots[slot] - 1;
  }

  /** The index of the text, or -1. */
  int indexOf(byte[] bytes, int from, int to) {
    return slots[slot(bytes, from, to)] - 1;
  }

  private int slot(byte[] bytes, int from, int to) {
    int slot = spread(hash(bytes, from, to)) & (slots.length - 1);
    while (slots[slot] != 0) {
      byte[] text = bytesOfTexts.get(slots[slot] - 1);
      if (Arrays.equals(text, 0, text.length, bytes, from, to)) {
        break;
      }
      slot = (slot + 1) & (slots.length - 1);
    }
    return slot;
  }

  private static int hash(byte[] bytes, int from, int to) {
    int hash = 0;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + bytes[i];
    }
    return hash;
  }

  private void grow() {
    slots = new int[2 * slots.length];
    for (int i = 0; i < texts.size(); i++) {
      byte[] text = bytesOfTexts.get(i);
      int slot = spread(hash(text, 0, text.length)) & (slots.length - 1);
      while (slots[slot] != 0) {
        slot = (slot + 1) & (slots.length - 1);
      }
      slots[slot] = i + 1;
    }
  }

  private static int spread(int hash) {
    return hash ^ (hash >>> 15);
  }
}
