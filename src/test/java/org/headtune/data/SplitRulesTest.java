package org.headtune.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.headtune.UserError;
import org.headtune.config.DataConfig.ColumnType;
import org.headtune.config.DataConfig.MissingPolicy;
import org.headtune.config.SplitConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows that are held out by what a column says. */
final class SplitRulesTest {
  @TempDir private Path folder;

  private Settings table(String... lines) throws IOException {
    Path file = folder.resolve("t.csv");
    Files.writeString(file, String.join("\n", lines) + "\n");
    return new Settings(file);
  }

  private static SplitConfig by(String kind, String column) {
    Optional<String> name = Optional.of(column);
    Optional<String> none = Optional.empty();
    return new SplitConfig(
        kind.equals("column") ? name : none,
        kind.equals("group") ? name : none,
        kind.equals("time") ? name : none,
        none);
  }

  private static Settings split(Settings settings, String kind, String column) {
    settings.split = Optional.of(by(kind, column));
    return settings;
  }

  /** The first letters of the parts of all rows. */
  private static String letters(Prepared prepared) {
    StringBuilder letters = new StringBuilder();
    prepared.parts().forEach((file, line, part, fold) -> letters.append(part.charAt(0)));
    return letters.toString();
  }

  private static void refused(Settings settings, String... says) {
    assertThatThrownBy(settings::prepare)
        .isInstanceOf(UserError.class)
        .satisfies(
            e ->
                assertThat(
                        ((UserError) e)
                            .faults().stream()
                                .map(fault -> fault.place() + ": " + fault.message())
                                .collect(Collectors.joining("\n")))
                    .contains(says));
  }

  @Test
  void a_column_names_the_parts_and_is_no_input() throws IOException {
    Settings settings =
        split(
            table(
                "x,part,label",
                "1,train,a",
                "2,Training,b",
                "3, val ,a",
                "4,DEV,b",
                "5,valid,a",
                "6,validation,b",
                "7,test,a",
                "8,train,b"),
            "column",
            "part");
    settings.validationSplit = 0.5; // not used: the column names validation rows
    Prepared prepared = settings.prepare();
    assertThat(letters(prepared)).isEqualTo("ttvvvvtt");
    assertThat(prepared.train().lines()).containsExactly(2, 3, 9);
    assertThat(prepared.validation().lines()).containsExactly(4, 5, 6, 7);
    assertThat(prepared.test().lines()).containsExactly(8);
    assertThat(prepared.columns().columns()).extracting(FittedColumn::name).containsExactly("x");
  }

  @Test
  void training_rows_are_split_where_the_column_names_no_validation_rows() throws IOException {
    List<String> lines = new ArrayList<>(List.of("x,part,label"));
    for (int i = 0; i < 40; i++) {
      lines.add(i + (i < 10 ? ",test," : ",train,") + (i % 2 == 0 ? "a" : "b"));
    }
    Settings settings = split(table(lines.toArray(String[]::new)), "column", "part");
    settings.validationSplit = 0.2;
    Prepared prepared = settings.prepare();
    assertThat(prepared.test().rows()).isEqualTo(10);
    assertThat(prepared.validation().rows()).isEqualTo(6); // 3 of 15 rows of each class
    assertThat(Arrays.stream(prepared.validation().lines()).min().orElseThrow()).isGreaterThan(11);
    assertThat(prepared.train().rows()).isEqualTo(24);
  }

  @Test
  void cells_that_say_nothing_are_refused() throws IOException {
    refused(
        split(
            table("x,part,label", "1,train,a", "2,holdout,b", "3,,a", "4,train,b"),
            "column",
            "part"),
        "t.csv:3:2: column 'part': 'holdout' is none of train, validation (or valid, val, dev) and"
            + " test",
        "t.csv:4:2: column 'part': the cell is missing, and data.split needs it");
    refused(
        split(table("x,part,label", "1,test,a", "2,test,b"), "column", "part"),
        "t.csv: the column 'part' of data.split names no training rows");
    refused(
        split(table("x,part,label", "1,train,a", "2,train,b", "3,test,c"), "column", "part"),
        "t.csv: class 'c' has no training row when rows are split by the column 'part'");
    refused(
        split(table("x,part,label", "1,train,a", "2,train,b"), "column", "parts"),
        "t.csv:1: no column 'parts' for data.split; the file has the columns 'x', 'part', 'label'");
    refused(
        split(table("x,part,label", "1,train,a", "2,train,b"), "column", "label"),
        "t.csv:1: data.split names the label column 'label'");
    Settings twice = split(table("x,part,label", "1,train,a", "2,test,b"), "column", "part");
    twice.test = Optional.of(folder.resolve("t.csv").toString());
    refused(twice, "names test rows, and data.test names a file of them; remove one");
  }

