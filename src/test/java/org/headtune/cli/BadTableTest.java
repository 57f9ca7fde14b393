package org.headtune.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.headtune.data.BadTables.BadTable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tables that must be refused: exit code 4, the place in the message, and neither the run that is
 * to be replaced nor the predictions that are to be written anew have lost a byte.
 */
final class BadTableTest {
  private static final String OLD = "predictions of yesterday\n";

  @TempDir static Path folder;
  private static Workplace place;
  private static String model;

  @BeforeAll
  static void train() throws IOException {
    place = Workplace.in(folder);
    model = place.trained();
    place.config("bad.csv", "");
    place.write("out.csv", OLD);
  }

  private static void refused(List<String> says, String... words) throws IOException {
    Map<String, String> before = Workplace.tree(folder);
    Run run = Run.of(words);
    assertThat(run.exit()).as(run.err()).isEqualTo(4);
    assertThat(run.err()).contains("error: ").contains(says).doesNotContain("\tat ");
    assertThat(run.out()).isEmpty();
    assertThat(Workplace.tree(folder)).isEqualTo(before);
  }

  @ParameterizedTest
  @MethodSource("org.headtune.data.BadTables#all")
  void neither_train_nor_check_takes_it(BadTable bad) throws IOException {
    place.write("bad.csv", bad.bytes());
    refused(bad.says(), "train", place.word("config.yaml"), "--force");
    refused(bad.says(), "check", place.word("config.yaml"));
  }

