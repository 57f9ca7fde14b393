package org.headtune.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model for each fold, and one for all rows. */
final class CrossValidationTest {
  private static final int ROWS = 121;
  private static final int FOLDS = 3;

  @TempDir private Path folder;
  private Workplace place;

  @BeforeEach
  void place() throws IOException {
    place = new Workplace(folder);
    Random random = new Random(4);
    StringBuilder table = new StringBuilder("x,y,town,patient,label\n");
    for (int i = 0; i < ROWS; i++) {
      int k = i % 10 == 0 ? 2 : random.nextInt(2);
      table.append(
          "%.3f,%.3f,t%d,p%d,%s\n"
              .formatted(
                  k + 0.5 * random.nextGaussian(),
                  random.nextDouble(),
                  random.nextInt(4),
                  random.nextInt(20),
                  "abc".charAt(k)));
    }
    place.write("rows.csv", table.toString());
    config("config.yaml", "rows.csv", "cross_validation: 3, validation_split: 0.2");
  }

  private void config(String name, String table, String data) throws IOException {
    place.write(
        name,
        """
        data: {train: '%s', label: label, %s, columns: {patient: {type: ignore}}}
        model: {layers: [{dense: {units: 8}}, {dropout: {rate: 0.2}}]}
        training:
          epochs: 7
          batch_size: 10
          optimizer: {learning_rate: 0.02}
          early_stopping: {patience: 2}
          checkpoint: {every: 3 steps, keep_last: 1000}
        output: '%s'
        """
            .formatted(place.word(table), data, place.word("run")));
  }

  private Run train(String output, String... more) {
    List<String> words =
        new ArrayList<>(List.of("train", place.word("config.yaml"), "-o", place.word(output)));
    words.addAll(List.of(more));
    Run run = Run.of(words.toArray(String[]::new));
    assertThat(run.exit()).as(run.err()).isZero();
    return run;
  }

  private JsonNode json(String file) throws IOException {
    return new ObjectMapper().readTree(folder.resolve(file).toFile());
  }

  /** The cells of a splits.csv without its header. */
  private List<String[]> splits(String run) throws IOException {
    List<String> lines = Files.readAllLines(folder.resolve(run).resolve("splits.csv"));
    return lines.stream().skip(1).map(line -> line.split(",", -1)).toList();
  }

  /** All that must be the same however often a run was interrupted. */
  private Map<String, String> results(String run) throws IOException {
    Map<String, String> sums = new HashMap<>();
    List<String> places = new ArrayList<>(List.of("."));
    for (int fold = 1; fold <= FOLDS; fold++) {
      places.add("folds/" + fold);
    }
    for (String place : places) {
      for (String name : List.of("model.zip", "metrics.json", "metrics.jsonl", "splits.csv")) {
        sums.put(
            place + "/" + name, Workplace.sha256(folder.resolve(run).resolve(place).resolve(name)));
      }
    }
    return sums;
  }

