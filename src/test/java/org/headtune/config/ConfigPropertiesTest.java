package org.headtune.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
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

  @Property(tries = 500)
  void a_resolved_config_reads_back_to_the_same_records(@ForAll long seed) {
    RunConfig config = RandomConfigs.of(seed);
    String yaml = new ResolvedConfig(config, "c.yaml", List.of(), Map.of()).yaml();

    ResolvedConfig again = ConfigFile.parse("again.yaml", yaml, List.of());

    assertThat(again.config()).isEqualTo(config);
    assertThat(again.yaml()).isEqualTo(yaml);
  }

  @Property(tries = 100)
  void each_entry_given_as_an_override_changes_nothing(@ForAll long seed) {
    RunConfig config = RandomConfigs.of(seed);
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
        Arbitraries.of(SCRAPS).list().ofMaxSize(40).map(parts -> String.join("", parts));
    return Arbitraries.oneOf(scraps, Arbitraries.strings().ofMaxLength(60));
  }
}
