package org.headtune.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.headtune.UserError;
import org.headtune.config.DataConfig.MissingPolicy;
import org.junit.jupiter.api.Test;

final class RowEncoderTest {
  private static final FittedColumns COLUMNS =
      new FittedColumns(
          List.of(
              new FittedColumn.Numeric("x", MissingPolicy.MEAN, 3, 1, 2),
              new FittedColumn.Categorical("c", MissingPolicy.FAIL, "", List.of("blue", "red")),
              new FittedColumn.TrueFalse("t", MissingPolicy.DROP_ROW, false)),
          Shape.row(5),
          List.of("?", "-9"),
          Spelling.STANDARD);

  private static RowSource table(String text) {
    return Tables.open(
        "in.csv", new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), Layout.DETECTED);
  }

  private static float[] encoded(String text) {
    RowSource source = table(text);
    RowEncoder encoder = COLUMNS.encoder(source);
    assertThat(source.next()).isTrue();
    float[] out = {7, 7, 7, 7, 7, 7, 7};
    encoder.encode(source.row(), out, 1);
    return out;
  }

  @Test
  void a_row_is_written_where_it_is_wanted() {
    assertThat(encoded("x,c,t\n5,red,yes\n")).containsExactly(7, 2, 0, 1, 0, 1, 7);
  }

  @Test
  void columns_are_found_by_name_and_extra_ones_are_known() {
    assertThat(encoded("t,other,c,x\nN,9,blue, 5 \n")).containsExactly(7, 2, 1, 0, 0, 0, 7);
    assertThat(COLUMNS.encoder(table("t,b,c,a,x\nN,9,blue,1,5\n")).extraColumns())
        .containsExactly("b", "a");
  }

  @Test
  void an_unseen_category_takes_the_last_place() {
    assertThat(encoded("x,c,t\n5,Red,0\n")).containsExactly(7, 2, 0, 0, 1, 0, 7);
  }

  @Test
  void missing_cells_take_the_fitted_value_even_where_the_token_is_a_number() {
    assertThat(encoded("x,c,t\n,red,1\n")).containsExactly(7, 1, 0, 1, 0, 1, 7);
    assertThat(encoded("x,c,t\n ? ,red,1\n")).containsExactly(7, 1, 0, 1, 0, 1, 7);
    assertThat(encoded("x,c,t\n-9,red,1\n")).containsExactly(7, 1, 0, 1, 0, 1, 7);
  }

  @Test
  void rows_to_be_dropped_are_known_and_faulty_if_encoded_anyway() {
    RowSource source = table("x,c,t\n1,red,?\n");
    RowEncoder encoder = COLUMNS.encoder(source);
    source.next();
    assertThat(encoder.drops(source.row())).isTrue();
    assertThatThrownBy(() -> encoder.encode(source.row(), new float[5], 0))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "in.csv:2:3: column 't': the cell is missing, and missing cells have no value in this"
                + " column");
  }

  @Test
  void a_word_for_missing_is_no_truth_value() {
    FittedColumns columns =
        new FittedColumns(
            List.of(new FittedColumn.TrueFalse("t", MissingPolicy.FAIL, false)),
            Shape.row(1),
            List.of("n"),
            Spelling.STANDARD);
    RowSource source = table("t\ny\nn\n");
    RowEncoder encoder = columns.encoder(source);
    float[] out = new float[1];
    source.next();
    encoder.encode(source.row(), out, 0);
    assertThat(out).containsExactly(1);
    source.next();
    assertThatThrownBy(() -> encoder.encode(source.row(), out, 0))
        .hasMessageContaining("the cell is missing");
  }

  @Test
  void a_faulty_cell_is_named_with_its_field_in_this_file() {
    assertThatThrownBy(() -> encoded("t,c,x\n1,red,12a\n"))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("in.csv:2:3: column 'x': '12a' is not a finite number");
    assertThatThrownBy(() -> encoded("t,c,x\nmaybe,red,1\n"))
        .hasMessageStartingWith("in.csv:2:1: column 't': 'maybe' is not true or false");
    assertThatThrownBy(() -> encoded("t,c,x\n1,,1\n"))
        .hasMessageStartingWith("in.csv:2:2: column 'c': the cell is missing");
  }

  @Test
  void all_missing_columns_are_named_at_once() {
    assertThatThrownBy(() -> COLUMNS.encoder(table("a,c\n1,2\n")))
        .isInstanceOf(UserError.class)
        .hasMessage("in.csv:1: missing columns 'x', 't'; found columns 'a', 'c'");
  }
}
