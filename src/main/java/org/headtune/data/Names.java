package org.headtune.data;

import java.util.List;
import java.util.stream.Collectors;
import org.headtune.Text;

/** Names in a sentence. */
final class Names {
  private static final int SHOWN = 20;

  private Names() {}

  /** {@code column 'a'}, or {@code columns 'a', 'b', ... (784 in all)}. */
  static String of(String noun, List<String> names) {
    String list = names.stream().limit(SHOWN).map(Text::quoted).collect(Collectors.joining(", "));
    String rest = names.size() > SHOWN ? ", ... (" + names.size() + " in all)" : "";
    return noun + (names.size() == 1 ? " " : noun.endsWith("s") ? "es " : "s ") + list + rest;
  }
}