  private void copy(String from, String to, Set<String> without) throws IOException {
    Path source = folder.resolve(from);
    try (Stream<Path> files = Files.walk(source)) {
      for (Path file : files.toList()) {
        String name = source.relativize(file).toString();
        if (without.stream().noneMatch(left -> name.equals(left) || name.startsWith(left + "/"))) {
          Files.copy(file, folder.resolve(to).resolve(name));
        }
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  @Test
  void every_row_is_held_out_once_and_classes_are_dealt_out_evenly() throws IOException {
    train("run");
    List<String> table = Files.readAllLines(folder.resolve("rows.csv"));
    Map<String, int[]> foldsOfClass = new HashMap<>();
    for (String[] row : splits("run")) {
      assertThat(row[2]).isEqualTo("train");
      String line = table.get(Integer.parseInt(row[1]) - 1);
      foldsOfClass
          .computeIfAbsent(line.substring(line.length() - 1), k -> new int[FOLDS])[
          Integer.parseInt(row[3]) - 1]++;
    }
    assertThat(foldsOfClass).hasSize(3);
    for (int[] rows : foldsOfClass.values()) {
      int fewest = Math.min(rows[0], Math.min(rows[1], rows[2]));
      assertThat(Arrays.stream(rows).max().orElseThrow()).isLessThanOrEqualTo(fewest + 1);
    }
    for (int fold = 1; fold <= FOLDS; fold++) {
      int number = fold;
      List<String[]> own = splits("run/folds/" + fold);
      List<String[]> all = splits("run");
      assertThat(own).hasSize(ROWS);
      for (int i = 0; i < ROWS; i++) {
        boolean held = all.get(i)[3].equals(Integer.toString(number));
        assertThat(own.get(i)[2].equals("test")).isEqualTo(held);
      }
      assertThat(own.stream().filter(row -> row[2].equals("validation")).count())
          .isBetween(15L, 17L); // a fifth of 80 or 81
    }
  }

  /** A fold is nothing else than a run whose rows are named one by one. */
  @Test
  void a_fold_is_the_run_that_a_split_column_gives() throws IOException {
    train("run");
    List<String> table = Files.readAllLines(folder.resolve("rows.csv"));
    StringBuilder named = new StringBuilder(table.get(0).replace("x,", "x,part,") + "\n");
    for (String[] row : splits("run/folds/2")) {
      String line = table.get(Integer.parseInt(row[1]) - 1);
      named.append(line.replaceFirst(",", "," + row[2] + ",")).append('\n');
    }
    place.write("named.csv", named.toString());
    config("named.yaml", "named.csv", "split: {column: part}");
    Run run = Run.of("train", place.word("named.yaml"), "-o", place.word("named"));
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(json("named/metrics.json")).isEqualTo(json("run/folds/2/metrics.json"));
  }

  @Test
  void mean_and_deviation_are_those_of_the_folds_and_the_final_model_has_their_median_length()
      throws IOException {
    Run run = train("run", "--json", "--set", "data.test_split=0.1");
    JsonNode metrics = json("run/metrics.json");
    assertThat(new ObjectMapper().readTree(run.out()).get("folds")).isEqualTo(metrics.get("folds"));
    double[] accuracy = new double[FOLDS];
    int[] best = new int[FOLDS];
    int[] rows = new int[FOLDS];
    for (int fold = 0; fold < FOLDS; fold++) {
      JsonNode own = json("run/folds/" + (fold + 1) + "/metrics.json");
      JsonNode told = metrics.at("/folds/each/" + fold);
      accuracy[fold] = own.at("/test/accuracy").doubleValue();
      best[fold] = own.get("best_epoch").intValue();
      rows[fold] = told.get("rows").intValue();
      assertThat(told.get("accuracy")).isEqualTo(own.at("/test/accuracy"));
      assertThat(told.get("best_epoch").intValue()).isEqualTo(best[fold]);
    }
    double mean = (accuracy[0] + accuracy[1] + accuracy[2]) / 3;
    double sum = 0;
    double right = 0;
    for (int fold = 0; fold < FOLDS; fold++) {
      sum += Math.pow(accuracy[fold] - mean, 2);
      right += accuracy[fold] * rows[fold];
    }
    assertThat(metrics.at("/folds/mean/accuracy").doubleValue()).isCloseTo(mean, within(1e-12));
    assertThat(metrics.at("/folds/standard_deviation/accuracy").doubleValue())
        .isCloseTo(Math.sqrt(sum / 2), within(1e-12));
    // A temperature changes no decision, so all folds together are right as often as each for
    // itself.
    int held = rows[0] + rows[1] + rows[2];
    assertThat(metrics.at("/cross_validation/accuracy").doubleValue())
        .isCloseTo(right / held, within(1e-12));
    assertThat(metrics.at("/calibration/rows").intValue()).isEqualTo(held);
    Arrays.sort(best);
    assertThat(metrics.get("epochs").intValue()).isEqualTo(best[1]);
    assertThat(metrics.get("best_epoch").intValue()).isEqualTo(best[1]);
    assertThat(Files.readAllLines(folder.resolve("run/metrics.jsonl"))).hasSize(best[1]);
    assertThat(metrics.at("/test/accuracy").isNumber()).isTrue();
    assertThat(splits("run").stream().filter(row -> row[2].equals("test")).map(row -> row[3]))
        .hasSize(ROWS - held)
        .containsOnly("");
    assertThat(Files.readString(folder.resolve("run/report.html")))
        .contains("<h2>Cross-validation</h2>", ">fold 3<", "the median of the folds");
    assertThat(Run.of("inspect", place.word("run")).out()).contains("cross_validation");
    assertThat(Run.of("evaluate", place.word("run"), place.word("rows.csv")).exit()).isZero();
  }

  @Test
  void a_test_file_is_for_the_final_model() throws IOException {
    place.write("test.csv", "label,town,y,x\na,t1,0.5,0.1\nb,t2,0.5,0.9\nc,t0,0.5,2.1\n");
    train("run", "--set", "data.test=" + place.word("test.csv"));
    JsonNode metrics = json("run/metrics.json");
    assertThat(metrics.at("/folds/each/0/rows").intValue()).isEqualTo(41);
    assertThat(metrics.at("/calibration/rows").intValue()).isEqualTo(ROWS);
    assertThat(metrics.at("/test/accuracy").doubleValue() * 3 % 1).isZero();
    assertThat(splits("run").stream().filter(row -> row[2].equals("test"))).hasSize(3);
    assertThat(splits("run/folds/1")).hasSize(ROWS);
  }

  @Test
  void no_patient_is_on_both_sides() throws IOException {
    train("run", "--set", "data.split={group: patient}");
    List<String> table = Files.readAllLines(folder.resolve("rows.csv"));
    for (int fold = 1; fold <= FOLDS; fold++) {
      Map<String, Set<String>> parts = new HashMap<>();
      for (String[] row : splits("run/folds/" + fold)) {
        String patient = table.get(Integer.parseInt(row[1]) - 1).split(",", -1)[3];
        parts.computeIfAbsent(patient, name -> new HashSet<>()).add(row[2]);
      }
      assertThat(parts.values()).allMatch(own -> own.size() == 1);
      assertThat(parts.values().stream().flatMap(Set::stream).distinct()).hasSize(3);
    }
  }

  @Test
  void a_run_that_is_killed_anywhere_ends_with_the_same_bytes() throws IOException {
    Run whole = train("run");
    assertThat(whole.err()).contains("fold 1 of 3: ", "fold 3 of 3: ");
    Map<String, String> results = results("run");
    Set<String> end =
        Set.of(
            "checkpoints",
            "model.zip",
            "metrics.json",
            "metrics.jsonl",
            "confusion.csv",
            "per_class.csv",
            "report.html",
            "provenance.json");

    // In the second fold, when its third checkpoint stands.
    Set<String> later = new HashSet<>(end);
    later.addAll(Set.of("folds/2", "folds/3"));
    copy("run", "second", later);
    SavedRun second = new SavedRun(folder.resolve("run/folds/2"));
    Files.createDirectories(folder.resolve("second/folds/2"));
    second.killedAfter(second.checkpoints().get(2), folder.resolve("second/folds/2"));
    Path finished = folder.resolve("second/folds/1/model.zip");
    Files.setLastModifiedTime(finished, FileTime.fromMillis(1000));
    Run resumed = train("second", "--resume");
    assertThat(resumed.err()).contains("fold 1 of 3 is finished", "goes on in epoch 2 after 2");
    assertThat(Files.getLastModifiedTime(finished).toMillis()).isEqualTo(1000);
    assertThat(results("second")).isEqualTo(results);

    // Before the first checkpoint of the third fold, which has a config and nothing else.
    later.remove("folds/2");
    copy("run", "third", later);
    Files.createDirectories(folder.resolve("third/folds/3"));
    for (String name : List.of(".lock", "config.yaml", "splits.csv")) {
      Files.copy(
          folder.resolve("run/folds/3").resolve(name), folder.resolve("third/folds/3/" + name));
    }
    train("third", "--resume");
    assertThat(results("third")).isEqualTo(results);

    // While the final model is trained.
    copy("run", "last", end);
    SavedRun last = new SavedRun(folder.resolve("run"));
    Files.createDirectories(folder.resolve("last/checkpoints"));
    Path checkpoint = last.checkpoints().get(1);
    Files.copy(
        checkpoint,
        folder.resolve("last/checkpoints").resolve(checkpoint.getFileName().toString()));
    resumed = train("last", "--resume");
    assertThat(resumed.err()).contains("fold 3 of 3 is finished", "goes on in epoch 1 after 6");
    assertThat(results("last")).isEqualTo(results);

    // Nothing is left to do.
    Run again = train("run", "--resume");
    assertThat(again.out()).contains("is finished, nothing is left to do");
    assertThat(results("run")).isEqualTo(results);
  }

  @Test
  void a_fold_of_other_settings_is_not_taken() throws IOException {
    train("run");
    String[] words = {
      "train",
      place.word("config.yaml"),
      "--resume",
      "--set",
      "training.optimizer.learning_rate=0.5"
    };
    Run whole = Run.of(words);
    assertThat(whole.exit()).as(whole.out()).isEqualTo(3);
    assertThat(whole.err())
        .contains("run: the cross-validation was trained with other settings or other data");
    Files.delete(folder.resolve("run/metrics.json"));
    Run run = Run.of(words);
    assertThat(run.exit()).isEqualTo(3);
    assertThat(run.err())
        .contains("folds/1: fold 1 of 3 was trained with other settings or other data");
    // A new run leaves nothing of the folds but what is not theirs.
    Files.writeString(folder.resolve("run/folds/2/mine.txt"), "a note");
    train("run", "--force", "--set", "data.cross_validation=~");
    assertThat(folder.resolve("run/previous/folds/2/mine.txt")).exists();
    try (Stream<Path> left = Files.walk(folder.resolve("run/previous"))) {
      assertThat(left.filter(Files::isRegularFile)).hasSize(1);
    }
    Files.delete(folder.resolve("run/previous/folds/2/mine.txt"));
    train("run", "--force", "--set", "data.cross_validation=~");
    assertThat(folder.resolve("run/folds")).doesNotExist();
    assertThat(folder.resolve("run/previous")).doesNotExist();
  }

  @Test
  void what_cannot_be_folded_is_refused_before_anything_is_written() throws IOException {
    place.write("few.csv", "x,label\n" + "1,a\n2,b\n".repeat(4) + "3,c\n4,c\n");
    config("few.yaml", "few.csv", "cross_validation: 3");
    for (String command : List.of("train", "check")) {
      Run run = Run.of(command, place.word("few.yaml"), "--set", "data.columns={}");
      assertThat(run.exit()).isEqualTo(4);
      assertThat(run.err())
          .contains("class 'c' has too few rows for a cross-validation of 3 folds", "'c' 2");
    }
    place.write("few.csv", "x,label\n" + "1,a\n2,b\n".repeat(4));
    Run few =
        Run.of(
            "check",
            place.word("few.yaml"),
            "--set",
            "data.columns={}",
            "--set",
            "data.cross_validation=9");
    assertThat(few.err()).contains("few.csv: 8 rows are too few for a cross-validation of 9 folds");
    refused(3, "data.split={time: x}", "folds would train on rows that are later");
    refused(3, "data.cross_validation=1", "expected a whole number from 2 to 100");
    refused(3, "training.max_time=1 hour", "a cross-validation has none before its end");
    refused(4, "data.split={group: label}", "data.split names the label column");
    assertThat(folder.resolve("run")).doesNotExist();
    Run check = Run.of("check", place.word("config.yaml"));
    assertThat(check.err()).contains("cross-validation: 3 folds of 40 to 41 rows");
    assertThat(check.exit()).isZero();
    Run dry = Run.of("train", place.word("config.yaml"), "--dry-run");
    assertThat(dry.exit()).isZero();
    assertThat(folder.resolve("run")).doesNotExist();
  }

  private void refused(int exit, String setting, String says) {
    for (String command : List.of("train", "check")) {
      Run run = Run.of(command, place.word("config.yaml"), "--set", setting);
      assertThat(run.exit()).as(run.err()).isEqualTo(exit);
      assertThat(run.err()).startsWith("error: ").contains(says);
    }
  }
}
