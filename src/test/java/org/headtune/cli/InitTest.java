package org.headtune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** From a table that nobody has described to a config that trains. */
final class InitTest {
  private static final Path DATA = Path.of("../shared/data");

  @TempDir private Path folder;
  private Workplace place;

  @BeforeEach
  void place() {
    place = new Workplace(folder);
  }

  private static Run done(String... words) {
    Run run = Run.of(words);
    assertThat(run.exit()).as(run.err()).isZero();
    return run;
  }

  private String init(String table, String... more) throws IOException {
    String[] words = new String[4 + more.length];
    words[0] = "init";
    words[1] = place.word(table);
    words[2] = "-o";
    words[3] = place.word("config.yaml");
    System.arraycopy(more, 0, words, 4, more.length);
    done(words);
    return Files.readString(place.path("config.yaml"));
  }

  /** Sixty rows of which each column is another kind of trouble. */
  private static String troubled() {
    return IntStream.range(0, 60)
        .mapToObj(
            i ->
                String.join(
                    ",",
                    Integer.toString(1000 + i),
                    i % 9 == 4 ? "?" : Integer.toString(i % 7),
                    i == 30 ? "broken" : i % 5 + ".5",
                    "same",
                    i % 2 == 0 ? "yes" : "no",
                    i % 4 == 0 ? "red" : "blue",
                    "w" + i + " some words " + i % 6 + " of it",
                    i % 3 == 0 ? "A" : "B",
                    i % 3 == 0 ? "good" : "bad"))
        .collect(
            Collectors.joining("\n", "id,few,dirty,constant,flag,colour,note,leak,label\n", "\n"));
  }

  @Test
  void every_column_is_told_with_its_evidence() throws IOException {
    place.write("table.csv", troubled());
    assertThat(init("table.csv").lines().map(line -> line.replaceAll(" +#", " #")))
        .contains(
            "  label: label # bad 40, good 20",
            "  missing_tokens: [\"?\", \"broken\"]",
            "    id: {type: ignore} # 60 values, another in each row: an identifier",
            "    few: {type: numeric, was_missing: true} # 0 to 6, 7 values, 11.7 % missing",
            "    dirty: {type: numeric, was_missing: true} # 0.5000 to 4.500, 6 values, 1.7 % missing",
            "    constant: {type: ignore} # the same value in every row",
            "    flag: {type: boolean} # 2 values: no, yes",
            "    colour: {type: categorical} # 2 values: blue, red",
            "    note: {type: text} # 60 values, 6.0 words each",
            "    leak: {type: ignore} # tells the label of 100.00 % of the rows by itself: a leak?"
                + " Remove this line if it is known before the label");
    done("train", place.word("config.yaml"), "--set", "training.epochs=2", "-o", place.word("run"));
  }

  /** Dates in three ways, and a column of many words. */
  @Test
  void dates_and_many_values_are_told_with_what_they_need() throws IOException {
    LocalDate first = LocalDate.of(2024, 1, 28);
    place.write(
        "table.csv",
        IntStream.range(0, 1_200)
            .mapToObj(
                i ->
                    String.join(
                        ",",
                        first.plusDays(i % 400) + (i % 2 == 0 ? "" : " 12:30"),
                        DateTimeFormatter.ofPattern("d.M.uuuu").format(first.plusDays(i % 299)),
                        DateTimeFormatter.ofPattern("M/d/uuuu").format(first.plusDays(i % 4)),
                        DateTimeFormatter.ofPattern("d/M/uuuu")
                            .format(first.withDayOfMonth(1 + i % 10)),
                        "town" + i % 61,
                        i < 90 ? "rare" + i : "often" + i % 40,
                        i % 3 == 0 ? "good" : "bad"))
            .collect(Collectors.joining("\n", "iso,dots,slashes,unclear,town,many,label\n", "\n")));
    assertThat(init("table.csv").lines().map(line -> line.replaceAll(" +#", " #")))
        .contains(
            "    iso: {type: date} # 2024-01-28 to 2025-03-02",
            "    dots: {type: date, pattern: \"d.M.uuuu[ H:mm[:ss]]\"} # 2024-01-28 to 2024-11-21",
            "    slashes: {type: date, pattern: \"M/d/uuuu[ H:mm[:ss]]\"} # 2024-01-28 to"
                + " 2024-01-31",
            "    unclear: {type: date, pattern: \"M/d/uuuu[ H:mm[:ss]]\"} # 2024-01-01 to"
                + " 2024-10-01, or is it d/M/uuuu[ H:mm[:ss]]?",
            // 1.6 x 61^0.56 = 16.0; 1.6 x 130^0.56 = 24.4
            "    town: {type: categorical, vector: 16} # 61 values: town0, town1, town10, town11, ...;"
                + " a learnt vector each, as long as so many values need",
            "    many: {type: categorical, vector: 24, min_rows: 2} # 130 values: often10, often11,"
                + " often12, often13, ...; a learnt vector each, as long as so many values need, those"
                + " in a single row share one");
    done("train", place.word("config.yaml"), "--set", "training.epochs=2", "-o", place.word("run"));
  }

