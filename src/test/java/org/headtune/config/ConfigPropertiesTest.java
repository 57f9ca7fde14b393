package org.headtune.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.headtune.UserError;

final class ConfigPropertiesTest {
  private static final String[] SCRAPS = {
    "data:",
    "model:",
    "layers:",
    "training:",
    "output:",
    "train:",
    "optimizer:",
    "type:",
    "adam",
    "dense",
    "units",
    "- ",
    ": ",
    "\n",
    "\n  ",
    "\n    ",
    "\t",
    "[",
    "]",
    "{",
    "}",
    ",",
    "'",
    "\"",
    "#",
    "&a",
    "*a",
    "!!",
    "---",
    "?",
    "|",
    ">",
    "%",
    "3",
    "0.1",
    "null",
    ".nan",
    "é",
    "\r",
    "\\u"
  };

  @Property
  void a_resolved_config_reads_back_to_the_same_records(@ForAll("configs") RunConfig config) {
    String yaml = new ResolvedConfig(config, "c.yaml", List.of(), Map.of()).yaml();

    ResolvedConfig again = ConfigFile.parse("again.yaml", yaml, List.of());

    assertThat(again.config()).isEqualTo(config);
    assertThat(again.yaml()).isEqualTo(yaml);
  }

  @Property
  void each_entry_given_as_an_override_changes_nothing(@ForAll("configs") RunConfig config) {
    String yaml = new ResolvedConfig(config, "c.yaml", List.of(), Map.of()).yaml();
    List<String> words =
        ConfigFile.parse("c.yaml", yaml, List.of()).entries().stream()
            .map(entry -> entry.path() + "=" + entry.value())
            .toList();

    assertThat(ConfigFile.parse("c.yaml", yaml, words).config()).isEqualTo(config);
  }

  @Property
  void any_text_is_read_or_refused_with_a_reason(@ForAll("texts") String text) {
    try {
      assertThat(ConfigFile.parse("c.yaml", text, List.of(text)).config()).isNotNull();
    } catch (UserError refused) {
      assertThat(refused.faults()).isNotEmpty();
    }
  }

  @Provide
  Arbitrary<String> texts() {
    Arbitrary<String> scraps =
        Arbitraries.of(SCRAPS).list().ofMaxSize(40).map(s -> String.join("", s));
    return Arbitraries.oneOf(scraps, Arbitraries.strings().ofMaxLength(60));
  }

  @Provide
  Arbitrary<RunConfig> configs() {
    return of(RunConfig.class, null)
        .map(RunConfig.class::cast)
        .filter(config -> conflicts(config.data()).isEmpty());
  }

  private static List<Checked.Conflict> conflicts(DataConfig data) {
    return java.util.stream.Stream.concat(
            data.conflicts().stream(),
            data.columns().values().stream().flatMap(column -> column.conflicts().stream()))
        .toList();
  }

  /** Arbitrary values of a type, inside the range that its key declares. */
  private static Arbitrary<Object> of(Type type, Key key) {
    Class<?> raw = Declaration.raw(type);
    if (raw == Optional.class) {
      return of(Declaration.content(type), key).optional().map(o -> o);
    } else if (raw == List.class) {
      return of(Declaration.content(type), key).list().ofMaxSize(4).map(o -> o);
    } else if (raw == Map.class) {
      return Arbitraries.maps(
              Arbitraries.strings().ofMaxLength(6), of(Declaration.content(type), key))
          .ofMaxSize(3)
          .map(o -> o);
    } else if (raw.isAnnotationPresent(Choice.class)) {
      return Arbitraries.of(Declaration.alternatives(raw).values()).flatMap(a -> of(a, key));
    } else if (raw.isRecord()) {
      return record(raw);
    } else if (raw.isEnum()) {
      return Arbitraries.of(raw.getEnumConstants());
    } else if (raw == boolean.class) {
      return Arbitraries.of(true, false).map(o -> o);
    }
    return raw == String.class ? text() : number(raw, Range.of(raw, key));
  }

  private static Arbitrary<Object> text() {
    return Arbitraries.oneOf(
            Arbitraries.strings().ofMinLength(1).ofMaxLength(8),
            Arbitraries.of(
                "no", "010", "null", "~", "true", "-", "1e3", "a: b", " x ", "#", "é\n", "'"))
        .map(o -> o);
  }

  private static Arbitrary<Object> number(Class<?> raw, Range range) {
    if (range.whole()) {
      Arbitrary<Long> whole = Arbitraries.longs().between((long) range.min(), (long) range.max());
      return whole.map(n -> raw == long.class ? (Object) n : (Object) n.intValue());
    }
    double least = range.aboveMin() ? Math.nextUp(range.min()) : range.min();
    double most = Double.isFinite(range.max()) ? range.max() : Double.MAX_VALUE;
    return Arbitraries.of(least, 1e-8, 0.1, 0.30000000000000004, 0.999, 1.0, 1e22, most)
        .filter(range::contains)
        .map(o -> o);
  }

  private static Arbitrary<Object> record(Class<?> type) {
    RecordComponent[] components = type.getRecordComponents();
    List<Arbitrary<Object>> values =
        Arrays.stream(components)
            .map(c -> of(c.getGenericType(), c.getAnnotation(Key.class)))
            .toList();
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    return Combinators.combine(values)
        .as(
            list -> {
              try {
                return type.getDeclaredConstructor(types).newInstance(list.toArray());
              } catch (ReflectiveOperationException e) {
                throw new LinkageError(type.getName(), e);
              }
            });
  }
}
