package org.headtune.config;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.headtune.config.Node.Field;
import org.headtune.config.Node.Mapping;
import org.headtune.config.Node.Scalar;
import org.headtune.config.Node.Sequence;
import org.headtune.config.ResolvedConfig.Origin;

/** The way back: from records to the nodes that would bind to them. */
final class RecordTree {
  private static final Source NOWHERE = new Source(Origin.DEFAULT, null);

  private RecordTree() {}

  static Mapping of(Record section) {
    Map<String, Field> fields = new LinkedHashMap<>();
    for (Class<?> kind : section.getClass().getInterfaces()) {
      if (isChoice(kind, Choice.By.TYPE)) {
        fields.put("type", field(text(wordOf(section))));
      }
    }
    for (RecordComponent component : section.getClass().getRecordComponents()) {
      Object value = component(section, component);
      if (!(value instanceof Optional<?> optional && optional.isEmpty())) {
        Node node = node(value);
        boolean alone = component.getAnnotation(Key.class).oneToo();
        fields.put(Declaration.word(component.getName()), field(alone ? alone(node) : node));
      }
    }
    return new Mapping(NOWHERE, fields);
  }

  /** The one text of a list, as it is usually written. */
  private static Node alone(Node list) {
    return list instanceof Sequence items && items.items().size() == 1
        ? items.items().get(0)
        : list;
  }

  private static Object component(Record section, RecordComponent component) {
    try {
      return component.getAccessor().invoke(section);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(component + " cannot be read", e);
    }
  }

  private static Node node(Object value) {
    if (value instanceof Optional<?> optional) {
      return node(optional.orElseThrow());
    } else if (value instanceof List<?> list) {
      List<Node> items = new ArrayList<>();
      list.forEach(item -> items.add(node(item)));
      return new Sequence(NOWHERE, items);
    } else if (value instanceof Map<?, ?> map) {
      Map<String, Field> fields = new LinkedHashMap<>();
      map.forEach((key, held) -> fields.put((String) key, field(node(held))));
      return new Mapping(NOWHERE, fields);
    } else if (value instanceof Record section) {
      return alternative(section);
    } else if (value instanceof Enum<?> constant) {
      return text(Declaration.word(constant));
    } else if (value instanceof String text) {
      return text(text);
    }
    String digits = value instanceof Double number ? Range.text(number) : value.toString();
    return new Scalar(NOWHERE, digits, true);
  }

  private static Node alternative(Record section) {
    Mapping body = of(section);
    for (Class<?> kind : section.getClass().getInterfaces()) {
      if (isChoice(kind, Choice.By.KEY)) {
        return body.fields().isEmpty()
            ? text(wordOf(section))
            : new Mapping(NOWHERE, Map.of(wordOf(section), field(body)));
      } else if (isChoice(kind, Choice.By.WORD)) {
        return body.fields().isEmpty()
            ? text(wordOf(section))
            : body.fields().values().iterator().next().value();
      }
    }
    return body;
  }

  private static boolean isChoice(Class<?> kind, Choice.By by) {
    return kind.isAnnotationPresent(Choice.class) && kind.getAnnotation(Choice.class).value() == by;
  }

  private static String wordOf(Record alternative) {
    return Declaration.word(alternative.getClass().getSimpleName());
  }

  private static Field field(Node value) {
    return new Field(NOWHERE, value);
  }

  /** Text that may go without quotes if YAML would still read it as text. */
  private static Scalar text(String text) {
    boolean plain = YamlText.isSafePlain(text);
    return new Scalar(NOWHERE, text, plain);
  }
}
