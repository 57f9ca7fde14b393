package org.headtune.data;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Distinct texts, numbered in the order they came. A cell is looked up by its characters, so a
 * String is made once per distinct text, not once per cell. Open addressing, at most half full.
 */
final class TextTable {
  private final List<String> texts = new ArrayList<>();
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

  int add(String text) {
    return add(text.toCharArray(), 0, text.length());
  }

  /** The index of the text, new or old. */
  int add(char[] chars, int from, int to) {
    int slot = slot(chars, from, to);
    if (slots[slot] == 0) {
      texts.add(new String(chars, from, to - from));
      slots[slot] = texts.size();
      if (2 * texts.size() > slots.length) {
        grow();
      }
      return texts.size() - 1;
    }
    return slots[slot] - 1;
  }

  /** The index of the text, or -1. */
  int indexOf(char[] chars, int from, int to) {
    return slots[slot(chars, from, to)] - 1;
  }

  private int slot(char[] chars, int from, int to) {
    int hash = 0;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + chars[i];
    }
    int slot = spread(hash) & (slots.length - 1);
    while (slots[slot] != 0 && !same(texts.get(slots[slot] - 1), chars, from, to)) {
      slot = (slot + 1) & (slots.length - 1);
    }
    return slot;
  }

  private static boolean same(String text, char[] chars, int from, int to) {
    if (text.length() != to - from) {
      return false;
    }
    for (int i = from; i < to; i++) {
      if (text.charAt(i - from) != chars[i]) {
        return false;
      }
    }
    return true;
  }

  private void grow() {
    slots = new int[2 * slots.length];
    for (int i = 0; i < texts.size(); i++) {
      int slot = spread(texts.get(i).hashCode()) & (slots.length - 1);
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
