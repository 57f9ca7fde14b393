package org.headtune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A list of files in place of one. */
final class FileListTest {
  @TempDir private Path folder;

  @Test
  void a_list_trains_as_the_whole_file_does_and_mistakes_name_their_file() throws IOException {
    Workplace place = Workplace.in(folder);
    String[] lines = Workplace.table(60).lines().toArray(String[]::new);
    StringBuilder first = new StringBuilder(lines[0] + "\n");
    StringBuilder second = new StringBuilder(lines[0] + "\n");
    for (int i = 1; i < lines.length; i++) {
      (i <= 20 ? first : second).append(lines[i]).append('\n');
    }
    place.write("first.csv", first.toString());
    place.write("second.csv", second.toString());
    place.write("right.csv", "x,y,label\n0,2,a\n1,1,b\n");
    place.write("wrong.csv", "x,y,label\n0,2,a\n0,2,c\n");
    String test = "data.test=[%s, %s]".formatted(place.word("right.csv"), place.word("wrong.csv"));

    train("data.train=[%s, %s]", place.word("first.csv"), place.word("second.csv"), test, "list");
    train("data.train=[%s]", place.word("train.csv"), "", test, "whole");

    assertThat(Files.readAllBytes(folder.resolve("list/metrics.json")))
        .isEqualTo(Files.readAllBytes(folder.resolve("whole/metrics.json")));
    assertThat(folder.resolve("list/config.yaml")).content().contains("first.csv", "second.csv");
    assertThat(folder.resolve("whole/config.yaml"))
        .content()
        .contains("  train: " + place.word("train.csv") + "\n");
    assertThat(folder.resolve("list/report.html")).content().contains("wrong.csv:3");
    Run again = Run.of("train", folder.resolve("list/config.yaml").toString(), "--resume");
    assertThat(again.exit()).as(again.err()).isZero();
  }

  /** All rows but one are easily told, and that one bears a wrong label. */
  @Test
  void the_one_mistake_is_found_in_its_file_by_evaluate_and_cross_validation() throws IOException {
    Workplace place = Workplace.in(folder);
    String table = Workplace.table(60);
    place.write("part-1.csv", table);
    place.write("part-2.csv", table.replaceFirst("a\n", "c\n"));
    String parts = "data.train=" + place.word("part-?.csv");
    String learn = "training={epochs: 60, optimizer: {type: adam, learning_rate: 0.1}}";
    String folds = "data.cross_validation=3";
    String config = place.word("config.yaml");
    Run trained = Run.of("train", config, "--set", parts, "--set", learn, "--set", folds);
    assertThat(trained.exit()).as(trained.err()).isZero();
    assertThat(mistakes(folder.resolve("run"))).containsExactly("part-2.csv:2");
    Run run =
        Run.of("evaluate", place.word("run"), place.word("part-?.csv"), "-o", place.word("found"));
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(mistakes(folder.resolve("found"))).containsExactly("part-2.csv:2");
  }

  private static List<String> mistakes(Path run) throws IOException {
    return Pattern.compile("part-..csv:[0-9]+")
        .matcher(Files.readString(run.resolve("report.html")))
        .results()
        .map(MatchResult::group)
        .toList();
  }

  private void train(String files, String one, String other, String test, String output) {
    Run run =
        Run.of(
            "train",
            folder.resolve("config.yaml").toString(),
            "--set",
            files.formatted(one, other),
            "--set",
            test,
            "--set",
            "training.optimizer.learning_rate=0.1",
            "--set",
            "training.epochs=10",
            "-o",
            folder.resolve(output).toString());
    assertThat(run.exit()).as(run.err()).isZero();
  }
}
