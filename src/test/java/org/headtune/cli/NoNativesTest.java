package org.headtune.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.headtune.artifact.ModelFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What needs no numbers starts without ND4J, whose natives take a second and may be missing. */
final class NoNativesTest {
  @TempDir Path folder;
  private Workplace place;

  @BeforeEach
  void setUp() throws IOException {
    place = Workplace.in(folder);
  }

  private void loadsNone(int exit, String... words) throws Exception {
    Path classes = place.path("classes.log");
    Run run = Child.in(folder, "-Xlog:class+load:file=" + classes).run(words);
    assertThat(run.exit()).as(run.err()).isEqualTo(exit);
    assertThat(Files.readAllLines(classes))
        .anyMatch(line -> line.contains("org.headtune.cli.Main"))
        .noneMatch(
            line ->
                line.contains("org.nd4j.")
                    || line.contains("org.bytedeco.")
                    || line.contains("org.deeplearning4j."));
  }

  @Test
  void help_version_and_completion_load_none() throws Exception {
    loadsNone(0, "train", "--help");
    loadsNone(0, "--version");
    String completion =
        Main.commandLine(Run.nowhere()).getSubcommands().keySet().stream()
            .filter(name -> name.endsWith("completion"))
            .findFirst()
            .orElseThrow();
    loadsNone(0, completion);
  }

  @Test
  void a_broken_config_loads_none() throws Exception {
    loadsNone(3, "check", place.write("bad.yaml", "model: {}\n").toString());
  }

  @Test
  void faulty_data_load_none() throws Exception {
    place.write("train.csv", "x,y,label\n1,2,a\n1,two,b\n3,4,a\n5,6,b\n7,8,a\n9,10,b\n");
    loadsNone(4, "check", place.word("config.yaml"));
    loadsNone(4, "train", place.word("config.yaml"));
  }

  @Test
  void softmax_loads_none() throws Exception {
    loadsNone(0, "softmax", "1", "-2");
    loadsNone(2, "softmax", "one");
  }

  @Test
  void inspect_loads_none() throws Exception {
    for (String zip : List.of("golden-2.zip", "golden-2-checkpoint.zip", "plain-sequence.zip")) {
      Path model = place.path(zip);
      try (InputStream in = ModelFile.class.getResourceAsStream(zip)) {
        Files.copy(in, model);
      }
      loadsNone(0, "inspect", model.toString());
      loadsNone(0, "inspect", "--json", model.toString());
    }
    loadsNone(5, "inspect", place.word("train.csv"));
  }

  @Test
  void a_gpu_that_is_not_there_loads_none() throws Exception {
    Path driver = Path.of("/proc/driver/nvidia/version");
    assumeTrue(!Files.exists(driver), "this machine has an NVIDIA driver");
    loadsNone(7, "doctor", "--backend", "cuda");
    loadsNone(7, "train", place.word("config.yaml"), "--backend", "cuda");
  }
}
