package org.headtune.config;

import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.headtune.config.Node.Mapping;
import org.headtune.config.Node.Scalar;
import org.headtune.config.Node.Sequence;
import org.headtune.config.ResolvedConfig.Origin;

/**
 * The JSON schema of the config for editors, taken from the records. It is draft-07, the newest
 * draft that every release of yaml-language-server understands.
 */
public final class ConfigSchema {
  private ConfigSchema() {}

  /** The schema as JSON text. */
  public static String json() {
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("$schema", "http://json-schema.org/draft-07/schema#");
    schema.put("title", "Headtune config");
    schema.putAll(section(RunConfig.class));
    return JsonText.of(schema);
  }

  private static Map<String, Object> section(Class<?> section) {
    Map<String, Object> properties = new LinkedHashMap<>();
    List<String> required = new ArrayList<>();
    for (Declaration key : Declaration.of(section)) {
      properties.put(key.name(), property(key));
      if (key.isRequired()) {
        required.add(key.name());
      }
    }
    return object(properties, required);
  }

  private static Map<String, Object> object(Map<String, Object> properties, List<String> required) {
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("type", "object");
    schema.put("additionalProperties", false);
    schema.put("properties", properties);
    if (!required.isEmpty()) {
      schema.put("required", required);
    }
    return schema;
  }

  private static Map<String, Object> property(Declaration key) {
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("description", key.key().value());
    schema.putAll(value(key.valueType(), key.key()));
    standard(key.key()).ifPresent(node -> schema.put("default", plain(node)));
    return schema;
  }

  private static Map<String, Object> value(Type type, Key key) {
    Class<?> raw = Declaration.raw(type);
    if (raw == List.class) {
      Map<String, Object> item = value(Declaration.content(type), key);
      Map<String, Object> list = keywords("type", "array", "items", item);
      return key.oneToo() ? Map.of("anyOf", List.of(item, list)) : list;
    } else if (raw == Map.class) {
      return keywords(
          "type", "object", "additionalProperties", value(Declaration.content(type), key));
    } else if (raw.isAnnotationPresent(Choice.class)) {
      return switch (raw.getAnnotation(Choice.class).value()) {
        case TYPE -> choiceByType(raw, key);
        case KEY -> choiceByKey(raw);
        case WORD -> choiceByWord(raw);
      };
    } else if (raw.isRecord()) {
      return section(raw);
    } else if (raw.isEnum()) {
      return Map.of("enum", Declaration.words(raw));
    } else if (raw == boolean.class || raw == Boolean.class) {
      return Map.of("type", "boolean");
    } else if (raw == String.class) {
      Object types = key.numberToo() ? List.of("string", "number") : "string";
      return keywords("type", types, "minLength", 1);
    }
    return number(Range.of(raw, key));
  }

  private static Map<String, Object> number(Range range) {
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("type", range.whole() ? "integer" : "number");
    if (Double.isFinite(range.min())) {
      schema.put(range.aboveMin() ? "exclusiveMinimum" : "minimum", range.min());
    }
    if (Double.isFinite(range.max())) {
      schema.put(range.belowMax() ? "exclusiveMaximum" : "maximum", range.max());
    }
    return schema;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> choiceByType(Class<?> choice, Key key) {
    Optional<String> standardType =
        standard(key)
            .map(node -> ((Mapping) node).fields().get("type").value())
            .map(type -> ((Scalar) type).text());
    List<Object> alternatives = new ArrayList<>();
    Declaration.alternatives(choice)
        .forEach(
            (word, type) -> {
              Map<String, Object> schema = section(type);
              Map<String, Object> properties = new LinkedHashMap<>();
              properties.put("type", described(type, "const", word));
              properties.putAll((Map<String, Object>) schema.get("properties"));
              List<String> required =
                  standardType.equals(Optional.of(word)) ? List.of() : List.of("type");
              alternatives.add(object(properties, required));
            });
    return Map.of("anyOf", alternatives);
  }

  private static Map<String, Object> choiceByKey(Class<?> choice) {
    Map<String, Object> properties = new LinkedHashMap<>();
    List<String> bareWords = new ArrayList<>();
    Declaration.alternatives(choice)
        .forEach(
            (word, type) -> {
              Map<String, Object> schema = described(type, "title", word);
              schema.putAll(section(type));
              if (Declaration.needsNothing(type)) {
                bareWords.add(word);
                schema.put("type", List.of("object", "null"));
              }
              properties.put(word, schema);
            });
    Map<String, Object> one = object(properties, List.of());
    one.put("minProperties", 1);
    one.put("maxProperties", 1);
    return Map.of("anyOf", List.of(Map.of("enum", bareWords), one));
  }

  private static Map<String, Object> choiceByWord(Class<?> choice) {
    Declaration only = Declaration.of(Declaration.written(choice)).get(0);
    List<String> words = List.copyOf(Declaration.bareWords(choice).keySet());
    return Map.of("anyOf", List.of(Map.of("enum", words), value(only.type(), only.key())));
  }

  private static Map<String, Object> described(Class<?> type, String keyword, String word) {
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put(keyword, word);
    schema.put("description", Declaration.meaning(type).orElseThrow());
    return schema;
  }

  /** In this order, so that the text of the schema is always the same. */
  private static Map<String, Object> keywords(
      String first, Object its, String second, Object other) {
    Map<String, Object> keywords = new LinkedHashMap<>();
    keywords.put(first, its);
    keywords.put(second, other);
    return keywords;
  }

  private static Optional<Node> standard(Key key) {
    Source source = new Source(Origin.DEFAULT, null);
    return YamlTree.read(key.standard(), mark -> source, new ArrayList<>());
  }

  private static Object plain(Node node) {
    if (node instanceof Sequence list) {
      return list.items().stream().map(ConfigSchema::plain).toList();
    } else if (node instanceof Mapping map) {
      Map<String, Object> plain = new LinkedHashMap<>();
      map.fields().forEach((key, field) -> plain.put(key, plain(field.value())));
      return plain;
    }
    Scalar scalar = (Scalar) node;
    return switch (scalar.kind()) {
      case BOOLEAN -> Boolean.valueOf(scalar.text());
      case WHOLE, FRACTION -> Double.valueOf(scalar.text());
      default -> scalar.text();
    };
  }
}
