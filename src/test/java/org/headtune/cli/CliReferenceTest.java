package org.headtune.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Run with {@code -Dheadtune.write=true} to write the page anew. */
final class CliReferenceTest {
  private static final Path PAGE = Path.of("docs/cli.md");

  @Test
  void the_page_says_what_help_says() throws IOException {
    String text = CliReference.markdown();
    if (Boolean.getBoolean("headtune.write")) {
      Files.writeString(PAGE, text);
    }
    assertThat(PAGE).usingCharset(UTF_8).hasContent(text);
  }
}
