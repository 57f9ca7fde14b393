package org.headtune.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.headtune.ExitCode;
import org.headtune.Place;
import org.headtune.UserError;
import org.headtune.UserError.Fault;
import org.headtune.config.Node.Mapping;
import org.headtune.config.ResolvedConfig.Entry;
import org.headtune.config.ResolvedConfig.Origin;

/** Reads a config file. */
public final class ConfigFile {
  static final Comparator<Fault> BY_PLACE =
      Comparator.comparing((Fault fault) -> fault.place().line() == 0)
          .thenComparing(fault -> fault.place().line())
          .thenComparing(fault -> fault.place().column());

  private ConfigFile() {}

  /**
   * The run that a file describes.
   *
   * @param overrides words of {@code --set}: {@code key.path=value}, the value in YAML; a later
   *     word wins over an earlier one, and all of them over the file
   * @throws UserError with {@link ExitCode#CONFIG} and every fault, ordered by place
   */
  public static ResolvedConfig read(Path file, List<String> overrides) {
    return parse(file.toString(), ConfigText.read(file), overrides);
  }

  /**
   * The run that a file describes with values of a plan.
   *
   * @param settings that are laid over the file and the words
   * @throws UserError as {@link #read(Path, List)}, at the places of the settings
   */
  public static ResolvedConfig read(Path file, List<String> overrides, List<Setting> settings) {
    return parse(file.toString(), ConfigText.read(file), overrides, settings);
  }

  /**
   * The run that a text describes.
   *
   * @param file its name, for messages
   * @throws UserError as {@link #read(Path, List)}
   */
  public static ResolvedConfig parse(String file, String text, List<String> overrides) {
    return parse(file, text, overrides, List.of());
  }

  private static ResolvedConfig parse(
      String file, String text, List<String> overrides, List<Setting> settings) {
    List<Fault> faults = new ArrayList<>();
    Mapping tree = tree(file, text, faults);
    for (String word : overrides) {
      try {
        tree = Overrides.apply(tree, word, faults);
      } catch (UserError e) {
        faults.addAll(e.faults());
      }
    }
    for (Setting setting : settings) {
      try {
        tree = Overrides.apply(tree, setting, faults);
      } catch (UserError e) {
        faults.addAll(e.faults());
      }
    }
    tree = withFinetune(tree);
    Optional<RunConfig> config = Binder.bind(RunConfig.class, tree, faults);
    if (!faults.isEmpty()) {
      faults.sort(BY_PLACE);
      throw new UserError(ExitCode.CONFIG, faults);
    }
    return resolved(file, config.orElseThrow(), tree);
  }

  /** A config that starts from a model has the section about it, with every default. */
  private static Mapping withFinetune(Mapping tree) {
    if (!tree.fields().containsKey("from") || tree.fields().containsKey("finetune")) {
      return tree;
    }
    Source source = new Source(Origin.DEFAULT, tree.source().place());
    Map<String, Node.Field> fields = new LinkedHashMap<>(tree.fields());
    fields.put("finetune", new Node.Field(source, new Mapping(source, Map.of())));
    return new Mapping(tree.source(), fields);
  }

  static Mapping tree(String file, String text, List<Fault> faults) {
    Optional<Node> root =
        YamlTree.read(
            text,
            mark ->
                new Source(Origin.FILE, new Place(file, mark.getLine() + 1L, mark.getColumn() + 1)),
            faults);
    if (root.isPresent() && root.get() instanceof Mapping mapping) {
      return mapping;
    }
    throw new UserError(
        ExitCode.CONFIG,
        root.map(node -> node.source().place()).orElse(Place.of(file)),
        "expected one mapping of keys to values, such as `data:`; see docs/config.md");
  }

  private static ResolvedConfig resolved(String file, RunConfig config, Mapping tree) {
    Map<String, Source> written = new HashMap<>();
    tree.visit("", (path, source, node) -> written.put(path, source));
    List<Entry> entries = new ArrayList<>();
    RecordTree.of(config)
        .visit(
            "",
            (path, source, node) -> {
              if (YamlText.isLeaf(node)) {
                Source from = written.getOrDefault(path, source);
                entries.add(new Entry(path, YamlText.inline(node), from.origin(), from.place()));
              }
            });
    Map<String, Place> places = new HashMap<>();
    written.forEach((path, source) -> places.put(path, source.place()));
    return new ResolvedConfig(config, file, entries, places);
  }
}
