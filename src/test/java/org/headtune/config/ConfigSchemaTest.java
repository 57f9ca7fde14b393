package org.headtune.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** The schema as an editor would use it, through a validator that others wrote. */
final class ConfigSchemaTest {
  private static final Schema SCHEMA =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
          .getSchema(ConfigSchema.json(), InputFormat.JSON);

  /** Faults that no schema can see, and trees that JSON cannot hold. */
  private static final Set<String> BEYOND_A_SCHEMA =
      Set.of(
          "anchor.yaml",
          "combinations.yaml",
          "robust-scaling.yaml",
          "cross-validation.yaml",
          "cross-validation-in-time.yaml",
          "cross-validation-of-labels.yaml",
          "sampled-softmax.yaml",
          "loss-combinations.yaml",
          "documents-and-labels.yaml",
          "documents-of-a-table.yaml",
          "text-of-csv.yaml",
          "keys-of-csv.yaml",
          "files-twice.yaml",
          "label-is-input.yaml",
          "learning-rate-infinite.yaml",
          "learning-rate-nan.yaml",
          "learning-rate-overflow.yaml",
          "no-start.yaml",
          "objective-conflicts.yaml",
          "objective-views.yaml",
          "schedule-of-adadelta.yaml",
          "self-reference.yaml",
          "sigmoid-combinations.yaml",
          "split-empty.yaml",
          "split-nothing.yaml",
          "splits.yaml",
          "steps-together.yaml",
          "temperature-of-no-rows.yaml",
          "times.yaml",
          "transformer-said-twice.yaml",
          "two-starts.yaml",
          "was-missing.yaml",
          "was-missing-in-images.yaml");

  static Stream<Path> shippedConfigs() throws IOException {
    try (Stream<Path> configs = Files.list(Path.of("configs"))) {
      return configs.filter(file -> file.toString().endsWith(".yaml")).toList().stream();
    }
  }

  static Stream<Path> badConfigs() {
    return BadConfigsTest.files()
        .filter(file -> !BEYOND_A_SCHEMA.contains(file.getFileName().toString()));
  }

  @ParameterizedTest
  @MethodSource("shippedConfigs")
  void a_shipped_config_is_valid(Path file) throws IOException {
    assertThat(errors(Files.readString(file)).orElseThrow()).isEmpty();
  }

  @Test
  void what_the_tool_writes_is_valid() {
    for (long seed = 0; seed < 100; seed++) {
      RunConfig config = RandomConfigs.of(seed);
      String yaml = new ResolvedConfig(config, "c.yaml", List.of(), Map.of()).yaml();
      assertThat(errors(yaml).orElseThrow()).as(yaml).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("badConfigs")
  void a_bad_config_is_not_valid(Path file) throws IOException {
    Optional<List<Error>> errors = errors(Files.readString(file));

    assumeTrue(errors.isPresent(), "not YAML, so no schema sees it");
    assertThat(errors.orElseThrow()).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[flatten, batch_norm, dense: {units: 3}, batch_norm: , max_pool: {}]",
        "[dropout: {rate: 0}]",
        "[]"
      })
  void the_forms_of_a_layer_are_valid(String layers) {
    assertThat(errors(withLayers(layers)).orElseThrow()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[dense]",
        "[dropout: {rate: 1}]",
        "[dense: {units: 0}]",
        "[{flatten: , dense: {units: 3}}]",
        "[{}]"
      })
  void other_forms_of_a_layer_are_not(String layers) {
    assertThat(errors(withLayers(layers)).orElseThrow()).isNotEmpty();
  }

  private static String withLayers(String layers) {
    return "data: {train: a.csv, label: 4}\nmodel: {layers: %s}\noutput: run\n".formatted(layers);
  }

  private static Optional<List<Error>> errors(String yaml) {
    try {
      Object tree = new Load(LoadSettings.builder().build()).loadFromString(yaml);
      JsonNode json = new ObjectMapper().valueToTree(tree);
      return Optional.of(SCHEMA.validate(json));
    } catch (YamlEngineException e) {
      return Optional.empty();
    }
  }
}
