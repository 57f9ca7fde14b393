package org.headtune.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.samskivert.mustache.Mustache;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;

/** One HTML file that shows a run or a model: no network, no script, nothing beside it. */
public final class HtmlReport {
  private HtmlReport() {}

  /** The page as HTML text, to be stored as UTF-8. Whatever came from a file is escaped. */
  public static String of(ReportData data) {
    return of("report.html", Page.of(data));
  }

  /** The same of a model that is explained. */
  public static String of(ImportanceReport report) {
    return of("report.html", Page.of(report));
  }

  /** A page of images. */
  public static String of(PreviewReport report) {
    return of("preview.html", report);
  }

  /** A table of runs. */
  public static String of(ComparisonReport report) {
    return of("comparison.html", report);
  }

  /** The same of data before anything is trained. */
  public static String of(DataReport report) {
    return of("report.html", Page.of(report));
  }

  private static String of(String name, Object content) {
    return Mustache.compiler()
        .escapeHTML(true)
        .emptyStringIsFalse(true)
        .withFormatter(HtmlReport::text)
        .withLoader(HtmlReport::template)
        .loadTemplate(name)
        .execute(content);
  }

  /** Sections ask it whether what they open is empty, and no record is, however much it holds. */
  private static String text(Object value) {
    return value instanceof Record ? "a record" : String.valueOf(value);
  }

  private static Reader template(String name) throws IOException {
    try (InputStream template = HtmlReport.class.getResourceAsStream(name)) {
      // The compiler reads a character at a time, which takes a stream's reader several times as
      // long.
      return new StringReader(new String(template.readAllBytes(), UTF_8));
    }
  }
}
