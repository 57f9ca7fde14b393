package org.headtune.config;

import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;

/** Says in words which values a key takes; used by messages and by the reference page. */
final class Expected {
  private Expected() {}

  static String words(Type type, Key key) {
    Class<?> raw = Declaration.raw(type);
    if (raw == AnyValue.class) {
      return "any value";
    } else if (raw == List.class) {
      return key.oneToo() ? "text or a list" : "a list";
    } else if (raw == Map.class || raw.isRecord()) {
      return "a mapping";
    } else if (raw.isAnnotationPresent(Choice.class)) {
      return choice(raw);
    } else if (raw.isEnum()) {
      return oneOf(Declaration.words(raw));
    } else if (raw == boolean.class || raw == Boolean.class) {
      return "true or false";
    } else if (raw == String.class) {
      return "text";
    }
    return Range.of(raw, key).words();
  }

  static String oneOf(Iterable<String> words) {
    return "one of " + String.join(", ", words);
  }

  private static String choice(Class<?> choice) {
    String words = oneOf(Declaration.alternatives(choice).keySet());
    return switch (choice.getAnnotation(Choice.class).value()) {
      case TYPE -> "a mapping whose `type` is " + words;
      case KEY -> words;
      case WORD -> oneOf(Declaration.bareWords(choice).keySet()) + ", or a mapping";
    };
  }
}
