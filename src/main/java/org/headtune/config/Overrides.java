package org.headtune.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.headtune.ExitCode;
import org.headtune.Place;
import org.headtune.Text;
import org.headtune.UserError;
import org.headtune.UserError.Fault;
import org.headtune.config.Node.Field;
import org.headtune.config.Node.Mapping;
import org.headtune.config.Node.Scalar;
import org.headtune.config.Node.Sequence;
import org.headtune.config.ResolvedConfig.Origin;

/** The words of {@code --set}, laid over the file; the last one wins. */
final class Overrides {
  private Overrides() {}

  /** The tree with one {@code key.path=value} put in; sections on the way are made if absent. */
  static Mapping apply(Mapping root, String word, List<Fault> faults) {
    Place place = Place.of("--set " + word);
    int equals = word.indexOf('=');
    Setting setting =
        new Setting(word.substring(0, Math.max(equals, 0)), word.substring(equals + 1), place);
    return apply(root, setting, faults, "key.path=value, such as training.epochs=10");
  }

  /** The same for a value that another file has. */
  static Mapping apply(Mapping root, Setting setting, List<Fault> faults) {
    String expected = "a key of the config, such as training.batch_size";
    return apply(root, setting, faults, expected);
  }

  private static Mapping apply(Mapping root, Setting setting, List<Fault> faults, String expected) {
    Source source = new Source(Origin.OVERRIDE, setting.place());
    List<Object> steps = setting.path().isEmpty() ? List.of() : KeyPath.steps(setting.path());
    if (steps.isEmpty() || !(steps.get(0) instanceof String)) {
      throw new UserError(ExitCode.CONFIG, source.place(), "expected " + expected);
    }
    Node value =
        YamlTree.read(setting.yaml(), mark -> source, faults).orElse(new Scalar(source, "", true));
    return (Mapping) put(root, steps, value, source);
  }

  private static Node put(Node node, List<Object> steps, Node value, Source source) {
    if (steps.isEmpty()) {
      return value;
    }
    List<Object> rest = steps.subList(1, steps.size());
    if (steps.get(0) instanceof Integer index) {
      return item(node, index, rest, value, source);
    }
    String key = (String) steps.get(0);
    Map<String, Field> fields = new LinkedHashMap<>();
    if (node instanceof Mapping map) {
      fields.putAll(map.fields());
    }
    Field old = fields.get(key);
    Node inside =
        put(old == null ? new Mapping(source, Map.of()) : old.value(), rest, value, source);
    fields.put(key, new Field(old == null || rest.isEmpty() ? source : old.key(), inside));
    return new Mapping(node instanceof Mapping ? node.source() : source, fields);
  }

  private static Node item(Node node, int index, List<Object> rest, Node value, Source source) {
    List<Node> items = node instanceof Sequence list ? new ArrayList<>(list.items()) : List.of();
    if (index >= items.size()) {
      throw new UserError(
          ExitCode.CONFIG,
          source.place(),
          "there is no item %s; expected one of the %s that the file lists, counted from 0"
              .formatted(Text.quoted("[" + index + "]"), items.size()));
    }
    items.set(index, put(items.get(index), rest, value, source));
    return new Sequence(node.source(), items);
  }
}
