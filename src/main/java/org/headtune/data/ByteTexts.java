package org.headtune.data;

import java.util.Arrays;

/**
 * Distinct short texts, numbered in the order they came; their bytes lie one behind the other in
 * one array, so that a million of them take little room. Open addressing, at most half full.
 */
final class ByteTexts {
  private byte[] bytes = new byte[256];
  private int[] ends = new int[16]; // text i is bytes[ends[i - 1]] to bytes[ends[i]]
  private int[] slots = new int[32]; // index + 1 of a text; 0 is free
  private int size;

  int size() {
    return size;
  }

  /** The array in which the texts stand; another one when texts are added. */
  byte[] bytes() {
    return bytes;
  }

  int from(int index) {
    return index == 0 ? 0 : ends[index - 1];
  }

  int to(int index) {
    return ends[index];
  }

  /** The index of the text, new or old. */
  int add(byte[] text, int from, int to) {
    int slot = slot(text, from, to);
    if (slots[slot] > 0) {
      return slots[slot] - 1;
    }
    int begin = size == 0 ? 0 : ends[size - 1];
    int end = begin + to - from;
    if (end > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(end, 2 * bytes.length));
    }
    if (size == ends.length) {
      ends = Arrays.copyOf(ends, 2 * size);
    }
    System.arraycopy(text, from, bytes, begin, to - from);
    ends[size++] = end;
    slots[slot] = size;
    if (2 * size > slots.length) {
      grow();
    }
    return size - 1;
  }

  /** The index of the text, or -1. */
  int indexOf(byte[] text, int from, int to) {
    return slots[slot(text, from, to)] - 1;
  }

  /** Forgets all texts. */
  void clear() {
    Arrays.fill(slots, 0);
    size = 0;
  }

  private int slot(byte[] text, int from, int to) {
    int slot = hash(text, from, to) & (slots.length - 1);
    while (slots[slot] > 0) {
      int index = slots[slot] - 1;
      if (Arrays.equals(bytes, from(index), ends[index], text, from, to)) {
        break;
      }
      slot = (slot + 1) & (slots.length - 1);
    }
    return slot;
  }

  private void grow() {
    slots = new int[2 * slots.length];
    for (int i = 0; i < size; i++) {
      int slot = hash(bytes, from(i), ends[i]) & (slots.length - 1);
      while (slots[slot] > 0) {
        slot = (slot + 1) & (slots.length - 1);
      }
      slots[slot] = i + 1;
    }
  }

  private static int hash(byte[] text, int from, int to) {
    int hash = 0;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + text[i];
    }
    return (hash * 0x9E3779B9) >>> 7;
  }
}
