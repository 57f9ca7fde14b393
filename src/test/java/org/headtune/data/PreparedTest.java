package org.headtune.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.headtune.config.DataConfig.ColumnType;
import org.headtune.config.DataConfig.ImageConfig;
import org.headtune.config.DataConfig.MissingPolicy;
import org.headtune.config.Scaling;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PreparedTest {
  @TempDir Path folder;

  private Settings settings(String... lines) throws IOException {
    return new Settings(Files.writeString(folder.resolve("t.csv"), String.join("\n", lines)));
  }

  @Test
  void columns_become_numbers_as_counted_by_hand() throws IOException {
    Prepared prepared =
        settings("size,colour,sold,label", "1,red,yes,b", "2,blue,no,a", "6,red,yes,b").prepare();

    // mean 3, population variance (4 + 1 + 9) / 3
    double deviation = Math.sqrt(14 / 3.0);
    assertThat(prepared.classes().names()).containsExactly("a", "b");
    assertThat(prepared.columns().columns())
        .extracting(FittedColumn::name)
        .containsExactly("size", "colour", "sold");
    assertThat(prepared.columns().columns().get(1))
        .isEqualTo(
            new FittedColumn.Categorical("colour", MissingPolicy.FAIL, "", List.of("blue", "red")));
    assertThat(prepared.train().labels()).containsExactly(1, 0, 1);
    assertThat(prepared.train().lines()).containsExactly(2, 3, 4);
    assertThat(prepared.train().features())
        .containsExactly(
            new float[] {
              (float) (-2 / deviation), 0, 1, 0, 1,
              (float) (-1 / deviation), 1, 0, 0, 0,
              (float) (3 / deviation), 0, 1, 0, 1
            },
            within(1e-6f));
    assertThat(prepared.validation().rows()).isZero();
    assertThat(prepared.files())
        .singleElement()
        .satisfies(file -> assertThat(file.rows()).isEqualTo(3));
  }

  private static float[] column(Prepared prepared, int column) {
    float[] values = new float[prepared.train().rows()];
    for (int i = 0; i < values.length; i++) {
      values[i] = prepared.train().features()[i * prepared.train().width() + column];
    }
    return values;
  }

  @Test
  void types_are_told_from_the_cells() throws IOException {
    Prepared prepared =
        settings(
                "n,half,bit,pair,one,mixed,label",
                "1,1,0,Yes,true,yes,a",
                "2,x,1,no,true,true,b",
                "3,1,1,NO,true,no,a",
                "4,y,0,yes,true,f,b")
            .prepare();
    assertThat(prepared.profile().columns())
        .extracting(TableProfile.Column::detected)
        .containsExactly(
            ColumnType.NUMERIC,
            ColumnType.CATEGORICAL,
            ColumnType.NUMERIC,
            ColumnType.BOOLEAN,
            ColumnType.CATEGORICAL,
            ColumnType.CATEGORICAL,
            ColumnType.CATEGORICAL);
  }

  @Test
  void types_that_are_told_win() throws IOException {
    Settings settings = settings("n,bit,id,label", "1,0,q,a", "2,1,r,b", "1,1,s,a");
    settings.type("n", ColumnType.CATEGORICAL).type("bit", ColumnType.BOOLEAN);
    settings.type("id", ColumnType.IGNORE);
    Prepared prepared = settings.prepare();
    assertThat(prepared.columns().columns())
        .containsExactly(
            new FittedColumn.Categorical("n", MissingPolicy.FAIL, "", List.of("1", "2")),
            new FittedColumn.TrueFalse("bit", MissingPolicy.FAIL, false));
  }

  @Test
  void numbers_are_scaled_as_asked() throws IOException {
    Settings settings = settings("x,label", "2,a", "4,b", "10,a");
    settings.scaling = Scaling.MIN_MAX;
    assertThat(settings.prepare().train().features()).containsExactly(0, 0.25f, 1);
    settings.scaling = Scaling.NONE;
    assertThat(settings.prepare().train().features()).containsExactly(2, 4, 10);
  }

  /** By hand: the median is 4, the quartiles are 3 and 7; what is left are -0.5, 0 and 1.5. */
  @Test
  void robust_numbers_lie_between_minus_three_and_three() throws IOException {
    Settings settings = settings("x,label", "2,a", "4,b", "10,a");
    settings.scaling = Scaling.ROBUST;
    assertThat(settings.prepare().train().features())
        .containsExactly(
            new float[] {
              (float) (-0.5 / Math.sqrt(1 + 1 / 36.0)), 0, (float) (1.5 / Math.sqrt(1.25))
            },
            within(1e-6f));

    Settings far = settings("x,label", "1,a", "2,b", "3,a", "4,b", "1e30,a");
    far.scaling = Scaling.ROBUST;
    assertThat(column(far.prepare(), 0)).contains(3f).doesNotContain(Float.NaN);

    // Half of the cells are equal: the standard deviation of 0, 0, 0, 0 and 8 is 3.2.
    Settings zeros = settings("x,label", "0,a", "0,b", "0,a", "0,b", "8,a");
    zeros.scaling = Scaling.ROBUST;
    assertThat(zeros.prepare().columns().columns())
        .containsExactly(new RobustNumber("x", MissingPolicy.FAIL, 0, 0, 3.2));

    Settings filled = settings("x,label", "2,a", ",b", "4,b", "10,a");
    filled.scaling = Scaling.ROBUST;
    filled.missing("x", MissingPolicy.MEDIAN, "0");
    assertThat(column(filled.prepare(), 0)[1]).isZero();

    settings.scaling = Scaling.ROBUST;
    settings.image = Optional.of(new ImageConfig(1, 1, 1));
    assertThatThrownBy(settings::prepare)
        .hasMessageContaining("column 'x' is one of an image or a sequence");
  }

  @Test
  void a_missing_text_is_an_empty_one() throws IOException {
    Settings settings =
        settings("x,label", "one two,a", ",b", "two one,a", "one two,b").type("x", ColumnType.TEXT);
    assertThat(settings.prepare().train().rows()).isEqualTo(4);
  }

  @Test
  void a_constant_column_is_zero_and_noted() throws IOException {
    Prepared prepared = settings("x,y,label", "0.1,1,a", "0.1,2,b", "0.1,3,a").prepare();
    assertThat(column(prepared, 0)).containsExactly(0, 0, 0);
    assertThat(prepared.notes())
        .containsExactly("column 'x': one value in every row, which tells the model nothing");
  }

  /** Such as -999, which is a number too. */
  @Test
  void a_token_for_a_missing_cell_may_be_a_number() throws IOException {
    Settings settings = settings("x,label", "1,a", "-999,b", "3,a", "-999,b", "4,a");
    settings.missingTokens = List.of("-999");
    settings.missing("x", MissingPolicy.MEDIAN, null);
    Prepared prepared = settings.prepare();
    assertThat(prepared.profile().columns().get(0))
        .isEqualTo(
            new TableProfile.Column("x", ColumnType.NUMERIC, 2, 3, 3, false, 1, 4, 8 / 3.0, "1"));
    float[] column = column(prepared, 0);
    assertThat(column[1]).isEqualTo(column[2]);
  }

  @Test
  void it_is_told_when_a_model_is_measured_on_what_it_has_learnt() throws IOException {
    Settings settings = settings("x,label", "1,a", "2,b", "3,a", "4,b");
    Path copy = Path.of(settings.train).resolveSibling("copy.csv");
    Files.copy(Path.of(settings.train), copy);
    settings.test = Optional.of(copy.toString());
    assertThat(settings.prepare().notes())
        .containsExactly(
            copy
                + ": the same bytes are trained on; what a model makes of rows that it has learnt"
                + " says nothing of new ones");
    Files.writeString(copy, "x,label\n1,a\n2,b\n3,a\n4,a\n");
    assertThat(settings.prepare().notes()).isEmpty();
  }

  @Test
  void missing_cells_are_filled_as_asked() throws IOException {
    for (MissingPolicy policy : MissingPolicy.values()) {
      Settings settings =
          settings("x,c,label", "1,p,a", "?,q,b", "2,,a", "6,q,b", "1,q,a", "3,r,b");
      settings.missingTokens = List.of("?");
      settings.scaling = Scaling.NONE;
      settings.missing("x", policy, "100").missing("c", MissingPolicy.MODE, null);
      switch (policy) {
        case MEAN -> assertThat(column(settings.prepare(), 0)[1]).isEqualTo(2.6f);
        case MEDIAN -> assertThat(column(settings.prepare(), 0)[1]).isEqualTo(2);
        case MODE -> assertThat(column(settings.prepare(), 0)[1]).isEqualTo(1);
        case CONSTANT -> assertThat(column(settings.prepare(), 0)[1]).isEqualTo(100);
        case DROP_ROW -> {
          Prepared prepared = settings.prepare();
          assertThat(prepared.train().lines()).containsExactly(2, 4, 5, 6, 7);
          assertThat(prepared.notes())
              .containsExactly(settings.train + ": 1 rows with missing cells left out");
          assertThat(column(prepared, 2)).as("q is the mode").containsExactly(0, 1, 1, 1, 0);
        }
        case FAIL ->
            assertThatThrownBy(settings::prepare)
                .hasMessageContaining(":3:1: column 'x': the cell is missing");
      }
    }
  }

  @Test
  void of_equally_frequent_values_the_first_fills() throws IOException {
    Settings settings = settings("x,c,label", "5,q,a", "3,p,b", "5,p,a", "3,q,b", "1,r,a", ",,b");
    settings.missing = MissingPolicy.MODE;
    assertThat(settings.prepare().columns().columns())
        .first()
        .hasFieldOrPropertyWithValue("replacement", 3.0);
    assertThat(settings.prepare().columns().columns())
        .last()
        .hasFieldOrPropertyWithValue("replacement", "p");
  }

  @Test
  void what_is_fitted_comes_from_training_rows_alone() throws IOException {
    StringBuilder text = new StringBuilder("x,c,label\n");
    for (int i = 0; i < 200; i++) {
      text.append(i * i).append(",c").append(i).append(',').append(i % 2).append('\n');
    }
    Settings settings = settings(text.toString());
    settings.validationSplit = 0.25;
    settings.testSplit = Optional.of(0.2);
    Prepared prepared = settings.prepare();

    assertThat(prepared.train().rows()).isEqualTo(120);
    assertThat(prepared.validation().rows()).isEqualTo(40);
    assertThat(prepared.test().rows()).isEqualTo(40);
    assertThat(prepared.columns().width()).isEqualTo(1 + 120 + 1);
    double[] squares =
        Arrays.stream(prepared.train().lines()).mapToDouble(n -> (n - 2.0) * (n - 2.0)).toArray();
    double mean = Arrays.stream(squares).average().orElseThrow();
    double variance =
        Arrays.stream(squares).map(x -> (x - mean) * (x - mean)).average().orElseThrow();
    FittedColumn.Numeric x = (FittedColumn.Numeric) prepared.columns().columns().get(0);
    assertThat(x.center()).isCloseTo(mean, within(1e-9));
    assertThat(x.scale()).isCloseTo(Math.sqrt(variance), within(1e-9));
    for (int i = 0; i < prepared.test().rows(); i++) {
      assertThat(prepared.test().features()[i * 122 + 121]).as("unknown category").isEqualTo(1);
    }
  }

  @Test
  void test_rows_from_a_file_are_read_like_training_rows() throws IOException {
    Settings settings = settings("x,c,label", "1,p,a", "2,q,b", "3,p,a");
    Path test = Files.writeString(folder.resolve("test.csv"), "label,c,x\nb,q,2\na,z,3\n");
    settings.test = Optional.of(test.toString());
    Prepared prepared = settings.prepare();
    assertThat(Arrays.copyOf(prepared.test().features(), 4))
        .containsExactly(Arrays.copyOfRange(prepared.train().features(), 4, 8));
    assertThat(prepared.test().labels()).containsExactly(1, 0);
    assertThat(prepared.files()).extracting(SourceFile::rows).containsExactly(3L, 2L);

    Files.writeString(test, "label,c,x\nb,q,2\nC,q,3\nb,q,\n");
    assertThatThrownBy(settings::prepare)
        .hasMessageContaining(
            "test.csv:3:1: label 'C' was not seen in training; known are the classes 'a', 'b'")
        .hasMessageContaining("test.csv:4:3: column 'x': the cell is missing");
  }

  @Test
  void classes_do_not_depend_on_the_order_of_rows() throws IOException {
    List<String> rows = new ArrayList<>(List.of("1,10", "2,9", "3,10", "4,2", "5,2", "6,9"));
    assertThat(settings("x,label", String.join("\n", rows)).prepare().classes().names())
        .containsExactly("2", "9", "10");
    Collections.reverse(rows);
    assertThat(settings("x,label", String.join("\n", rows)).prepare().classes().names())
        .containsExactly("2", "9", "10");
  }

  @Test
  void labels_are_compared_to_the_letter_and_likenesses_noted() throws IOException {
    Prepared prepared =
        settings("x,label", "1,A", "2, A", "3,\u00E9", "4,e\u0301", "5,\"a,\nb\"").prepare();
    assertThat(prepared.classes().names()).containsExactly(" A", "A", "a,\nb", "e\u0301", "\u00E9");
    assertThat(prepared.notes()).hasSize(2).first().asString().contains("' A' and 'A'");
  }

  @Test
  void the_label_may_be_a_number_of_a_column() throws IOException {
    Settings settings = settings("a,1", "b,2", "a,3");
    settings.header = false;
    settings.label = Optional.of("1");
    Prepared prepared = settings.prepare();
    assertThat(prepared.label()).isEqualTo("c1");
    assertThat(prepared.columns().columns()).extracting(FittedColumn::name).containsExactly("c2");
  }

  @Test
  void a_table_may_hold_images() throws IOException {
    Settings settings = settings("p0,p1,label,p2,p3", "0,255,a,0,0", "0,0,b,0,51");
    settings.image = Optional.of(new ImageConfig(2, 2, 1));
    settings.scaling = Scaling.MIN_MAX;
    Prepared prepared = settings.prepare();
    assertThat(prepared.columns().shape()).isEqualTo(Shape.image(1, 2, 2));
    assertThat(prepared.train().features()).containsExactly(0, 1, 0, 0, 0, 0, 0, 0.2f);

    settings.image = Optional.of(new ImageConfig(3, 2, 1));
    assertThatThrownBy(settings::prepare)
        .hasMessageContaining("4 feature columns, but data.image says 1 x 3 x 2 = 6 pixels");
  }

  @Test
  void repeated_rows_are_counted() throws IOException {
    Settings settings =
        settings("x,y,label", "1,1,a", "1,1,a", "1,1,b", "2,1,b", "3,1,a", "3,1,a", "7,7,b");
    Path test = Files.writeString(folder.resolve("test.csv"), "x,y,label\n1,1,a\n9,9,b\n");
    settings.test = Optional.of(test.toString());
    DataCheck check = DataCheck.of(settings.prepare());
    assertThat(check.duplicates()).isEqualTo(3);
    assertThat(check.contradictions()).isEqualTo(1);
    assertThat(check.testInTrain()).isEqualTo(1);
    assertThat(check.classes())
        .containsExactly(
            new DataCheck.ClassCount("a", 4, 0, 1), new DataCheck.ClassCount("b", 3, 0, 1));
    assertThat(check.columns())
        .extracting(DataCheck.Column::role)
        .containsExactly(DataCheck.Role.NUMERIC, DataCheck.Role.NUMERIC, DataCheck.Role.LABEL);
    assertThat(check.findings()).hasSize(3);
  }

  @Test
  void training_rows_are_encoded_as_prediction_encodes_them() throws IOException {
    Settings settings =
        settings("x,c,t,label", "1.5,p,yes,a", "-2e3,q,no,b", ",p,no,a", "0.1,,yes,b");
    settings.missing = MissingPolicy.MEAN;
    Prepared prepared = settings.prepare();
    int width = prepared.columns().width();
    try (RowSource source = Tables.open(Path.of(settings.train), Layout.DETECTED)) {
      RowEncoder encoder = prepared.columns().encoder(source);
      for (int i = 0; source.next(); i++) {
        float[] row = new float[width];
        encoder.encode(source.row(), row, 0);
        assertThat(row)
            .isEqualTo(Arrays.copyOfRange(prepared.train().features(), i * width, (i + 1) * width));
      }
    }
  }
}
