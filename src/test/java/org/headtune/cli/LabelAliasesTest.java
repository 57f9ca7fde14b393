package org.headtune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A test file that writes the classes in another way, as that of the adult table does. */
final class LabelAliasesTest {
  @TempDir private Path folder;

  private static Run done(String... words) {
    Run run = Run.of(words);
    assertThat(run.exit()).as(run.err()).isZero();
    return run;
  }

  @Test
  void a_model_knows_the_other_ways_to_write_its_classes() throws IOException {
    Workplace place = Workplace.in(folder);
    String plain = Files.readString(place.path("train.csv"));
    place.write("dots.csv", plain.replaceAll("(?m),([abc])$", ",$1."));
    place.write("stars.csv", plain.replaceAll("(?m),([abc])$", ",$1*"));
    done(
        "train",
        place.word("config.yaml"),
        "--quiet",
        "--set",
        "data.label_aliases={a.: a, b.: b, c.: c}",
        "--set",
        "data.test=" + place.word("dots.csv"));
    String model = place.word("run");
    for (String file : new String[] {"train.csv", "dots.csv"}) {
      Run judged = done("evaluate", model, place.word(file), "--json");
      assertThat(new ObjectMapper().readTree(judged.out()).get("rows").intValue()).isEqualTo(60);
      done("explain", model, place.word(file), "--repeats=1");
      done("calibrate", model, place.word(file), "-o", place.word("calibrated-" + file + ".zip"));
    }
    Run stars = Run.of("evaluate", model, place.word("stars.csv"));
    assertThat(stars.exit()).isEqualTo(4);
    assertThat(stars.err()).contains("label 'a*' was not seen in training; known are the classes");
  }
}
