package org.headtune.config;

import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;

/** The reference page of the config, taken from the records. */
public final class ConfigReference {
  private static final String INTRODUCTION =
      """
      # The config file

      This page is generated from the code: change the records in `org.headtune.config`, then run
      `./mvnw test -Dtest=GeneratedDocsTest -Dheadtune.write=true`.

      A config is one YAML 1.2 mapping in a UTF-8 file of at most 1 MiB. It is read strictly: a key that is not on this
      page is a fault, so is a value of the wrong type or out of range, and all faults are told at once with line and
      column. Anchors, aliases and tags are not allowed. A class called `no` needs no quotes; text that YAML takes for a
      number, for true or false, or for null does, unless the table says "text or number". A key without a value
      counts as absent where it is optional and is a fault elsewhere. Paths are taken as they stand: `~` and `${HOME}`
      have no special meaning.

      `--set key.path=value` lays a value over the file, as in `--set training.epochs=5`. The value is YAML;
      `model.layers[0].dense.units` reaches into a list, counted from 0; `data.columns['a.b'].type` names a
      column that is not one plain word; `training.early_stopping=null` takes an optional section away. A mapping given as
      value replaces the whole section.

      Where a default stands in the last column, the key may be left out. "none" means that it may be left out and then
      has no value.
      """;

  private static final String PLAN =
      """
      # The plan of a batch

      This page is generated from the code: change the records in `org.headtune.config`, then run
      `./mvnw test -Dtest=GeneratedDocsTest -Dheadtune.write=true`.

      A plan is one YAML 1.2 mapping, read as strictly as [a config](config.md); [batches.md](batches.md) says what is
      made of it. A file with the key `configs` or `sweep` is a plan, any other one a config. A key of the sweep is a key of
      the configs as `--set` names it, and a value that does not fit there is a fault in the line of the plan.
      """;

  private final StringBuilder page;

  private ConfigReference(String introduction) {
    page = new StringBuilder(introduction);
  }

  /** The page about plans in Markdown. */
  public static String planMarkdown() {
    ConfigReference reference = new ConfigReference(PLAN);
    reference.section("Top level", "", "the whole plan", PlanConfig.class);
    return reference.page.toString();
  }

  /** The page in Markdown. */
  public static String markdown() {
    ConfigReference reference = new ConfigReference(INTRODUCTION);
    reference.section("Top level", "", "the whole config", RunConfig.class);
    return reference.page.toString();
  }

  private void section(String title, String path, String meaning, Class<?> section) {
    List<Declaration> keys = Declaration.of(section);
    page.append("\n## ").append(title).append("\n\n").append(sentence(meaning)).append('\n');
    if (keys.isEmpty()) {
      page.append("It has no keys.\n");
    } else {
      page.append("\n| key | meaning | value | default |\n|---|---|---|---|\n");
    }
    for (Declaration key : keys) {
      page.append(
          "| `%s` | %s | %s | %s |\n"
              .formatted(key.name(), key.key().value(), value(key), standard(key)));
    }
    keys.forEach(this::words);
    keys.forEach(key -> inside(key.valueType(), KeyPath.key(path, key.name()), key.key().value()));
  }

  private void inside(Type type, String path, String meaning) {
    Class<?> raw = Declaration.raw(type);
    if (raw.isRecord()) {
      section("`" + path + "`", path, Declaration.meaning(raw).orElse(meaning), raw);
    } else if (raw == List.class) {
      inside(Declaration.content(type), path + "[]", meaning);
    } else if (raw == Map.class) {
      inside(Declaration.content(type), path + ".NAME", meaning);
    } else if (raw.isAnnotationPresent(Choice.class) && !isByWord(raw)) {
      alternatives(raw, path);
    }
  }

  private static boolean isByWord(Class<?> raw) {
    return raw.isAnnotationPresent(Choice.class)
        && raw.getAnnotation(Choice.class).value() == Choice.By.WORD;
  }

  private void alternatives(Class<?> choice, String path) {
    boolean byKey = choice.getAnnotation(Choice.class).value() == Choice.By.KEY;
    for (Map.Entry<String, Class<?>> each : Declaration.alternatives(choice).entrySet()) {
      String word = each.getKey();
      String title =
          byKey ? "`%s`: `%s`".formatted(path, word) : "`%s` with `type: %s`".formatted(path, word);
      section(title, path, Declaration.meaning(each.getValue()).orElseThrow(), each.getValue());
    }
  }

  /** The meaning of each word of a key, where the words do not speak for themselves. */
  private void words(Declaration key) {
    Class<?> raw = Declaration.raw(key.valueType());
    if (isByWord(raw)) {
      forms(key.name(), raw);
    }
    if (!raw.isEnum()) {
      return;
    }
    StringBuilder list = new StringBuilder();
    for (Object constant : raw.getEnumConstants()) {
      String word = Declaration.word((Enum<?>) constant);
      Declaration.meaning((Enum<?>) constant)
          .ifPresent(
              meaning -> list.append("- `%s: %s`: %s\n".formatted(key.name(), word, meaning)));
    }
    if (!list.isEmpty()) {
      page.append('\n').append(list);
    }
  }

  private void forms(String key, Class<?> choice) {
    page.append('\n');
    Declaration.bareWords(choice)
        .forEach(
            (word, type) ->
                page.append(
                    "- `%s: %s`: %s\n"
                        .formatted(key, word, Declaration.meaning(type).orElseThrow())));
    Class<?> written = Declaration.written(choice);
    Declaration held = Declaration.of(written).get(0);
    page.append(
        "- `%s: {NAME: VALUE, ...}`: %s; each value is %s\n"
            .formatted(
                key,
                Declaration.meaning(written).orElseThrow(),
                Expected.words(Declaration.content(held.type()), held.key())));
  }

  private static String value(Declaration key) {
    Class<?> raw = Declaration.raw(key.valueType());
    if (raw.isEnum()) {
      return "`" + String.join("`, `", Declaration.words(raw)) + "`";
    } else if (raw == List.class) {
      Class<?> item = Declaration.raw(Declaration.content(key.valueType()));
      String list = item == String.class ? "a list of " + text(key) : "a list, see below";
      return key.key().oneToo() ? text(key) + ", or " + list : list;
    } else if (raw == String.class) {
      return text(key);
    } else if (isByWord(raw)) {
      return "`" + String.join("`, `", Declaration.bareWords(raw).keySet()) + "` or a mapping";
    }
    boolean isSection = raw == Map.class || raw.isRecord() || raw.isAnnotationPresent(Choice.class);
    return isSection ? "a mapping, see below" : Expected.words(key.valueType(), key.key());
  }

  private static String text(Declaration key) {
    return key.key().numberToo() ? "text or number" : "text";
  }

  private static String standard(Declaration key) {
    if (key.isRequired()) {
      return "**required**";
    }
    return key.isOptional() ? "none" : "`" + key.key().standard() + "`";
  }

  private static String sentence(String text) {
    return Character.toUpperCase(text.charAt(0)) + text.substring(1) + ".";
  }
}