  /** 10 rows: 3 of them are test rows; of the other 7 one is, since three 3s stay together. */
  @Test
  void the_last_rows_are_test_rows_and_times_stay_together() throws IOException {
    Settings settings =
        split(
            table(
                "x,t,label",
                "0,7,a",
                "0,1,a",
                "0,1,b",
                "0,3,a",
                "0,3,b",
                "0,6,b",
                "0,2,a",
                "0,3,b",
                "0,4,a",
                "0,5,b"),
            "time",
            "t");
    settings.validationSplit = 0.2;
    settings.testSplit = Optional.of(0.3);
    Prepared prepared = settings.prepare();
    assertThat(prepared.test().lines()).containsExactly(2, 7, 11); // 7, 6, 5
    assertThat(prepared.validation().lines()).containsExactly(10); // 4
    assertThat(prepared.notes())
        .contains("split by the time in 't': training up to 3, validation from 4, test from 5");
    assertThat(prepared.columns().columns()).extracting(FittedColumn::name).containsExactly("x");
  }

  @Test
  void dates_are_ordered_by_their_moment() throws IOException {
    String[] lines = {
      "x,when,label",
      "1,2026-03-01T10:00:00+02:00,a", // 08:00
      "2,2026-03-01T09:00:00Z,b",
      "3,2025-12-31,a",
      "4,2026-03-01T12:30:00+05:00,b" // 07:30
    };
    Settings settings = split(table(lines), "time", "when");
    settings.testSplit = Optional.of(0.5);
    assertThat(settings.prepare().test().lines()).containsExactly(2, 3);

    settings = table("x,when,label", "1,31.12.2025,a", "2,01.01.2026,b", "3,30.12.2025,b");
    settings.split =
        Optional.of(
            new SplitConfig(
                Optional.empty(),
                Optional.empty(),
                Optional.of("when"),
                Optional.of("dd.MM.yyyy")));
    settings.testSplit = Optional.of(0.3);
    assertThat(settings.prepare().test().lines()).containsExactly(3);
  }

  @Test
  void times_that_are_none_or_too_few_are_refused() throws IOException {
    Settings settings = split(table("x,t,label", "1,1,a", "2,soon,b", "3,1e999,a"), "time", "t");
    settings.testSplit = Optional.of(0.3);
    refused(settings, "t.csv:3:2: column 't': 'soon' is not a finite number", "t.csv:4:2: ");
    settings = split(table("x,t,label", "1,2026-02-30,a", "2,2026-02-28,b"), "time", "t");
    settings.testSplit = Optional.of(0.3);
    refused(settings, "t.csv:2:2: column 't': '2026-02-30' is not a date of ISO 8601");
    settings = split(table("x,t,label", "1,1,a", "2,2,b", "3,2,a"), "time", "t");
    settings.testSplit = Optional.of(0.3);
    settings.validationSplit = 0.3;
    refused(settings, "t.csv: the column 't' of data.split has too few different times");
  }

  private static RowLabels labels(int... ofRow) {
    return new RowLabels(ofRow, LabelSets.SINGLE);
  }

