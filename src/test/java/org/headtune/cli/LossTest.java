package org.headtune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Losses that do not go with the data are refused before anything is computed. */
final class LossTest {
  @TempDir private Path folder;
  private Workplace place;

  @BeforeEach
  void setUp() throws IOException {
    place = Workplace.in(folder);
    place.write("train.csv", "x,color,sure,label\n" + "1,red,true,a\n2,blue,false,b\n".repeat(20));
  }

  private Run check(String... settings) {
    String[] words = new String[2 + 2 * settings.length];
    words[0] = "check";
    words[1] = place.word("config.yaml");
    for (int i = 0; i < settings.length; i++) {
      words[2 + 2 * i] = "--set";
      words[3 + 2 * i] = settings[i];
    }
    return Run.of(words);
  }

  @Test
  void classes_that_do_not_exist_are_told_with_their_place() throws IOException {
    String text =
        """
        data: {train: '%s', label: label}
        model: {layers: []}
        training:
          loss:
            class_weights:
              a: 2
              bb: 3
              zzz: 1
        output: '%s'
        """;
    String config =
        place
            .write("named.yaml", text.formatted(place.word("train.csv"), place.word("run")))
            .toString();
    for (String command : new String[] {"check", "train"}) {
      Run run = Run.of(command, config);
      assertThat(run.exit()).as(run.err()).isEqualTo(3);
      assertThat(run.err())
          .contains(
              "named.yaml:7:7: training.loss.class_weights names 'bb'",
              "did you mean 'b'?",
              "names 'zzz', which is no class",
              "2 errors");
    }
  }

  @Test
  void words_cannot_be_mixed() {
    Run run = check("training.mixup=0.2");
    assertThat(run.exit()).isEqualTo(3);
    assertThat(run.err())
        .contains(
            "training.mixup mixes the numbers of two rows, and column 'color' (one of 2) holds words or"
                + " truth values");
    assertThat(check("training.mixup=0.2", "data.columns.color.type=ignore").err())
        .contains("column 'sure' holds");
    assertThat(
            check(
                    "training.mixup=0.2",
                    "data.columns.color.type=ignore",
                    "data.columns.sure.type=ignore")
                .exit())
        .isZero();
  }

  @Test
  void weights_are_shown_where_there_are_any() {
    assertThat(check("training.loss.class_weights={b: 2.5}").out())
        .containsPattern("class +training +validation +test +weight\n")
        .containsPattern("b +\\d+ +\\d+ +\\d+ +2.500\n");
    assertThat(check().out()).containsPattern("class +training +validation +test\n");
  }
}
