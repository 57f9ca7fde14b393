package org.headtune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code check --html}: a page on the data, before anything is trained. */
final class DataReportTest {
  @TempDir private Path folder;

  private static String table(int rows, double shift, long seed) {
    Random random = new Random(seed);
    StringBuilder text = new StringBuilder("x,<b>town</b>,note,label\n");
    for (int i = 0; i < rows; i++) {
      text.append(
          "%.3f,%s,n%d,%s\n"
              .formatted(
                  shift + random.nextGaussian(),
                  random.nextBoolean() ? "<i>&here" : "there",
                  i,
                  random.nextBoolean() ? "<a>" : "b"));
    }
    return text.toString();
  }

  @Test
  void every_column_is_drawn_and_what_comes_from_the_file_is_escaped() throws IOException {
    Workplace place = new Workplace(folder);
    place.write("train.csv", table(300, 0, 1));
    place.write("test.csv", table(100, 2, 2));
    place.write(
        "config.yaml",
        """
        data:
          train: '%s'
          test: '%s'
          label: label
          columns: {note: {type: ignore}}
        model: {layers: []}
        output: '%s'
        """
            .formatted(place.word("train.csv"), place.word("test.csv"), place.word("run")));
    Run run = Run.of("check", place.word("config.yaml"), "--html", place.word("data.html"));
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.err())
        .contains("test rows are others than training rows in column 'x'", "data.html");
    assertThat(run.out()).containsPattern("x +test +\\d\\.\\d{4} +0\\.\\d{4} +drifts");
    String page = Files.readString(folder.resolve("data.html"));
    assertThat(page)
        .contains("<h2>Columns</h2>", "&lt;b&gt;town&lt;/b&gt;", "above the threshold of")
        .contains("training rows by x", "&lt;i&gt;&amp;here", "100 test")
        .doesNotContain("<i>", "<b>town", "<script", "http://", "https://");
    assertThat(folder.resolve("run")).doesNotExist();
    assertThat(Run.of("check", place.word("config.yaml"), "--json").out())
        .contains("\"drift\":[{\"column\":\"x\"", "\"histograms\":[");
    Run nowhere = Run.of("check", place.word("config.yaml"), "--html", place.word("no/data.html"));
    assertThat(nowhere.exit()).isEqualTo(8);
  }

  @Test
  void predictions_for_other_rows_are_warned_of_in_one_line() throws IOException {
    Workplace place = new Workplace(folder);
    place.write("train.csv", table(500, 0, 1));
    place.write("alike.csv", table(200, 0, 2));
    place.write("few.csv", table(5, 0, 4));
    place.write("other.csv", table(200, 3, 3).replace("there", "nowhere"));
    place.write(
        "config.yaml",
        """
        data: {train: '%s', label: label, columns: {note: {type: ignore}}}
        model: {layers: []}
        training: {epochs: 1}
        output: '%s'
        """
            .formatted(place.word("train.csv"), place.word("run")));
    assertThat(Run.of("train", place.word("config.yaml")).exit()).isZero();
    for (String rows : List.of("train.csv", "alike.csv", "few.csv")) {
      Run alike = Run.of("predict", place.word("run"), place.word(rows));
      assertThat(alike.err()).as(rows).doesNotContain("others than");
    }
    Run other = Run.of("predict", place.word("run"), place.word("other.csv"));
    assertThat(other.exit()).isZero();
    assertThat(other.out().lines()).hasSize(201);
    assertThat(other.err().lines().filter(line -> line.contains("others than the training rows")))
        .singleElement()
        .asString()
        .contains("in 2 of 2 columns, most of all in '<b>town</b>' (population stability index ");
    assertThat(Run.of("inspect", place.word("run")).out())
        .containsPattern("training rows +what they hold in 2 columns");
  }
}
