package org.headtune.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.headtune.config.ColumnConfig;
import org.headtune.config.DataConfig.ColumnType;
import org.headtune.config.DataConfig.MissingPolicy;
import org.headtune.config.Scaling;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dates, categories with vectors, and missing cells that are told, counted by hand. */
final class ColumnKindsTest {
  private static final double DAY = 86_400;

  @TempDir Path folder;

  private Settings settings(String... lines) throws IOException {
    return new Settings(Files.writeString(folder.resolve("t.csv"), String.join("\n", lines)));
  }

  private static float[] row(Prepared prepared, int row) {
    int width = prepared.train().width();
    return Arrays.copyOfRange(prepared.train().features(), row * width, (row + 1) * width);
  }

  /**
   * A Monday, the first of the 366 days of 2024, at midnight; and a Tuesday, the 184th, at six in
   * the morning: half a year, a quarter of a day and a seventh of a week further.
   */
  @Test
  void a_date_is_a_number_and_three_points_on_circles() throws IOException {
    Settings settings = settings("when,label", "2024-01-01,a", "2024-07-02T06:00:00+02:00,b");
    settings.scaling = Scaling.MIN_MAX;
    Prepared prepared = settings.prepare();
    assertThat(prepared.profile().columns().get(0).detected()).isEqualTo(ColumnType.DATE);
    assertThat(row(prepared, 0)).containsExactly(new float[] {0, 0, 1, 0, 1, 0, 1}, within(1e-6f));
    assertThat(row(prepared, 1))
        .containsExactly(new float[] {1, 1, 0, 0.7818315f, 0.6234898f, 0, -1}, within(1e-6f));
    FittedColumn.Date date = (FittedColumn.Date) prepared.columns().columns().get(0);
    assertThat(date.center()).isEqualTo(1_704_067_200);
    assertThat(date.scale()).isEqualTo(183 * DAY + 4 * 3600); // four in the morning in UTC
  }

  @Test
  void what_does_not_change_is_no_input() throws IOException {
    Prepared mondays =
        settings("when,label", "2024-01-01,a", "2024-01-08,b", "2024-01-15,a").prepare();
    FittedColumn.Date when = (FittedColumn.Date) mondays.columns().columns().get(0);
    assertThat(when.cycles()).containsExactly(Cycle.DAY_OF_YEAR);
    assertThat(when.center()).isEqualTo(1_704_067_200 + 7 * DAY);
    assertThat(when.scale()).isCloseTo(Math.sqrt(2 / 3.0) * 7 * DAY, within(1e-6));
    assertThat(settings("when,label", "2024-01-01,a", "2024-01-01,b").prepare().columns().width())
        .isOne();
  }

  @Test
  void a_missing_date_is_filled_as_asked() throws IOException {
    String[] lines = {"when,label", "2024-01-03,a", ",b", "2024-01-01,a", "2024-01-01,b"};
    for (MissingPolicy policy : MissingPolicy.values()) {
      Settings settings = settings(lines).missing("when", policy, "2024-01-02");
      settings.scaling = Scaling.MIN_MAX;
      if (policy == MissingPolicy.FAIL) {
        assertThatThrownBy(settings::prepare)
            .hasMessageContaining(":3:1: column 'when': the cell is missing");
        continue;
      }
      Prepared prepared = settings.prepare();
      FittedColumn.Date date = (FittedColumn.Date) prepared.columns().columns().get(0);
      float[] filled = row(prepared, 1);
      switch (policy) {
        case MEAN -> {
          assertThat(date.replacement()).isEqualTo("2024-01-01T16:00Z");
          assertThat(filled).containsExactly(new float[] {1 / 3f, 0, 0, 0, 0}, within(1e-6f));
        }
        case MEDIAN -> {
          assertThat(date.replacement()).isEqualTo("2024-01-01T00:00Z");
          assertThat(filled).containsExactly(new float[] {0, 0, 0, 0, 0}, within(1e-6f));
        }
        case MODE -> assertThat(filled).isEqualTo(row(prepared, 2));
        case CONSTANT ->
            assertThat(Arrays.copyOf(filled, 3))
                .containsExactly(new float[] {0.5f, 0.7818315f, 0.6234898f}, within(1e-6f));
        default -> assertThat(prepared.train().rows()).isEqualTo(3);
      }
    }
  }

