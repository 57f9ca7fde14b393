package org.headtune.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.headtune.Pictures;
import org.headtune.config.DataConfig.ColumnType;
import org.headtune.config.DataConfig.MissingPolicy;
import org.headtune.config.Scaling;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Columns of images, fitted and encoded; all numbers are counted by hand. */
final class ImageColumnsTest {
  @TempDir private Path folder;

  /** Two images of one pixel each, which grow to 32 x 32 equal ones. */
  @BeforeEach
  void write() throws IOException {
    Pictures.write(
        folder.resolve("a.png"), Pictures.file(Pictures.image(1, 1, (x, y) -> 0x0000FF), "png"));
    Pictures.write(
        folder.resolve("b.png"), Pictures.file(Pictures.image(1, 1, (x, y) -> 0x6600FF), "png"));
    Files.writeString(folder.resolve("rows.csv"), "photo,label\na.png,x\nb.png,y\n");
  }

  private Settings settings() {
    return new Settings(folder.resolve("rows.csv")).type("photo", ColumnType.IMAGE);
  }

  @Test
  void each_channel_is_scaled_by_its_own_mean_and_spread() throws IOException {
    Prepared prepared = settings().prepare();
    FittedColumn.Image image = (FittedColumn.Image) prepared.columns().columns().get(0);
    // red 0 and 0.4; green 0; blue 1
    assertThat(image.means().get(0)).isCloseTo(0.2, within(1e-12));
    assertThat(image.means().subList(1, 3)).containsExactly(0.0, 1.0);
    assertThat(image.deviations().get(0)).isCloseTo(0.2, within(1e-12));
    assertThat(image.deviations().subList(1, 3)).as("no spread").containsExactly(1.0, 1.0);
    assertThat(prepared.columns().shape()).isEqualTo(Shape.image(3, 32, 32));
    float[] row = new float[3 * 1024];
    prepared.train().copyRow(1, row);
    assertThat(row[0]).isCloseTo(1f, within(1e-6f));
    assertThat(row[1023]).isCloseTo(1f, within(1e-6f));
    assertThat(row[1024]).isZero();
    assertThat(row[3071]).isZero();
  }

  @Test
  void without_a_scale_pixels_lie_between_0_and_1() throws IOException {
    Settings settings = settings();
    settings.scaling = Scaling.MIN_MAX;
    float[] row = new float[3 * 1024];
    settings.prepare().train().copyRow(1, row);
    assertThat(row[0]).isCloseTo(0.4f, within(1e-6f));
    assertThat(row[1024]).isZero();
    assertThat(row[2048]).isEqualTo(1f);
  }

  @Test
  void files_of_a_run_are_summed_with_the_images_they_name() throws IOException {
    Prepared before = settings().prepare();
    assertThat(before.files()).extracting(SourceFile::path).contains("images");
    Pictures.write(
        folder.resolve("b.png"), Pictures.file(Pictures.image(1, 1, (x, y) -> 0x6600FE), "png"));
    assertThat(settings().prepare().files().get(1)).isNotEqualTo(before.files().get(1));
  }

  @Test
  void a_card_that_makes_no_sense_is_no_column() {
    Picture size = new Picture(1, 2, 2, List.of(), 1);
    List<Double> one = List.of(1.0);
    for (List<Double> wrong :
        List.of(
            List.<Double>of(), List.of(0.0), List.of(-1.0), List.of(2.0), List.of(Double.NaN))) {
      assertThatThrownBy(
              () ->
                  new FittedColumn.Image(
                      "photo", MissingPolicy.FAIL, "", size, false, List.of(0.5), wrong))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(
            () ->
                new FittedColumn.Image(
                    "photo", MissingPolicy.MEAN, "", size, false, List.of(0.5), one))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () ->
                new FittedColumn.Image(
                    "photo", MissingPolicy.FAIL, "", size, false, List.of(-0.5), one))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