  /** 50, 30 and 20 rows where 70, 10 and 20 are asked for: no other way lies nearer. */
  @Test
  void groups_are_dealt_out_as_near_as_they_can_be() {
    int[] groups = IntStream.range(0, 100).map(i -> i < 50 ? 0 : i < 80 ? 1 : 2).toArray();
    int[] parts =
        new GroupDeal(groups, 3, labels(new int[100]), 1, new double[] {0.7, 0.1, 0.2})
            .deal(new SplitMix64(1), true);
    assertThat(parts).containsExactly(0, 2, 1);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void a_deal_is_hardly_worse_than_the_best_of_all(long seed) {
    Random random = new Random(seed);
    int rows = 120;
    int[] groups = random.ints(rows, 0, 8).map(g -> g * g / 8).toArray(); // uneven
    int[] ofRow = random.ints(rows, 0, 3).toArray();
    Map<Integer, Integer> numbers = new HashMap<>();
    int[] numbered =
        Arrays.stream(groups).map(g -> numbers.computeIfAbsent(g, x -> numbers.size())).toArray();
    double[] shares = {0.6, 0.2, 0.2};
    int[] parts =
        new GroupDeal(numbered, numbers.size(), labels(ofRow), 3, shares)
            .deal(new SplitMix64(seed), false);
    double best = Double.POSITIVE_INFINITY;
    int[] tried = new int[numbers.size()];
    for (int code = 0; code < Math.pow(3, tried.length); code++) {
      for (int g = 0, rest = code; g < tried.length; g++, rest /= 3) {
        tried[g] = rest % 3;
      }
      if (Arrays.stream(tried).distinct().count() == 3) {
        best = Math.min(best, distance(tried, numbered, ofRow, shares));
      }
    }
    assertThat(distance(parts, numbered, ofRow, shares)).isBetween(best - 1e-9, 1.25 * best + 1e-9);
  }

  /** As the class says: chi-squared of classes, and of rows times the number of classes. */
  private static double distance(int[] partOfGroup, int[] groups, int[] ofRow, double[] shares) {
    double[][] have = new double[shares.length][4];
    double[] all = new double[4];
    for (int row = 0; row < ofRow.length; row++) {
      for (int k : new int[] {ofRow[row], 3}) {
        have[partOfGroup[groups[row]]][k]++;
        all[k]++;
      }
    }
    double sum = 0;
    for (int p = 0; p < shares.length; p++) {
      for (int k = 0; k < 4; k++) {
        double wanted = shares[p] * all[k];
        sum += (k == 3 ? 3 : 1) * Math.pow(have[p][k] - wanted, 2) / wanted;
      }
    }
    return sum;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void no_group_stands_on_both_sides(long seed) throws IOException {
    Random random = new Random(seed);
    List<String> lines = new ArrayList<>(List.of("x,patient,label"));
    int[] patients = random.ints(600, 0, 80).toArray();
    for (int patient : patients) {
      lines.add("1.5,p" + patient + "," + "abc".charAt(random.nextInt(10) == 0 ? 2 : patient % 2));
    }
    Settings settings = split(table(lines.toArray(String[]::new)), "group", "patient");
    settings.validationSplit = 0.25;
    settings.testSplit = Optional.of(0.2);
    settings.seed = seed;
    Prepared prepared = settings.prepare();
    String letters = letters(prepared);
    List<Examples> parts = List.of(prepared.train(), prepared.validation(), prepared.test());
    Map<Integer, Set<Integer>> partsOfPatient = new HashMap<>();
    double[] shares = {0.6, 0.2, 0.2};
    for (int p = 0; p < 3; p++) {
      for (long line : parts.get(p).lines()) {
        partsOfPatient.computeIfAbsent(patients[(int) line - 2], k -> new HashSet<>()).add(p);
      }
      assertThat(parts.get(p).rows() / 600.0).isBetween(shares[p] - 0.01, shares[p] + 0.01);
      for (int k = 0; k < 3; k++) {
        int label = k;
        double all =
            parts.stream()
                .mapToLong(e -> Arrays.stream(e.labels()).filter(l -> l == label).count())
                .sum();
        double own = Arrays.stream(parts.get(p).labels()).filter(l -> l == label).count();
        assertThat(own / all).isBetween(shares[p] - 0.05, shares[p] + 0.05);
      }
    }
    assertThat(letters).hasSize(600).doesNotContain("l");
    assertThat(partsOfPatient.values()).allMatch(own -> own.size() == 1);
    assertThat(letters(settings.prepare())).isEqualTo(letters);
    settings.seed = seed + 100;
    assertThat(letters(settings.prepare())).isNotEqualTo(letters);
    assertThat(prepared.columns().columns()).extracting(FittedColumn::name).containsExactly("x");
  }

  @Test
  void rows_of_several_classes_are_grouped_as_well() throws IOException {
    Random random = new Random(5);
    List<String> lines = new ArrayList<>(List.of("x,g,label"));
    for (int i = 0; i < 300; i++) {
      lines.add("1," + random.nextInt(40) + "," + List.of("", "a", "b", "a;b").get(i % 4));
    }
    Settings settings = split(table(lines.toArray(String[]::new)), "group", "g");
    settings.labelSeparator = Optional.of(";");
    settings.testSplit = Optional.of(0.3);
    Prepared prepared = settings.prepare();
    assertThat(prepared.test().rows()).isBetween(85, 95);
  }

  @Test
  void too_few_groups_are_refused_and_every_class_is_trained() throws IOException {
    Settings settings =
        split(table("x,g,label", "1,one,a", "2,one,b", "3,one,a", "4,one,b"), "group", "g");
    settings.testSplit = Optional.of(0.3);
    refused(settings, "t.csv: the column 'g' of data.split names 1 group, and each of the 2 parts");

    // The class c stands in one group only, which is therefore trained on whatever the seed.
    String[] lines =
        IntStream.range(0, 61)
            .mapToObj(
                i ->
                    i == 0
                        ? "x,g,label"
                        : i
                            + ","
                            + i % 6
                            + ","
                            + (i % 6 == 3 && i > 50 ? "c" : i % 2 == 0 ? "a" : "b"))
            .toArray(String[]::new);
    for (long seed = 1; seed < 20; seed++) {
      settings = split(table(lines), "group", "g");
      settings.testSplit = Optional.of(0.3);
      settings.seed = seed;
      assertThat(settings.prepare().train().labels()).contains(2);
    }
  }

  @Test
  void rows_that_are_left_out_and_other_files_are_listed() throws IOException {
    Files.writeString(folder.resolve("v.csv"), "x,label\n\"1\",a\n,b\n3,b\n");
    Settings settings = table("x,note,label", "1,\"two\nlines\",a", ",x,b", "3,x,b");
    settings.missing = MissingPolicy.DROP_ROW;
    settings.type("note", ColumnType.IGNORE);
    settings.validation = Optional.of(folder.resolve("v.csv").toString());
    List<String> rows = new ArrayList<>();
    settings
        .prepare()
        .parts()
        .forEach(
            (file, line, part, fold) -> rows.add(Path.of(file).getFileName() + " " + line + part));
    assertThat(rows)
        .containsExactly(
            "t.csv 2train",
            "t.csv 4left_out",
            "t.csv 5train",
            "v.csv 2validation",
            "v.csv 3left_out",
            "v.csv 4validation");
  }
}
