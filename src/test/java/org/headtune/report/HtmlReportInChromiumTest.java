package org.headtune.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.headtune.report.Chromium.Window;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page in a real browser, on a desktop and on a phone. */
final class HtmlReportInChromiumTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void the_page_fits_its_window_and_asks_for_nothing(boolean dark) throws Exception {
    assumeTrue(Chromium.isInstalled(), "skipped: /usr/bin/chromium is not installed");
    List<Window> windows = new ArrayList<>();
    for (int classes : new int[] {2, 10, 50, 120}) {
      String html = HtmlReport.of(SampleRun.of("train configs/digits.yaml", names(classes), 30));
      windows.add(new Window(html, 1280));
      windows.add(new Window(html, 360));
    }

    Chromium.Seen seen = Chromium.show(windows, dark, folder);

    assertThat(seen.console()).isEmpty();
    assertThat(seen.pages()).hasSize(windows.size());
    for (int i = 0; i < windows.size(); i++) {
      JsonNode page = seen.pages().get(i);
      assertThat(page.get("clientWidth").asInt()).isEqualTo(windows.get(i).width());
      assertThat(page.get("scrollWidth").asInt()).isEqualTo(windows.get(i).width());
      assertThat(page.get("outside")).as("parts past the right edge").isEmpty();
      assertThat(page.get("requests").asInt()).isZero();
      assertThat(page.get("background").asText())
          .isEqualTo(dark ? "rgb(20, 23, 26)" : "rgb(251, 251, 250)");
    }
  }

  /** Short ones and, now and then, one that finds no room. */
  private static List<String> names(int classes) {
    return IntStream.range(0, classes)
        .mapToObj(
            k -> k % 7 == 1 ? "a_rather_long_class_name_without_a_single_space_" + k : "c" + k)
        .toList();
  }
}
