package org.headtune.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Run with {@code -Dheadtune.write=true} to write the pages anew. */
final class GeneratedDocsTest {

  @Test
  void the_reference_page_says_what_the_records_say() throws IOException {
    assertGenerated(Path.of("docs/config.md"), ConfigReference.markdown());
  }

  @Test
  void the_page_of_plans_says_what_the_records_say() throws IOException {
    assertGenerated(Path.of("docs/plan.md"), ConfigReference.planMarkdown());
  }

  @Test
  void the_schema_says_what_the_records_say() throws IOException {
    assertGenerated(Path.of("docs/headtune.schema.json"), ConfigSchema.json());
  }

  private static void assertGenerated(Path file, String text) throws IOException {
    if (Boolean.getBoolean("headtune.write")) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    }
    assertThat(file).usingCharset(UTF_8).hasContent(text);
  }
}