  /** One faulty input of a model that knows the columns x and y and the classes a, b and c. */
  @SuppressWarnings("ArrayRecordComponent") // a plain carrier; nobody compares it
  private record Unfit(String name, byte[] bytes, List<String> says) {
    static Unfit of(String name, String text, String... says) {
      return new Unfit(name, text.getBytes(StandardCharsets.UTF_8), List.of(says));
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static final String GOOD = "x,y,label\n1,2,a\n";

  static Stream<Unfit> unfit() {
    return Stream.of(
        Unfit.of("a column is missing", "x,z,label\n1,2,a\n", ":1: missing column 'y'", "'z'"),
        Unfit.of("no names", "1,2,label\n3,4,a\n", "missing columns 'x', 'y'"),
        Unfit.of("short row", GOOD + "1,2\n", ":3: 2 fields found, 3 expected"),
        Unfit.of("word", GOOD + "1,two,b\n", ":3:2: column 'y': 'two' is not a finite number"),
        Unfit.of("empty cell", GOOD + ",2,b\n", ":3:1: column 'x': ", "missing"),
        Unfit.of("not a number", GOOD + "1,NaN,b\n", ":3:2: ", "'NaN' is not a finite number"),
        Unfit.of("beyond float", GOOD + "1,1e39,b\n", ":3:2: ", "'1e39' is not a finite"),
        Unfit.of("open quote", GOOD + "1,\"2,b\n", ":3:2: ", "never closed"),
        Unfit.of("nothing", "", "is empty"),
        new Unfit(
            "Latin-1",
            (GOOD + "1,2,\u00E9\n").getBytes(StandardCharsets.ISO_8859_1),
            List.of("not UTF-8 at byte offset 20")));
  }

  @ParameterizedTest
  @MethodSource("unfit")
  void neither_predict_nor_evaluate_takes_it(Unfit bad) throws IOException {
    String input = place.write("input.csv", bad.bytes).toString();
    refused(bad.says, "predict", model, input, "-o", place.word("out.csv"));
    refused(bad.says, "evaluate", model, input, "-o", place.word("evaluation"));
  }

  @Test
  void evaluate_names_a_label_that_training_never_saw() throws IOException {
    String input = place.write("input.csv", GOOD + "1,2,d\n1,2,\n").toString();
    refused(
        List.of(
            ":3:3: label 'd' was not seen in training; known are the classes 'a', 'b', 'c'",
            ":4:3: the label in column 'label' is missing",
            "2 errors"),
        "evaluate",
        model,
        input);
  }

  @Test
  void evaluate_needs_the_label_column() throws IOException {
    String input = place.write("input.csv", "x,y\n1,2\n").toString();
    refused(List.of("no label column 'label'", "'x', 'y'"), "evaluate", model, input);
    refused(List.of("no label column 'z'"), "evaluate", model, input, "--label", "z");
  }

  @Test
  void pixels_are_no_columns_of_a_table_with_other_names() throws IOException {
    byte[] image = {0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 7};
    String input = place.write("image", image).toString();
    refused(List.of("missing columns 'x', 'y'; found column 'p0'"), "predict", model, input);
  }

  @Test
  void every_ragged_row_of_a_table_is_named_at_once() throws IOException {
    place.write("bad.csv", "x,y,label\n1,2,a\n3,b\n5,6,7,a\n7,8,b\n");
    refused(
        List.of(":3: 2 fields found", ":4: 4 fields found", "2 errors"),
        "check",
        place.word("config.yaml"));
  }

  @Test
  void faulty_rows_and_cells_of_every_file_are_named_at_once() throws IOException {
    String table = Workplace.table(30);
    Path train = place.write("bad.csv", table + "1,a\n1,two,b\n1,2,\n");
    place.write("validation.csv", table + ",2,a\n1,2,d\n");
    place.write("test.csv", table + "1,2,3,c\n");
    List<String> validation =
        List.of(
            "validation.csv:32:1: column 'x': the cell is missing",
            "validation.csv:33:3: label 'd' was not seen in training");
    String test = "test.csv:32: 4 fields found, 3 expected";
    List<String> says =
        List.of(
            "bad.csv:32: 2 fields found, 3 expected",
            "bad.csv:33:2: column 'y': 'two' is not a finite number",
            "bad.csv:34:3: the label in column 'label' is missing",
            validation.get(0),
            validation.get(1),
            test,
            "6 errors");
    refused(says, threeFiles("check"));
    refused(says, threeFiles("train", "--force"));

    place.write("bad.csv", "x,y,label\n1,\"2,a\n");
    refused(List.of("bad.csv:2:2: ", "never closed", test, "2 errors"), threeFiles("check"));
    Files.delete(train);
    refused(List.of("bad.csv: there is no such file", test), threeFiles("check"));
    place.write("bad.csv", table);
    refused(List.of(validation.get(0), validation.get(1), test), threeFiles("check"));
  }

  private static String[] threeFiles(String... words) {
    String validation = "data.validation=" + place.word("validation.csv");
    String test = "data.test=" + place.word("test.csv");
    Stream<String> files = Stream.of(place.word("config.yaml"), "--set", validation, "--set", test);
    return Stream.concat(Arrays.stream(words), files).toArray(String[]::new);
  }

  @Test
  void too_few_rows_beside_faulty_ones_are_no_fault_of_their_own() throws IOException {
    place.write("bad.csv", "x,y,label\n1,2,a\n3,4,a\n5,b\n");
    Run run = Run.of("check", place.word("config.yaml"));
    assertThat(run.err())
        .contains("bad.csv:4: 2 fields found")
        .doesNotContain("two classes", "errors");
  }

  @Test
  void a_file_that_is_not_there_and_a_folder_are_named() throws IOException {
    String none = place.word("none.csv");
    refused(List.of(none + ": there is no such file"), "predict", model, none);
    refused(List.of(folder + ": this is a folder"), "predict", model, folder.toString());
    refused(List.of("File name too long"), "predict", model, place.word("n".repeat(300)));
  }

  @Test
  void a_pipe_is_refused_where_rows_are_read_more_than_once() throws Exception {
    String pipe = place.word("pipe");
    assumeTrue(new ProcessBuilder("mkfifo", pipe).start().waitFor() == 0, "no mkfifo");
    List<String> says = List.of(pipe + ": this is a pipe or a device, and its rows are read more");
    String train = "data.train=" + pipe;
    refused(says, "train", place.word("config.yaml"), "--force", "--set", train);
    refused(says, "check", place.word("config.yaml"), "--set", train);
    refused(says, "evaluate", model, pipe);
    refused(says, "init", pipe, "-o", place.word("made.yaml"));

    Path good = place.write("good.csv", GOOD);
    Process writer = new ProcessBuilder("sh", "-c", "cat '" + good + "' > '" + pipe + "'").start();
    Run run = Run.of("predict", model, pipe);
    assertThat(run.out()).as(run.err()).isEqualTo(Run.of("predict", model, good.toString()).out());
    assertThat(writer.waitFor()).isZero();
    Files.delete(place.path("pipe"));
  }

  @Test
  void a_row_that_the_network_has_no_numbers_for_is_a_faulty_one() throws IOException {
    place.write("rows.csv", Workplace.table(60));
    String wide = place.config("rows.csv", "dense: {units: 16}");
    String run = place.word("wide");
    assertThat(Run.of("train", wide, "--set", "output=" + run).exit()).isZero();
    place.config("bad.csv", "");
    String input = place.write("huge.csv", "x,y\n1,2\n2e38,-2e38\n-2e38,2e38\n2,1\n").toString();
    String says = "huge.csv:3: the network gives no numbers for this row";
    refused(List.of(says), "predict", run, input, "-o", place.word("out.csv"));
    Run skipped = Run.of("predict", run, input, "--keep", "x", "--on-error", "skip");
    assertThat(skipped.err()).contains("warning: ", says, "2 rows predicted, 2 faulty ones left");
    assertThat(skipped.out().lines().map(line -> line.split(",", -1)[0]))
        .containsExactly("x", "1", "2");
    Run empty = Run.of("predict", run, input, "--keep", "x", "--on-error", "null");
    assertThat(empty.out().lines()).hasSize(5).contains("2e38,,,,,", "-2e38,,,,,");
    place.write("huge.csv", "x,y,label\n1,2,a\n2e38,-2e38,b\n2,1,c\n");
    assertThat(Run.of("evaluate", run, input).err())
        .contains("warning: some test rows have numbers so large that the network gives none");
    String layers = "model.layers=[{dense: {units: 16}}]";
    String data = "data={train: '%s', validation: '%s', label: label}";
    data = data.formatted(place.word("rows.csv"), input);
    Run trained =
        Run.of("train", wide, "--force", "--set", "output=" + run, "--set", layers, "--set", data);
    assertThat(trained.out())
        .contains("epoch 2 of 2, the last: validation_loss was never a number");
    assertThat(trained.err())
        .contains(
            "warning: some validation rows have numbers so large that the network gives none");
  }

  @Test
  void huge_fields_and_rows_are_refused_in_a_small_heap() throws Exception {
    byte[] field = new byte[100 << 20];
    Arrays.fill(field, (byte) 'z');
    byte[] start = "x,label\n\"".getBytes(StandardCharsets.UTF_8);
    System.arraycopy(start, 0, field, 0, start.length);
    small(field, "bad.csv:2:1: this field is longer than 1,048,576 characters");
    byte[] row = new byte[2_000_000];
    Arrays.fill(row, (byte) ',');
    small(row, "bad.csv:1: this row is larger than the limits of 262,144 columns");
    Files.delete(place.path("bad.csv"));
  }

  private static void small(byte[] table, String says) throws Exception {
    place.write("bad.csv", table);
    Run run = Child.in(folder, "-Xms8m", "-Xmx48m").run("check", place.word("config.yaml"));
    assertThat(run.exit()).as(run.err()).isEqualTo(4);
    assertThat(run.err()).contains(says);
  }

  @Test
  void a_table_that_grows_while_it_is_read_is_refused() throws Exception {
    Path table = place.write("bad.csv", Workplace.table(20_000));
    Map<String, String> before = Workplace.tree(folder.resolve("run"));
    Thread writer =
        new Thread(
            () -> {
              try {
                while (!Thread.interrupted()) {
                  Files.writeString(table, "\n", StandardOpenOption.APPEND);
                }
              } catch (IOException e) {
                // an interrupt closes the file: the end of the test
              }
            });
    writer.start();
    Run run = Run.of("train", place.word("config.yaml"), "--force");
    writer.interrupt();
    writer.join();
    assertThat(run.exit()).isEqualTo(4);
    assertThat(run.err()).contains("bad.csv: the file changed while it was read");
    assertThat(Workplace.tree(folder.resolve("run"))).isEqualTo(before);
  }
}
