package org.headtune.config;

import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.headtune.config.Node.Mapping;
import org.headtune.config.Node.Scalar;
import org.headtune.config.Node.Sequence;
import org.headtune.config.ResolvedConfig.Origin;

/** Nodes written as YAML 1.2 in block style, and the words of such a text. */
public final class YamlText {
  /** A key of more than 1024 characters is none by itself (YAML 1.2, chapter 7.4.2). */
  private static final int LONGEST_KEY = 1_000;

  private static final Pattern SAFE_PLAIN =
      Pattern.compile("[\\p{L}_./][\\p{L}\\p{N}_./+-]*+( [\\p{L}\\p{N}_./+-]++)*+");

  private YamlText() {}

  static String of(Mapping root) {
    StringBuilder out = new StringBuilder();
    mapping(out, root, "");
    return out.toString();
  }

  /** Whether the text reads as the same text without quotes, in any place. */
  static boolean isSafePlain(String text) {
    return SAFE_PLAIN.matcher(text).matches()
        && new Scalar(new Source(Origin.DEFAULT, null), text, true).kind() == Scalar.Kind.TEXT;
  }

  /** A single value, or a list of single values in brackets, on one line. */
  static String inline(Node node) {
    if (node instanceof Sequence list) {
      return list.items().stream()
          .map(YamlText::inline)
          .collect(Collectors.joining(", ", "[", "]"));
    } else if (node instanceof Scalar scalar) {
      return scalar.plain() ? scalar.text() : quoted(scalar.text());
    }
    return "{}";
  }

  /** Any value on one line, which reads back as the same value in any place. */
  static String flow(Node node) {
    if (node instanceof Sequence list) {
      return list.items().stream().map(YamlText::flow).collect(Collectors.joining(", ", "[", "]"));
    } else if (node instanceof Mapping map) {
      return map.fields().entrySet().stream()
          .map(field -> before(" ", key(field.getKey())) + " " + flow(field.getValue().value()))
          .collect(Collectors.joining(", ", "{", "}"));
    } else if (node instanceof Scalar scalar && scalar.kind() != Scalar.Kind.NULL) {
      return scalar.kind() == Scalar.Kind.TEXT ? key(scalar.text()) : scalar.text();
    }
    return "null"; // also in place of what was refused
  }

  /**
   * A key with all that stands between it and its value.
   *
   * @param indent blanks in front of it
   * @param key as YAML has it
   */
  public static String before(String indent, String key) {
    return key.length() > LONGEST_KEY
        ? indent + "? " + key + "\n" + indent + ":"
        : indent + key + ":";
  }

  private static String key(String text) {
    return isSafePlain(text) ? text : quoted(text);
  }

  /** Whether {@link #inline} can write it. */
  static boolean isLeaf(Node node) {
    return node instanceof Scalar
        || (node instanceof Mapping map && map.fields().isEmpty())
        || (node instanceof Sequence list
            && list.items().stream().allMatch(item -> item instanceof Scalar));
  }

  private static void mapping(StringBuilder out, Mapping map, String indent) {
    map.fields()
        .forEach(
            (key, field) -> {
              out.append(before(indent, key(key)));
              value(out, field.value(), indent);
            });
  }

  private static void value(StringBuilder out, Node node, String indent) {
    if (isLeaf(node)) {
      out.append(' ').append(inline(node)).append('\n');
      return;
    }
    out.append('\n');
    if (node instanceof Mapping map) {
      mapping(out, map, indent + "  ");
    } else if (node instanceof Sequence list) {
      list.items().forEach(item -> item(out, item, indent + "  "));
    }
  }

  private static void item(StringBuilder out, Node item, String indent) {
    if (item instanceof Mapping map && !isLeaf(item)) {
      int start = out.length();
      mapping(out, map, indent + "  ");
      out.setCharAt(start + indent.length(), '-');
    } else {
      out.append(indent).append('-');
      value(out, item, indent);
    }
  }

  /** A text in double quotes, which reads as the same text whatever it holds. */
  public static String quoted(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if ((c >= ' ' && c <= '~') || (c > '~' && Character.isLetterOrDigit(c))) {
        out.append(c);
      } else {
        out.append("\\u%04X".formatted((int) c));
      }
    }
    return out.append('"').toString();
  }
}
