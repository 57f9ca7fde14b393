package org.headtune.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.headtune.UserError;
import org.headtune.config.DataConfig.ColumnType;
import org.headtune.config.DataConfig.MissingPolicy;
import org.junit.jupiter.api.Test;

/** Well-known data as it comes; skipped where the optional test data is absent. */
final class RealDataTest {
  private static Settings settings(String name) {
    Path path = Path.of("../shared/data").resolve(name);
    assumeTrue(Files.exists(path), "no optional test data " + path);
    return new Settings(path);
  }

  @Test
  void penguins_with_missing_cells() {
    Settings settings = settings("penguins.csv");
    settings.label = Optional.of("species");
    assertThatThrownBy(settings::prepare)
        .isInstanceOf(UserError.class)
        .hasMessageContaining(
            "penguins.csv:5:3: column 'bill_length_mm': the cell is missing, the first of 2;")
        .hasMessageContaining("column 'sex': the cell is missing, the first of 11;");

    settings.missing = MissingPolicy.DROP_ROW;
    settings.validationSplit = 0.1;
    Prepared prepared = settings.prepare();
    assertThat(prepared.classes().names()).containsExactly("Adelie", "Chinstrap", "Gentoo");
    assertThat(prepared.train().rows() + prepared.validation().rows()).isEqualTo(333);
    assertThat(prepared.columns().width()).isEqualTo(4 + 4 + 3);
  }

  @Test
  void adults_without_header_and_with_question_marks() {
    Settings settings = settings("adult-train.csv");
    settings.header = false;
    settings.label = Optional.of("15");
    settings.missingTokens = List.of("?");
    settings.missing = MissingPolicy.MODE;
    Prepared prepared = settings.prepare();
    assertThat(prepared.train().rows()).isEqualTo(32_561);
    assertThat(prepared.classes().names()).containsExactly(" <=50K", " >50K");
    FittedColumn.Numeric age = (FittedColumn.Numeric) prepared.columns().columns().get(0);
    assertThat(age.center()).isCloseTo(38.58164675532078, within(1e-10)); // numpy 1.24.2
    assertThat(age.scale()).isCloseTo(13.640223092304275, within(1e-10)); // numpy 1.24.2
  }

  @Test
  void messages_are_free_text() {
    Settings settings = settings("sms-spam.tsv");
    settings.header = false;
    settings.label = Optional.of("c1");
    assertThatThrownBy(settings::prepare)
        .isInstanceOf(UserError.class)
        .hasMessageContaining("column 'c2'")
        .hasMessageContaining("ignore");
  }

  @Test
  void handwritten_digits() {
    Settings settings = settings("mnist/train10k-images-idx3-ubyte.gz");
    settings.label = Optional.empty();
    settings.test =
        Optional.of(Path.of("../shared/data/mnist/t10k-images-idx3-ubyte.gz").toString());
    Prepared prepared = settings.prepare();
    assertThat(prepared.columns().shape()).isEqualTo(Shape.image(1, 28, 28));
    assertThat(prepared.train().rows()).isEqualTo(10_000);
    assertThat(prepared.test().rows()).isEqualTo(10_000);
    assertThat(prepared.classes().size()).isEqualTo(10);
    assertThat(prepared.profile().columns().get(0).detected()).isEqualTo(ColumnType.NUMERIC);
    FittedColumn.Numeric pixel = (FittedColumn.Numeric) prepared.columns().columns().get(0);
    assertThat(pixel.center()).isCloseTo(33.43706632653061, within(1e-9)); // numpy 1.24.2
    assertThat(pixel.scale()).isCloseTo(78.7181293579049, within(1e-9)); // numpy 1.24.2
  }
}
