package org.headtune.config;

import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.headtune.Text;
import org.headtune.UserError.Fault;
import org.headtune.config.Node.Mapping;
import org.headtune.config.Node.Scalar;
import org.headtune.config.Node.Scalar.Kind;
import org.headtune.config.Node.Sequence;
import org.headtune.config.ResolvedConfig.Origin;

/**
 * Gives a tree of nodes the type of a tree of records. Every method returns null for what could not
 * be bound, after telling why, and goes on, so that all faults are found at once.
 */
final class Binder {
  private final Class<?> root;
  private final List<Fault> faults;

  private Binder(Class<?> root, List<Fault> faults) {
    this.root = root;
    this.faults = faults;
  }

  /** The record, or nothing if there was a fault. */
  static <T extends Record> Optional<T> bind(Class<T> root, Mapping node, List<Fault> faults) {
    Object bound = new Binder(root, faults).section(root, node, "", Set.of());
    return Optional.ofNullable(root.cast(bound));
  }

  private Object section(Class<?> type, Mapping node, String path, Set<String> alsoKnown) {
    List<Declaration> keys = Declaration.of(type);
    List<String> names = keys.stream().map(Declaration::name).toList();
    node.fields()
        .forEach(
            (name, field) -> {
              if (!names.contains(name) && !alsoKnown.contains(name)) {
                tell(field.key(), UnknownKey.message(root, path, name, names));
              }
            });
    Object[] values = keys.stream().map(key -> key(key, node, path)).toArray();
    return Arrays.asList(values).contains(null) ? null : construct(type, values, node, path);
  }

  private Object key(Declaration declared, Mapping section, String parent) {
    String path = KeyPath.key(parent, declared.name());
    Node.Field field = section.fields().get(declared.name());
    if (field == null && declared.isOptional()) {
      return Optional.empty();
    } else if (field == null && declared.isRequired()) {
      String wanted = Expected.words(declared.type(), declared.key());
      tell(
          section.source(),
          "the key %s is missing: %s; expected %s".formatted(path, declared.key().value(), wanted));
      return null;
    } else if (field == null) {
      Source source = new Source(Origin.DEFAULT, section.source().place());
      Node standard =
          YamlTree.read(declared.key().standard(), mark -> source, faults).orElseThrow();
      return value(declared.type(), declared.key(), standard, path);
    } else if (declared.isOptional()) {
      return isNull(field.value())
          ? Optional.empty()
          : Optional.ofNullable(value(declared.valueType(), declared.key(), field.value(), path))
              .map(Optional::of)
              .orElse(null);
    }
    return value(declared.type(), declared.key(), field.value(), path);
  }

  private Object value(Type type, Key key, Node node, String path) {
    Class<?> raw = Declaration.raw(type);
    if (node instanceof Node.Refused) {
      return null;
    } else if (raw == AnyValue.class) {
      return new AnyValue(YamlText.flow(node));
    } else if (raw.isAnnotationPresent(Choice.class)) {
      return switch (raw.getAnnotation(Choice.class).value()) {
        case TYPE -> choiceByType(raw, key, node, path);
        case KEY -> choiceByKey(raw, key, node, path);
        case WORD -> choiceByWord(raw, key, node, path);
      };
    } else if (raw == List.class && node instanceof Sequence list) {
      return list(Declaration.content(type), key, list, path);
    } else if (raw == List.class && key.oneToo() && node instanceof Scalar && !isNull(node)) {
      Object only = value(Declaration.content(type), key, node, path);
      return only == null ? null : List.of(only);
    } else if (raw == Map.class && node instanceof Mapping map) {
      return map(Declaration.content(type), key, map, path);
    } else if (raw.isRecord() && node instanceof Mapping map) {
      return section(raw, map, path, Set.of());
    } else if (!(raw == List.class || raw == Map.class || raw.isRecord())
        && node instanceof Scalar scalar) {
      return ScalarValue.of(raw, key, scalar, message -> tell(scalar.source(), path + message));
    }
    return wrong(node, path, Expected.words(type, key));
  }

  private List<Object> list(Type item, Key key, Sequence node, String path) {
    List<Object> items = new ArrayList<>();
    for (Node each : node.items()) {
      items.add(value(item, key, each, KeyPath.item(path, items.size())));
    }
    return items.contains(null) ? null : List.copyOf(items);
  }

  private Map<String, Object> map(Type value, Key key, Mapping node, String path) {
    Map<String, Object> map = new LinkedHashMap<>();
    node.fields()
        .forEach(
            (name, field) ->
                map.put(name, value(value, key, field.value(), KeyPath.key(path, name))));
    return map.containsValue(null) ? null : Collections.unmodifiableMap(map);
  }

  private Object choiceByType(Class<?> choice, Key key, Node node, String path) {
    if (!(node instanceof Mapping map)) {
      return wrong(node, path, Expected.words(choice, key));
    }
    Map<String, Class<?>> alternatives = Declaration.alternatives(choice);
    Node.Field type = map.fields().get("type");
    Node word = type != null ? type.value() : standardType(key);
    if (word == null) {
      String wanted = Expected.oneOf(alternatives.keySet());
      tell(map.source(), "the key %s.type is missing; expected %s".formatted(path, wanted));
      return null;
    }
    Class<?> chosen = chosen(alternatives, word, path + ".type");
    return chosen == null ? null : section(chosen, map, path, Set.of("type"));
  }

