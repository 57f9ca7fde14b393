package org.headtune.config;

import java.lang.reflect.Type;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.headtune.Text;

/** The message for a key that no section declares, with the most likely cure. */
final class UnknownKey {
  private static final int LONGEST = 40;

  private UnknownKey() {}

  /**
   * A place to look at.
   *
   * @param kind the word of its {@code type}; empty where it has none
   */
  private record Step(Type type, String path, String kind) {}

  /**
   * The whole sentence.
   *
   * @param root the record of the whole config, searched for a better place
   * @param parent the path of the section, empty for the top level
   * @param known the keys of the section
   */
  static String message(Class<?> root, String parent, String name, List<String> known) {
    String unknown = "unknown key " + Text.printable(KeyPath.key(parent, shortened(name)));
    Optional<String> near = Nearest.to(name, known.stream());
    if (near.isPresent()) {
      return unknown + "; did you mean " + near.get() + "?";
    }
    Optional<Step> elsewhere = elsewhere(root, name);
    if (elsewhere.isPresent()) {
      boolean otherKind = elsewhere.get().path().equals(KeyPath.key(parent, name));
      return unknown
          + "; it belongs to "
          + (otherKind ? "`type: " + elsewhere.get().kind() + "`" : elsewhere.get().path());
    }
    return known.isEmpty()
        ? unknown + "; expected no keys here: remove it"
        : unknown + "; expected " + Expected.oneOf(known);
  }

  private static String shortened(String name) {
    return name.length() > LONGEST ? name.substring(0, LONGEST) + "..." : name;
  }

  /** The path of the first section, from the top, that declares the key. */
  private static Optional<Step> elsewhere(Class<?> root, String name) {
    Deque<Step> open = new ArrayDeque<>(List.of(new Step(root, "", "")));
    while (!open.isEmpty()) {
      Step step = open.remove();
      Class<?> raw = Declaration.raw(step.type());
      if (raw.isRecord()) {
        for (Declaration key : Declaration.of(raw)) {
          String path = KeyPath.key(step.path(), key.name());
          if (key.name().equals(name)) {
            return Optional.of(new Step(key.valueType(), path, step.kind()));
          }
          open.add(new Step(key.valueType(), path, ""));
        }
      } else {
        open.addAll(inside(step, raw));
      }
    }
    return Optional.empty();
  }

  private static Collection<Step> inside(Step step, Class<?> raw) {
    if (raw == List.class) {
      return List.of(new Step(Declaration.content(step.type()), step.path() + "[]", ""));
    } else if (raw == Map.class) {
      return List.of(new Step(Declaration.content(step.type()), step.path() + ".*", ""));
    } else if (!raw.isAnnotationPresent(Choice.class)) {
      return List.of();
    }
    Choice.By by = raw.getAnnotation(Choice.class).value();
    if (by == Choice.By.WORD) {
      return List.of();
    }
    boolean named = by == Choice.By.KEY;
    return Declaration.alternatives(raw).entrySet().stream()
        .map(
            a ->
                named
                    ? new Step(a.getValue(), KeyPath.key(step.path(), a.getKey()), "")
                    : new Step(a.getValue(), step.path(), a.getKey()))
        .toList();
  }
}
