package org.headtune.config;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** A piece of YAML before it has a type: text, and where each part of it stands. */
sealed interface Node {
  Source source();

  /** Told of each key and list item. */
  @FunctionalInterface
  interface Visitor {
    /**
     * @param path of the key or item
     * @param source of the key or item, not of what it holds
     * @param node what it holds
     */
    void visit(String path, Source source, Node node);
  }

  /** Visits what is inside, from the top down, in order; a list of single values is one value. */
  default void visit(String path, Visitor visitor) {}

  /**
   * A single value.
   *
   * @param plain whether it stands without quotes, so that it may be more than a text
   */
  record Scalar(Source source, String text, boolean plain) implements Node {
    private static final Pattern NULL = Pattern.compile("~|null|Null|NULL|");
    private static final Pattern BOOLEAN = Pattern.compile("true|True|TRUE|false|False|FALSE");
    private static final Pattern WHOLE = Pattern.compile("[-+]?[0-9]++|0o[0-7]++|0x[0-9a-fA-F]++");
    private static final Pattern FRACTION =
        Pattern.compile(
            "[-+]?(\\.[0-9]++|[0-9]++(\\.[0-9]*+)?)([eE][-+]?[0-9]++)?"
                + "|[-+]?\\.(inf|Inf|INF)|\\.(nan|NaN|NAN)");

    /** What the core schema of YAML 1.2 takes the text for (chapter 10.3.2). */
    enum Kind {
      NULL("nothing"),
      BOOLEAN("a boolean"),
      WHOLE("a number"),
      FRACTION("a number"),
      TEXT("text");

      final String words;

      Kind(String words) {
        this.words = words;
      }
    }

    Kind kind() {
      if (!plain) {
        return Kind.TEXT;
      } else if (NULL.matcher(text).matches()) {
        return Kind.NULL;
      } else if (BOOLEAN.matcher(text).matches()) {
        return Kind.BOOLEAN;
      } else if (WHOLE.matcher(text).matches()) {
        return Kind.WHOLE;
      }
      return FRACTION.matcher(text).matches() ? Kind.FRACTION : Kind.TEXT;
    }
  }

  /** A list. */
  record Sequence(Source source, List<Node> items) implements Node {
    @Override
    public void visit(String path, Visitor visitor) {
      if (YamlText.isLeaf(this)) {
        return;
      }
      for (int i = 0; i < items.size(); i++) {
        String inside = KeyPath.item(path, i);
        visitor.visit(inside, items.get(i).source(), items.get(i));
        items.get(i).visit(inside, visitor);
      }
    }
  }

  /** Keys and values in the order of the file. */
  record Mapping(Source source, Map<String, Field> fields) implements Node {
    @Override
    public void visit(String path, Visitor visitor) {
      fields.forEach(
          (key, field) -> {
            String inside = KeyPath.key(path, key);
            visitor.visit(inside, field.key(), field.value());
            field.value().visit(inside, visitor);
          });
    }
  }

  /** Something that was refused; its fault is already told. */
  record Refused(Source source) implements Node {}

  /**
   * One key and what it holds.
   *
   * @param key where the key itself stands
   */
  record Field(Source key, Node value) {}
}
