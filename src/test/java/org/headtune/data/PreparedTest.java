package org.headtune.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.headtune.config.DataConfig.MissingPolicy;
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
}
