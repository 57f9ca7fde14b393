package org.headtune.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A real browser without a window. Pages are shown in frames, so that any width can be had. */
final class Chromium {
  private static final Path PROGRAM = Path.of("/usr/bin/chromium");

  /** Measures each page with all its details open, and writes the findings into the frame page. */
  private static final String SCRIPT =
      """
      <output></output><script>
      addEventListener('load', () => {
        const seen = [...document.querySelectorAll('iframe')].map(frame => {
          const page = frame.contentDocument, root = page.documentElement;
          page.querySelectorAll('details').forEach(part => part.open = true);
          const outside = [...page.querySelectorAll('body *')].filter(part =>
              !part.parentElement.closest('.box')
              && part.getBoundingClientRect().right > root.clientWidth + 1);
          return {
            scrollWidth: root.scrollWidth, clientWidth: root.clientWidth,
            outside: outside.map(part => part.outerHTML.slice(0, 80)),
            background: frame.contentWindow.getComputedStyle(page.body).backgroundColor,
            requests: frame.contentWindow.performance.getEntriesByType('resource').length};
        });
        document.querySelector('output').textContent = JSON.stringify(seen);
      });
      </script>
      """;

  /** A page and the width of its window in pixels. */
  record Window(String html, int width) {}

  /**
   * What the browser has to say.
   *
   * @param pages one object per window
   * @param console errors and warnings of all of them
   */
  record Seen(JsonNode pages, List<String> console) {}

  private Chromium() {}

  static boolean isInstalled() {
    return Files.isExecutable(PROGRAM);
  }

  /** Shows pages; {@code folder} is private to this call. */
  static Seen show(List<Window> windows, boolean dark, Path folder) throws Exception {
    StringBuilder frames = new StringBuilder("<!DOCTYPE html><meta charset=utf-8>");
    for (int i = 0; i < windows.size(); i++) {
      Files.writeString(folder.resolve(i + ".html"), windows.get(i).html(), UTF_8);
      frames.append(
          "<iframe src='%d.html' style='border:0;width:%dpx;height:20000px'></iframe>"
              .formatted(i, windows.get(i).width()));
    }
    Path page = folder.resolve("frames.html");
    Files.writeString(page, frames.append(SCRIPT), UTF_8);
    Path dom = folder.resolve("dom.html");
    Path log = folder.resolve("log.txt");
    run(page, dark, folder.resolve("profile"), dom, log);
    Matcher output =
        Pattern.compile("<output>(.*?)</output>").matcher(Files.readString(dom, UTF_8));
    if (!output.find()) {
      throw new IllegalStateException(Files.readString(log, UTF_8));
    }
    String seen = output.group(1).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    List<String> console =
        Files.readString(log, UTF_8).lines().filter(line -> line.contains("CONSOLE")).toList();
    return new Seen(new ObjectMapper().readTree(seen), console);
  }

  private static void run(Path page, boolean dark, Path profile, Path dom, Path log)
      throws Exception {
    List<String> command = new ArrayList<>();
    command.add(PROGRAM.toString());
    command.addAll(List.of("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic"));
    command.addAll(List.of("--no-first-run", "--disable-background-networking"));
    command.addAll(List.of("--disable-component-update", "--disable-sync"));
    command.addAll(List.of("--disable-dev-shm-usage", "--allow-file-access-from-files"));
    command.add("--enable-logging=stderr");
    command.add("--blink-settings=preferredColorScheme=" + (dark ? 0 : 1));
    command.add("--user-data-dir=" + profile);
    command.addAll(List.of("--dump-dom", page.toUri().toString()));
    Process browser =
        new ProcessBuilder(command)
            .redirectOutput(dom.toFile())
            .redirectError(log.toFile())
            .start();
    if (!browser.waitFor(60, TimeUnit.SECONDS)) {
      browser.destroyForcibly();
      throw new IllegalStateException("no answer within 60 s from " + command);
    }
  }
}
