package org.headtune.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.headtune.ExitCode;
import org.headtune.Place;
import org.headtune.UserError;
import org.headtune.UserError.Fault;
import org.headtune.config.Node.Field;
import org.headtune.config.Node.Mapping;
import org.headtune.config.Node.Sequence;

/** Reads the plan of a batch. */
public final class PlanFile {
  private static final String SWEEP = "sweep";

  private PlanFile() {}

  /** Whether a file is a plan and no config: what only a plan has stands in it. */
  public static boolean isPlan(Path file) {
    Mapping tree = ConfigFile.tree(file.toString(), ConfigText.read(file), new ArrayList<>());
    return tree.fields().containsKey("configs") || tree.fields().containsKey(SWEEP);
  }

  /**
   * The batch that a file describes.
   *
   * @throws UserError with {@link ExitCode#CONFIG} and every fault, ordered by place
   */
  public static ResolvedPlan read(Path file) {
    List<Fault> faults = new ArrayList<>();
    Mapping tree = spelledOut(ConfigFile.tree(file.toString(), ConfigText.read(file), faults));
    Optional<PlanConfig> plan = Binder.bind(PlanConfig.class, tree, faults);
    if (!faults.isEmpty()) {
      faults.sort(ConfigFile.BY_PLACE);
      throw new UserError(ExitCode.CONFIG, faults);
    }
    Map<String, Place> places = new HashMap<>();
    tree.visit("", (path, source, node) -> places.put(path, source.place()));
    return new ResolvedPlan(plan.orElseThrow(), file.toString(), places);
  }

  /** A list of values, and a list of the ends of a range, become what they stand for. */
  private static Mapping spelledOut(Mapping tree) {
    Field sweep = tree.fields().get(SWEEP);
    if (sweep == null || !(sweep.value() instanceof Mapping keys)) {
      return tree;
    }
    Map<String, Field> spelled = new LinkedHashMap<>();
    keys.fields().forEach((key, field) -> spelled.put(key, spelledOut(field)));
    Map<String, Field> fields = new LinkedHashMap<>(tree.fields());
    fields.put(SWEEP, new Field(sweep.key(), new Mapping(keys.source(), spelled)));
    return new Mapping(tree.source(), fields);
  }

  private static Field spelledOut(Field field) {
    if (field.value() instanceof Sequence list) {
      Mapping values = mapping(list.source(), Map.of("of", new Field(list.source(), list)));
      return new Field(
          field.key(), mapping(list.source(), Map.of("values", new Field(list.source(), values))));
    } else if (field.value() instanceof Mapping range) {
      Map<String, Field> ranges = new LinkedHashMap<>();
      range.fields().forEach((word, ends) -> ranges.put(word, range(ends)));
      return new Field(field.key(), mapping(range.source(), ranges));
    }
    return field;
  }

  private static Field range(Field ends) {
    if (ends.value() instanceof Sequence list && list.items().size() == 2) {
      Map<String, Field> named = new LinkedHashMap<>();
      named.put("from", new Field(list.items().get(0).source(), list.items().get(0)));
      named.put("to", new Field(list.items().get(1).source(), list.items().get(1)));
      return new Field(ends.key(), mapping(list.source(), named));
    }
    return ends;
  }

  private static Mapping mapping(Source source, Map<String, Field> fields) {
    return new Mapping(source, fields);
  }
}