  @Test
  void a_pattern_reads_what_iso_8601_does_not() throws IOException {
    String[] lines = {"when,label", "25.11.2026,a", "27.11.2026,b"};
    Settings settings = settings(lines).pattern("when", "dd.MM.yyyy");
    assertThat(settings.prepare().columns().columns().get(0))
        .isEqualTo(
            new FittedColumn.Date(
                "when",
                MissingPolicy.FAIL,
                "",
                "dd.MM.yyyy",
                1_795_564_800 + DAY,
                DAY,
                1_795_564_800,
                1_795_564_800 + 2 * DAY,
                List.of(Cycle.DAY_OF_WEEK, Cycle.DAY_OF_YEAR)));
    assertThatThrownBy(settings(lines).type("when", ColumnType.DATE)::prepare)
        .hasMessageContaining(
            ":2:1: column 'when': '25.11.2026' is not a date of ISO 8601 such as 2026-11-25,"
                + " 2026-11-25 14:03 or 2026-11-25T14:03:00Z; if it means `missing`,");
    assertThatThrownBy(settings(lines).pattern("when", "MM.dd.yyyy")::prepare)
        .hasMessageContaining("'25.11.2026' is not a date of the pattern 'MM.dd.yyyy'");
  }

  @Test
  void a_date_beyond_those_of_training_counts_as_the_nearest() throws IOException {
    Settings settings = settings("when,label", "2024-01-01,a", "2024-01-03,b");
    settings.scaling = Scaling.MIN_MAX;
    Prepared prepared = settings.prepare();
    // A Monday ten years earlier, and a Wednesday ten years later.
    assertThat(encoded(prepared, "when\n2014-01-06\n")).startsWith(0, 0, 1);
    assertThat(Arrays.copyOf(encoded(prepared, "when\n2034-01-04\n"), 3))
        .containsExactly(new float[] {1, 0.9749279f, -0.2225209f}, within(1e-6f));
  }

  @Test
  void dates_need_a_scale() throws IOException {
    Settings settings = settings("when,label", "2024-01-03,a", "2024-01-04,b");
    settings.scaling = Scaling.NONE;
    assertThatThrownBy(settings::prepare)
        .hasMessageContaining("column 'when' holds dates, whose seconds count by the billion");
  }

  @Test
  void a_column_that_is_not_all_dates_is_of_categories() throws IOException {
    Prepared prepared = settings("when,label", "2024-01-03,a", "soon,b", "2024-01-03,a").prepare();
    assertThat(prepared.columns().columns().get(0)).isInstanceOf(FittedColumn.Categorical.class);
  }

  @Test
  void a_model_that_goes_on_scales_dates_anew_and_keeps_their_circles() throws IOException {
    Prepared parent =
        settings("when,label", "2024-01-01,a", "2024-01-03,b", ",b")
            .missing("when", MissingPolicy.CONSTANT, "2024-01-02")
            .prepare();
    Settings later = settings("when,label", "2025-02-01T12:00,a", "2025-02-03,b");
    Prepared kept =
        Prepared.prepare(
            later.config(), 1, new Inherited(parent.columns(), false, c -> c), RowStorage.MEMORY);
    assertThat(kept.columns()).isEqualTo(parent.columns());
    Prepared anew =
        Prepared.prepare(
            later.config(), 1, new Inherited(parent.columns(), true, c -> c), RowStorage.MEMORY);
    FittedColumn.Date date = (FittedColumn.Date) anew.columns().columns().get(0);
    assertThat(date.cycles()).containsExactly(Cycle.DAY_OF_WEEK, Cycle.DAY_OF_YEAR);
    assertThat(date.replacement()).isEqualTo("2024-01-02T00:00Z");
    assertThat(row(anew, 0)[0]).isCloseTo(-1, within(1e-6f));
    assertThat(row(anew, 1)[0]).isCloseTo(1, within(1e-6f));
  }

  private static final String[] TOWNS = {
    "town,x,label", "Ulm,1,a", "Bonn,2,b", "Ulm,3,a", "Köln,4,b", "Ulm,5,a", "Bonn,6,b"
  };

  @Test
  void a_category_is_the_place_of_its_vector_behind_all_numbers() throws IOException {
    Prepared prepared = settings(TOWNS).categories("town", 5, 1).prepare();
    Bag bag = new Bag(3, 1, 5);
    assertThat(prepared.columns().shape()).isEqualTo(Shape.row(1, List.of(bag)));
    FittedColumn town = prepared.columns().columns().get(1);
    assertThat(town)
        .isEqualTo(
            new FittedColumn.CategoryVector(
                "town", MissingPolicy.FAIL, "", List.of("Bonn", "Köln", "Ulm"), bag));
    assertThat(town.inputs()).isEqualTo(5);
    assertThat(Arrays.copyOfRange(row(prepared, 0), 1, 3)).containsExactly(2, 1);
    assertThat(Arrays.copyOfRange(row(prepared, 3), 1, 3)).containsExactly(1, 1);
    assertThat(encoded(prepared, "x,town\n1,Genf\n")).endsWith(0, 0);
  }

