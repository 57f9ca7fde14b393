package org.headtune.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Labels that hold several classes or none. */
final class LabelSetsTest {
  @TempDir Path folder;

  private Settings settings(String separator, String... labels) throws IOException {
    StringBuilder text = new StringBuilder("x,label\n");
    for (int i = 0; i < labels.length; i++) {
      text.append(i).append(",\"").append(labels[i]).append("\"\n");
    }
    Settings settings = new Settings(Files.writeString(folder.resolve("t.csv"), text));
    settings.labelSeparator = Optional.ofNullable(separator);
    return settings;
  }

  private static List<List<Integer>> classes(Examples rows) {
    return Arrays.stream(rows.labels())
        .mapToObj(label -> Arrays.stream(rows.sets().classes(label)).boxed().toList())
        .toList();
  }

  @Test
  void cells_become_sets_of_classes() throws IOException {
    Prepared prepared = settings("; ", "b; a", "", "a; b; b", " c", " ; ", "10; ; a").prepare();
    assertThat(prepared.classes().names()).containsExactly("10", "a", "b", "c");
    assertThat(classes(prepared.train()))
        .containsExactly(
            List.of(1, 2), List.of(), List.of(1, 2), List.of(3), List.of(), List.of(0, 1));
    assertThat(prepared.train().labels()[0]).isEqualTo(prepared.train().labels()[2]);
    assertThat(DataCheck.of(prepared).classes())
        .extracting(DataCheck.ClassCount::train)
        .containsExactly(1, 3, 2, 1);
  }

  @Test
  void a_missing_token_is_a_fault_where_an_empty_cell_is_an_answer() throws IOException {
    Settings settings = settings("|", "a|b", "NA", "");
    settings.missingTokens = List.of("NA");
    assertThatThrownBy(settings::prepare)
        .hasMessageContaining("t.csv:3:2: the label in column 'label' is missing");
  }

  @Test
  void test_rows_may_have_sets_of_their_own_but_no_new_class() throws IOException {
    Settings settings = settings("|", "a", "b", "c|a");
    Path test = Files.writeString(folder.resolve("test.csv"), "x,label\n1,b|c\n2,\n");
    settings.test = Optional.of(test.toString());
    assertThat(classes(settings.prepare().test())).containsExactly(List.of(1, 2), List.of());
    Files.writeString(test, "x,label\n1,b|d\n");
    assertThatThrownBy(settings::prepare)
        .hasMessageContaining("test.csv:2:2: label 'd' was not seen in training");
  }

  @Test
  void labels_that_look_like_several_classes_are_told() throws IOException {
    String[] tags = {"a;b", "b", "a", "a;c", "c", "b;c"};
    assertThat(settings(null, tags).prepare().notes())
        .singleElement()
        .asString()
        .contains("column 'label': the labels of 3 of 6 rows look like several classes")
        .contains("'a;b'")
        .contains("set data.label_separator to ';' and model.head to {type: sigmoid}");
    assertThat(settings(";", tags).prepare().notes()).isEmpty();
    assertThat(settings(null, "new | hot", "hot", "new", "old | hot", "old").prepare().notes())
        .singleElement()
        .asString()
        .contains("label_separator to '|'");
  }

  @Test
  void names_with_a_comma_and_decimals_are_left_alone() throws IOException {
    assertThat(settings(null, "New York, NY", "Buffalo, NY", "Salem, OR", "Portland, OR").prepare())
        .extracting(Prepared::notes)
        .isEqualTo(List.of());
    assertThat(settings(null, "1,5", "2,5", "1,0", "2,0", "1", "5").prepare().notes()).isEmpty();
    assertThat(settings(null, "yes", "no, never", "no; never").prepare().notes()).isEmpty();
  }

  @Test
  void each_class_gives_each_part_its_share_and_is_never_missing_in_training() {
    Random random = new Random(3);
    double[] odds = {0.5, 0.3, 0.1, 0.02, 0.002};
    LabelSets.Collector sets = new LabelSets.Collector();
    int[] ofRow = new int[2000];
    for (int row = 0; row < ofRow.length; row++) {
      List<Integer> own = new ArrayList<>();
      for (int k = 0; k < odds.length; k++) {
        if (random.nextDouble() < odds[k] || row == k) {
          own.add(k);
        }
      }
      ofRow[row] = row % 50 == 49 ? -1 : sets.label(own.stream().mapToInt(k -> k).toArray());
    }
    RowLabels labels = new RowLabels(ofRow, sets.sets());
    ClassNames classes = ClassNames.inOrder(List.of("a", "b", "c", "d", "e"));
    for (double test : new double[] {0, 0.3, 0.8}) {
      Split split = new Split(0.1, test);
      Split.Part[] parts = split.parts("t", labels, classes, 7);
      assertThat(split.parts("t", labels, classes, 7)).isEqualTo(parts);
      assertThat(split.parts("t", labels, classes, 8)).isNotEqualTo(parts);
      int[] all = labels.sets().counts(ofRow, 5);
      int[] train = labels.sets().counts(only(ofRow, parts, Split.Part.TRAIN), 5);
      int[] tested = labels.sets().counts(only(ofRow, parts, Split.Part.TEST), 5);
      for (int k = 0; k < 5; k++) {
        assertThat(train[k]).isPositive();
        assertThat(Math.abs(train[k] - 0.9 * (1 - test) * all[k])).isLessThan(3);
        assertThat(Math.abs(tested[k] - test * all[k])).isLessThan(3);
      }
      assertThat(parts[49]).isEqualTo(Split.Part.LEFT_OUT);
    }
  }

  private static int[] only(int[] ofRow, Split.Part[] parts, Split.Part part) {
    int[] labels = ofRow.clone();
    Arrays.setAll(labels, row -> parts[row] == part ? ofRow[row] : -1);
    return labels;
  }
}
