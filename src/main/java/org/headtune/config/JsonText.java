package org.headtune.config;

import java.util.Iterator;
import java.util.Map;

/** Maps, lists, texts, numbers and booleans written as indented JSON (RFC 8259). */
final class JsonText {
  private final StringBuilder out = new StringBuilder();

  private JsonText() {}

  static String of(Map<String, ?> root) {
    JsonText text = new JsonText();
    text.value(root, "\n");
    return text.out.append('\n').toString();
  }

  private void value(Object value, String indent) {
    if (value instanceof Map<?, ?> map) {
      members(map, indent);
    } else if (value instanceof Iterable<?> items) {
      items(items, indent);
    } else if (value instanceof Double number) {
      out.append(Range.text(number));
    } else if (value instanceof String text) {
      string(text);
    } else {
      out.append(value);
    }
  }

  private void members(Map<?, ?> map, String indent) {
    out.append('{');
    String separator = "";
    for (Map.Entry<?, ?> member : map.entrySet()) {
      out.append(separator).append(indent).append("  ");
      string((String) member.getKey());
      out.append(": ");
      value(member.getValue(), indent + "  ");
      separator = ",";
    }
    out.append(map.isEmpty() ? "}" : indent + "}");
  }

  private void items(Iterable<?> items, String indent) {
    out.append('[');
    for (Iterator<?> each = items.iterator(); each.hasNext(); ) {
      value(each.next(), indent);
      out.append(each.hasNext() ? ", " : "");
    }
    out.append(']');
  }

  private void string(String text) {
    out.append('"').append(text.replace("\\", "\\\\").replace("\"", "\\\"")).append('"');
  }
}