  /** The type of the default, so that {@code {learning_rate: 0.01}} means the default optimizer. */
  private Node standardType(Key key) {
    Source source = new Source(Origin.DEFAULT, null);
    return YamlTree.read(key.standard(), mark -> source, faults)
        .map(standard -> ((Mapping) standard).fields().get("type").value())
        .orElse(null);
  }

  private Object choiceByKey(Class<?> choice, Key key, Node node, String path) {
    Map<String, Class<?>> alternatives = Declaration.alternatives(choice);
    if (node instanceof Scalar word && !isNull(word)) {
      Mapping empty = new Mapping(word.source(), Map.of());
      Class<?> chosen = chosen(alternatives, word, path);
      return chosen == null
          ? null
          : section(chosen, empty, KeyPath.key(path, word.text()), Set.of());
    } else if (!(node instanceof Mapping map)) {
      return wrong(node, path, Expected.words(choice, key));
    } else if (map.fields().size() != 1) {
      tell(
          node.source(),
          "%s has %s keys; expected a single key, %s: indent what belongs to it deeper"
              .formatted(path, map.fields().size(), Expected.words(choice, key)));
      return null;
    } else {
      Map.Entry<String, Node.Field> only = map.fields().entrySet().iterator().next();
      return alternative(alternatives, only.getKey(), only.getValue(), path);
    }
  }

  private Object choiceByWord(Class<?> choice, Key key, Node node, String path) {
    if (node instanceof Mapping map) {
      Class<?> written = Declaration.written(choice);
      Declaration only = Declaration.of(written).get(0);
      Object held = value(only.type(), only.key(), map, path);
      return held == null ? null : construct(written, new Object[] {held}, map, path);
    } else if (!(node instanceof Scalar) || isNull(node)) {
      return wrong(node, path, Expected.words(choice, key));
    }
    String word = ((Scalar) node).text();
    Map<String, Class<?>> words = Declaration.bareWords(choice);
    if (!words.containsKey(word)) {
      String wanted = Expected.words(choice, key);
      tell(node.source(), path + ScalarValue.unknownWord(word, words.keySet(), wanted));
      return null;
    }
    return construct(words.get(word), new Object[0], null, path);
  }

  private Object alternative(
      Map<String, Class<?>> alternatives, String name, Node.Field field, String path) {
    Class<?> chosen = chosen(alternatives, new Scalar(field.key(), name, false), path);
    Node body = isNull(field.value()) ? new Mapping(field.key(), Map.of()) : field.value();
    return chosen == null ? null : value(chosen, null, body, KeyPath.key(path, name));
  }

  private Class<?> chosen(Map<String, Class<?>> alternatives, Node node, String path) {
    Class<?> chosen = node instanceof Scalar word ? alternatives.get(word.text()) : null;
    if (chosen == null && node instanceof Scalar word && !isNull(word)) {
      tell(word.source(), path + ScalarValue.unknownWord(word.text(), alternatives.keySet()));
    } else if (chosen == null && !(node instanceof Node.Refused)) {
      wrong(node, path, Expected.oneOf(alternatives.keySet()));
    }
    return chosen;
  }

  private Object construct(Class<?> type, Object[] values, Mapping node, String path) {
    Class<?>[] types =
        Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    try {
      Object section = type.getDeclaredConstructor(types).newInstance(values);
      if (section instanceof Checked checked) {
        checked.conflicts().forEach(conflict -> tellConflict(conflict, node, path));
      }
      return section;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(type + " cannot be built", e);
    }
  }

  private void tellConflict(Checked.Conflict conflict, Mapping node, String path) {
    Source source = node.source();
    Node at = node;
    for (String key : conflict.key().split("\\.", -1)) {
      Node.Field field = at instanceof Mapping section ? section.fields().get(key) : null;
      source = field == null ? source : field.key();
      at = field == null ? null : field.value();
    }
    String key = path.isEmpty() ? conflict.key() : path + "." + conflict.key();
    tell(source, key + " " + conflict.message());
  }

  private static boolean isNull(Node node) {
    return node instanceof Scalar scalar && scalar.kind() == Kind.NULL;
  }

  private Object wrong(Node node, String path, String expected) {
    if (isNull(node)) {
      tell(node.source(), path + ScalarValue.noValue(expected));
    } else {
      tell(node.source(), "%s is %s; expected %s".formatted(path, found(node), expected));
    }
    return null;
  }

  private static String found(Node node) {
    if (node instanceof Scalar scalar) {
      return Text.quoted(scalar.text());
    }
    return node instanceof Sequence ? "a list" : "a mapping";
  }

  private void tell(Source source, String message) {
    faults.add(new Fault(source.place(), Text.printable(message)));
  }
}