  /** They have an input each, and no rows are held out for the sake of vectors. */
  @Test
  void many_values_of_few_rows_are_not_learnt_as_vectors() throws IOException {
    place.write(
        "table.csv",
        IntStream.range(0, 900)
            .mapToObj(i -> "town" + i % 61 + "," + (i % 3 == 0 ? "good" : "bad"))
            .collect(Collectors.joining("\n", "town,label\n", "\n")));
    assertThat(init("table.csv").lines().map(line -> line.replaceAll(" +#", " #")))
        .contains(
            "    town: {type: categorical} # 61 values: town0, town1, town10, town11, ...",
            "  validation_split: 0 # so few rows are all needed to learn from",
            // 900 rows less a fifth for test; 2 / 720
            "  regularization: {l2: 0.003} # only 12 rows for each input");
    done("train", place.word("config.yaml"), "--set", "training.epochs=2", "-o", place.word("run"));
  }

  /** More of them than there may be inputs, but ten rows of each. */
  @Test
  void words_that_come_again_and_again_are_no_text() throws IOException {
    place.write(
        "table.csv",
        IntStream.range(0, 11_000)
            .mapToObj(i -> "u" + i % 1_100 + "," + (i % 3 == 0 ? "a" : "b"))
            .collect(Collectors.joining("\n", "user,label\n", "\n")));
    // 1.6 x 1100^0.56 = 80.8
    assertThat(init("table.csv")).contains("    user: {type: categorical, vector: 81} ");
    done("check", place.word("config.yaml"));
  }