  @Test
  void rare_categories_are_one_and_so_is_what_was_never_seen() throws IOException {
    Prepared vectors = settings(TOWNS).categories("town", 5, 2).prepare();
    FittedColumn.CategoryVector town =
        (FittedColumn.CategoryVector) vectors.columns().columns().get(1);
    assertThat(town.categories()).containsExactly("Bonn", "Ulm");
    assertThat(town.hasShared()).isTrue();
    assertThat(encoded(vectors, "x,town\n1,Ulm\n")).endsWith(1, 1);
    assertThat(encoded(vectors, "x,town\n1,Köln\n")).endsWith(2, 1);
    assertThat(encoded(vectors, "x,town\n1,Genf\n")).endsWith(2, 1);

    Prepared inputs = settings(TOWNS).categories("town", 0, 2).prepare();
    assertThat(encoded(inputs, "x,town\n1,Ulm\n")).startsWith(0, 1, 0);
    assertThat(encoded(inputs, "x,town\n1,Köln\n")).startsWith(0, 0, 1);
    assertThatThrownBy(settings(TOWNS).categories("town", 0, 4)::prepare)
        .hasMessageContaining("column 'town': no value stands in 4 training rows or more");
  }

  private static float[] encoded(Prepared prepared, String text) {
    RowSource source = CsvText.opened(text);
    RowEncoder encoder = prepared.columns().encoder(source);
    source.next();
    float[] out = new float[prepared.columns().width()];
    encoder.encode(source.row(), out, 0);
    return out;
  }

  @Test
  void a_missing_cell_is_told_by_one_more_input() throws IOException {
    String[] lines = {
      "when,x,town,y,label", "2024-01-01,1,Ulm,1,a", ",,,2,b", "2024-01-03,3,Ulm,3,a"
    };
    Settings settings = settings(lines).categories("town", 4, 1);
    settings.missing = MissingPolicy.MODE;
    settings.wasMissing = true;
    Prepared prepared = settings.prepare();
    assertThat(prepared.columns().columns())
        .extracting(FittedColumn::name)
        .containsExactly("when", "x", "y", "when", "x", "town", "town");
    // Five numbers of the date, two numbers, three that tell, and a vector.
    assertThat(Arrays.copyOfRange(row(prepared, 0), 7, 12)).containsExactly(0, 0, 0, 0, 1);
    assertThat(Arrays.copyOfRange(row(prepared, 1), 7, 12)).containsExactly(1, 1, 1, 0, 1);
    assertThat(DataCheck.of(prepared).columns())
        .extracting(DataCheck.Column::width)
        .containsExactly(6, 2, 5, 1, 0);
    assertThatThrownBy(() -> prepared.columns().encoder(CsvText.opened("y\n1\n")))
        .hasMessageContaining("missing columns 'when', 'x', 'town'; found");
  }

  private static ColumnConfig told() {
    return new ColumnConfig(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(true));
  }

  @Test
  void an_input_that_would_learn_nothing_is_left_out_with_a_note() throws IOException {
    Settings settings = settings("x,label", "1,a", "2,b");
    settings.columns.put("x", told());
    settings.missing = MissingPolicy.MEAN;
    Prepared prepared = settings.prepare();
    assertThat(prepared.columns().width()).isOne();
    assertThat(prepared.notes())
        .containsExactly(
            "column 'x': no training row lacks the cell, so that `was_missing` adds no input");
    settings.missing = MissingPolicy.FAIL;
    assertThatThrownBy(settings::prepare)
        .hasMessageContaining("column 'x' is to tell which cells were missing, but nothing takes");
  }

  @Test
  void a_model_that_goes_on_tells_missing_cells_as_before() throws IOException {
    Settings first = settings("x,label", "1,a", "2,b", ",b");
    first.missing = MissingPolicy.MEAN;
    first.wasMissing = true;
    Prepared parent = first.prepare();
    Settings later = settings("x,label", "10,a", ",b", "30,b");
    Prepared anew =
        Prepared.prepare(
            later.config(), 1, new Inherited(parent.columns(), true, c -> c), RowStorage.MEMORY);
    assertThat(anew.columns().columns().get(1)).isEqualTo(new FittedColumn.WasMissing("x"));
    assertThat(row(anew, 1)).containsExactly(0, 1);
  }
}
