package org.headtune.config;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import java.util.List;
import org.headtune.UserError;

/** Whatever the text: a config that can be written and read back, or a {@link UserError}. */
final class ConfigFuzzTest {

  @FuzzTest
  void any_text_is_read_or_refused(@NotNull String text) {
    try {
      ResolvedConfig resolved = ConfigFile.parse("fuzz.yaml", text, List.of());
      RunConfig again = ConfigFile.parse("again.yaml", resolved.yaml(), List.of()).config();
      if (!again.equals(resolved.config())) {
        throw new AssertionError(resolved.yaml());
      }
    } catch (UserError expected) {
      if (expected.faults().isEmpty()) {
        throw new AssertionError("a refusal without a reason", expected);
      }
    }
  }
}