  /** As the UCI repository has its tables. */
  @Test
  void a_table_without_a_header_with_blanks_and_question_marks() throws IOException {
    Random random = new Random(1);
    String rows =
        IntStream.range(0, 100)
            .mapToObj(
                i ->
                    random.nextInt(50)
                        + (i % 10 == 3 ? ", ?" : i % 3 == 0 ? ", State" : ", Private")
                        + (i % 2 == 0 ? ", <=50K" : ", >50K"))
            .collect(Collectors.joining("\n", "", "\n"));
    place.write("table.csv", rows);
    place.write("test.csv", rows.replace("50K\n", "50K.\n"));

    Run unaware =
        Run.of("init", place.word("table.csv"), "-o", place.word("unaware.yaml"), "--label", "c3");
    assertThat(unaware.exit()).as(unaware.err()).isZero();
    Run mismatch =
        Run.of(
            "check",
            place.word("unaware.yaml"),
            "--set",
            "data.test=" + place.word("test.csv"),
            "--set",
            "data.test_split=~");
    assertThat(mismatch.exit()).isEqualTo(4);
    assertThat(mismatch.err()).contains("label '<=50K.' was not seen in training");

    assertThat(init("table.csv", "--label", "3", "--test", place.word("test.csv")))
        .contains("  header: false")
        .contains("  trim: true")
        .contains("  label: c3 ")
        .contains("  label_aliases: {\"<=50K.\": \"<=50K\", \">50K.\": \">50K\"}")
        .contains("  missing_tokens: [\"?\"]")
        .contains("    c2: {type: categorical, was_missing: true} ");
    String run = place.word("run");
    done("train", place.word("config.yaml"), "--set", "training.epochs=2", "-o", run);
    place.write("new.csv", "7, Private\n9, ?\n");
    Run predicted = done("predict", run, place.word("new.csv"), "--no-header");
    assertThat(predicted.out().lines()).hasSize(3);
    assertThat(predicted.out()).contains("p_<=50K").doesNotContain("p_ <=50K");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a,b;1,2;3,4;5,6         | true",
        "1,2;3,4;5,6             | false",
        "x,red;y,blue;x,red;z,blue;y,red;x,blue | false",
        "kind,colour;y,blue;x,red;z,blue;y,red;x,blue;x,red | true",
        "name,text;u,one;v,two   | true",
        "n,n;1,x;2,y             | false",
        "n,;1,x;2,y              | false",
      })
  void the_first_row_is_a_header_if_it_is_unlike_the_others(String rows, boolean header)
      throws IOException {
    place.write("table.csv", rows.strip().replace(';', '\n') + "\n");
    assertThat(init("table.csv", "--label", "2").contains("  header: false")).isEqualTo(!header);
  }

  @Test
  void json_lines_and_decimal_commas_are_seen() throws IOException {
    place.write(
        "rows.jsonl",
        IntStream.range(0, 60)
            .mapToObj(
                i ->
                    "{\"size\": %s, \"good\": %s, \"kind\": \"%s\"}"
                        .formatted(
                            i % 7 == 3 ? "null" : i % 5 + 0.5, i % 2 == 0, "ab".charAt(i % 2)))
            .collect(Collectors.joining("\n")));
    assertThat(
            init("rows.jsonl", "--label", "kind").lines().map(line -> line.replaceAll(" +#", " #")))
        .contains(
            "    size: {type: numeric, was_missing: true} # 0.5000 to 4.500, 5 values, 15.0 % missing")
        .anyMatch(line -> line.startsWith("    good: "))
        .noneMatch(line -> line.contains("header") || line.contains("decimal_comma"));
    done("train", place.word("config.yaml"), "--set", "training.epochs=2", "-o", place.word("run"));

    place.write(
        "commas.csv",
        IntStream.range(0, 60)
            .mapToObj(i -> (1000 + i) + ",5;1." + (200 + i) + ";" + "ab".charAt(i % 2))
            .collect(Collectors.joining("\n", "size;income;kind\n", "\n")));
    assertThat(init("commas.csv", "--force").lines().map(line -> line.replaceAll(" +#", " #")))
        .contains("  decimal_comma: true # numbers are written as 1.234,5")
        .anyMatch(line -> line.matches("    size: .type: numeric. # .* to 1060, 60 values"))
        .noneMatch(line -> line.contains("header"));
    String run = place.word("commas");
    done("train", place.word("config.yaml"), "--set", "training.epochs=2", "-o", run);
    assertThat(done("predict", run, place.word("commas.csv")).out().lines()).hasSize(61);
  }

  /** One class has a single row, another two, and three are needed to hold some out twice. */
  @Test
  void classes_of_few_rows_are_not_held_out() throws IOException {
    String rows =
        IntStream.range(0, 60)
            .mapToObj(i -> i % 7 + "." + i % 3 + "," + (i < 2 ? "rare" : i % 2 == 0 ? "a" : "b"))
            .collect(Collectors.joining("\n", "x,label\n", "\n"));
    place.write("table.csv", rows);
    assertThat(init("table.csv").lines().map(line -> line.replaceAll(" +#", " #")))
        .contains(
            "  test_split: 0.2 # held out, never trained on",
            "  validation_split: 0 # a class has too few rows to hold some out")
        .noneMatch(line -> line.contains("early_stopping"));
    done("train", place.word("config.yaml"), "--set", "training.epochs=2", "-o", place.word("run"));

    place.write("table.csv", rows + "9,single\n");
    assertThat(init("table.csv", "--force")).doesNotContain("test_split");
    done("train", place.word("config.yaml"), "--set", "training.epochs=2", "-o", place.word("one"));
  }

  @Test
  void few_rows_are_all_learnt_from_unless_vectors_would_know_them_by_heart() throws IOException {
    Random random = new Random(3);
    String numbers =
        IntStream.range(0, 300)
            .mapToObj(i -> random.nextGaussian() + "," + (i % 2 == 0 ? "a" : "b"))
            .collect(Collectors.joining("\n", "x,label\n", "\n"));
    place.write("table.csv", numbers);
    assertThat(init("table.csv").lines().map(line -> line.replaceAll(" +#", " #")))
        .contains("  validation_split: 0 # so few rows are all needed to learn from")
        .contains("  epochs: 60 # all of them")
        .noneMatch(line -> line.contains("early_stopping"));
    place.write(
        "table.csv",
        IntStream.range(0, 300)
            .mapToObj(
                i ->
                    "some words "
                        + random.nextInt(500)
                        + " and "
                        + random.nextInt(500)
                        + " more,"
                        + (i % 2 == 0 ? "a" : "b"))
            .collect(Collectors.joining("\n", "x,label\n", "\n")));
    assertThat(init("table.csv", "--force"))
        .contains("  validation_split: 0.1 ")
        .contains("  early_stopping: ");
  }

  /** Normal numbers lie within five distances of their quartiles, incomes do not. */
  @Test
  void a_column_with_a_few_huge_numbers_is_scaled_by_its_quartiles() throws IOException {
    Random random = new Random(5);
    place.write(
        "table.csv",
        IntStream.range(0, 400)
            .mapToObj(
                i ->
                    random.nextGaussian()
                        + ","
                        + Math.exp(2 * random.nextGaussian())
                        + ","
                        + (i == 200 ? 1e6 : random.nextInt(9))
                        + ","
                        + (i % 2 == 0 ? "a" : "b"))
            .collect(Collectors.joining("\n", "normal,income,fault,label\n", "\n")));
    assertThat(init("table.csv"))
        .contains("    normal: {type: numeric} ")
        .contains("    income: {type: numeric, scaling: robust} ")
        .contains("    fault: {type: numeric, scaling: robust} ")
        .contains("10 values, a few far from the rest");
    String run = place.word("run");
    done("train", place.word("config.yaml"), "--set", "training.epochs=2", "-o", run);
    assertThat(done("inspect", run).out())
        .contains("v / sqrt(1 + (v / 3)^2), v = (x - 3.00000) / 5.00000");
    assertThat(done("predict", run, place.word("table.csv")).out().lines()).hasSize(401);
  }

  @Test
  void a_label_is_guessed_by_its_name_or_place_or_asked_for() throws IOException {
    place.write("named.csv", "target,x\n" + "a,1\nb,2\n".repeat(20));
    assertThat(init("named.csv")).contains("  label: target ");
    place.write("last.csv", "x,y z\n" + "1,a\n2,b\n".repeat(20));
    assertThat(init("last.csv", "--force")).contains("  label: \"y z\" ");
    place.write(
        "numbers.csv",
        IntStream.range(0, 60)
            .mapToObj(i -> i * 7 % 61 + "." + i + "," + i * 5 % 59 + ".5")
            .collect(Collectors.joining("\n", "p,q\n", "\n")));
    Run asked = Run.of("init", place.word("numbers.csv"), "-o", place.word("asked.yaml"));
    assertThat(asked.exit()).isEqualTo(2);
    assertThat(asked.err())
        .contains(
            "which column is the label? Name it with --label; the file has the columns 'p', 'q'");
    Run unknown =
        Run.of(
            "init", place.word("named.csv"), "-o", place.word("asked.yaml"), "--label", "targte");
    assertThat(unknown.exit()).isEqualTo(2);
    assertThat(unknown.err()).contains("--label: no column 'targte'; the file has the columns");
    Run again = Run.of("init", place.word("named.csv"), "-o", place.word("config.yaml"));
    assertThat(again.exit()).isEqualTo(2);
    assertThat(again.err()).contains("exists already");
  }

  @Test
  void numbered_columns_of_one_range_are_pixels() throws IOException {
    Run run =
        done("init", "data/digits/train.csv", "--label", "digit", "-o", place.word("config.yaml"));
    assertThat(run.out()).contains("label 'digit' with 10 classes");
    assertThat(Files.readString(place.path("config.yaml")))
        .contains("  image: {height: 8, width: 8}")
        .contains("conv2d");
  }

  /**
   * A config must not hold these characters, nor longer keys, unless they are written otherwise.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {"\u0081", "\uFFFE", "\u007F", "\u0085", "\u2028", "\uFEFF", "\"", "😀", ""})
  void what_yaml_does_not_take_as_it_is_is_written_otherwise(String odd) throws IOException {
    String name = odd.isEmpty() ? "long, ".repeat(300) : "a" + odd + "b";
    String rows =
        IntStream.range(0, 60)
            .mapToObj(
                i ->
                    i % 7
                        + ","
                        + (i % 2 == 0 ? "u" + odd : "v")
                        + ","
                        + (i % 3 == 0 ? "x" : odd + "y"))
            .map(row -> row.replace("\"", "'"))
            .collect(Collectors.joining("\n"));
    place.write("table.csv", "\"" + name.replace("\"", "\"\"") + "\",c,label\n" + rows + "\n");
    assertThat(init("table.csv", "--label", "label")).contains("    c: {type: categorical}");
    Run check = done("check", place.word("config.yaml"), "--json");
    assertThat(
            new ObjectMapper().readTree(check.out()).at("/data/columns/0/profile/name").textValue())
        .isEqualTo(name);
    done("train", place.word("config.yaml"), "-o", place.word("run"), "--set", "training.epochs=1");
    done("check", place.word("run/config.yaml"));
  }

  /** Whatever a table holds, the config that is written for it has no fault. */
  @Property(tries = 25)
  void what_is_written_can_be_checked(
      @ForAll @IntRange(min = 1, max = 6) int columns,
      @ForAll @IntRange(min = 60, max = 150) int rows,
      @ForAll long seed)
      throws IOException {
    Path own = Files.createTempDirectory("init");
    Workplace there = new Workplace(own);
    Random random = new Random(seed);
    int[] kinds = random.ints(columns, 0, 9).toArray();
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < columns; i++) {
      text.append("col ").append(i).append(',');
    }
    text.append("label\n");
    for (int row = 0; row < rows; row++) {
      for (int kind : kinds) {
        text.append(cell(kind, row, random)).append(',');
      }
      text.append("k").append(row % 3).append('\n');
    }
    there.write("table.csv", text.toString());
    done("init", there.word("table.csv"), "-o", there.word("config.yaml"), "--label", "label");
    Run check = Run.of("check", there.word("config.yaml"));
    if (check.exit() != 0) {
      // A table of constants and numbers of rows alone has nothing to learn from.
      assertThat(check.err()).contains("no feature column is left");
    }
    Workplace.delete(own);
  }

  private static String cell(int kind, int row, Random random) {
    return switch (kind) {
      case 0 -> Integer.toString(row);
      case 1 -> Double.toString(random.nextGaussian());
      case 2 -> random.nextInt(9) == 0 ? "NA" : Integer.toString(random.nextInt(5));
      case 3 -> random.nextBoolean() ? "\"a, b\"" : "\"say \"\"c\"\"\"";
      case 4 -> "constant";
      case 5 -> "free words of " + random.nextInt(1000) + " kinds " + random.nextInt(1000);
      case 6 -> LocalDate.ofEpochDay(random.nextInt(20_000)).toString();
      case 7 -> "w" + (int) (100 * Math.abs(random.nextGaussian()));
      default -> random.nextInt(4) == 0 ? "" : random.nextBoolean() ? "t" : "f";
    };
  }

  /** Nothing but `init` and `train`. */
  @ParameterizedTest
  @CsvSource({
    "penguins.csv, , species, accuracy, 0.98",
    "sms-spam.tsv, , c1, macro_f1, 0.96",
    "adult-train.csv, adult-test.csv, c15, accuracy, 0.85"
  })
  void known_tables_are_learnt(
      String train, String test, String label, String metric, double expected) throws IOException {
    Assumptions.assumeTrue(
        Files.exists(DATA.resolve(train)), "skipped: the optional test data is absent");
    String config = place.word("config.yaml");
    String table = DATA.resolve(train).toString();
    if (test == null) {
      done("init", table, "--label", label, "-o", config);
    } else {
      String other = DATA.resolve(test).toString();
      done("init", table, "--label", label, "-o", config, "--test", other);
    }
    Run run = done("train", config, "--json", "--quiet", "-o", place.word("run"));
    JsonNode found = new ObjectMapper().readTree(run.out()).at("/test/" + metric);
    assertThat(found.doubleValue()).isGreaterThanOrEqualTo(expected);
  }
}
