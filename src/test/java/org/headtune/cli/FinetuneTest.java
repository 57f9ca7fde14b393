package org.headtune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.headtune.artifact.LoadedModel;
import org.headtune.artifact.ModelZip;
import org.headtune.artifact.Provenance;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** Training that starts from another model, through the command line. */
final class FinetuneTest {
  private static final String LAYERS =
      "{dense: {units: 6}}, batch_norm, {dropout: {rate: 0.3}}, {dense: {units: 5}}";

  private static final List<String> BACKBONE =
      List.of(
          "dense_1_W",
          "dense_1_b",
          "batch_norm_2_gamma",
          "batch_norm_2_beta",
          "batch_norm_2_mean",
          "batch_norm_2_var",
          "dense_4_W",
          "dense_4_b");

  @TempDir Path folder;
  private Workplace place;

  /** A model of the classes a, b and c in {@code run}, and new rows of b and d. */
  @BeforeEach
  void parent() throws IOException {
    place = Workplace.in(folder);
    place.config("train.csv", LAYERS);
    place.trained();
    place.write("new.csv", Workplace.table(60).replace(",a\n", ",b\n").replace(",c\n", ",d\n"));
    place.write(
        "finetune.yaml",
        """
        from: '%s'
        data: {train: '%s', label: label}
        training: {epochs: 2, batch_size: 16}
        output: '%s'
        """
            .formatted(place.word("run"), place.word("new.csv"), place.word("tuned")));
  }

  private Run finetune(String... more) {
    List<String> words = new ArrayList<>(List.of("finetune", place.word("finetune.yaml")));
    words.addAll(Arrays.asList(more));
    return Run.of(words.toArray(String[]::new));
  }

  private LoadedModel tuned(String... more) {
    Run run = finetune(more);
    assertThat(run.exit()).as(run.err()).isZero();
    return model("tuned");
  }

  private LoadedModel model(String name) {
    return ModelZip.read(place.path(name));
  }

  private static float[] numbers(LoadedModel model, String parameter) {
    return model.graph().getParam(parameter).ravel().toFloatVector();
  }

  private static float[] column(LoadedModel model, int k) {
    return model.graph().getParam("head_W").getColumn(k).toFloatVector();
  }

  @Test
  void only_the_head_is_trained_and_the_backbone_keeps_every_bit() {
    LoadedModel parent = model("run");
    LoadedModel tuned = tuned();
    for (String parameter : BACKBONE) {
      assertThat(numbers(tuned, parameter)).as(parameter).isEqualTo(numbers(parent, parameter));
    }
    assertThat(tuned.card().classes()).containsExactly("b", "d");
    assertThat(tuned.card().columns()).isEqualTo(parent.card().columns());
    assertThat(tuned.card().provenance().parent())
        .isEqualTo(new Provenance.Parent(place.word("run") + "/model.zip", parent.sha256()));
  }

  @Test
  void the_table_tells_what_becomes_of_each_layer_and_class() {
    assertThat(finetune().err())
        .containsPattern("dense_1 +dense +6 +18 +copied +frozen")
        .containsPattern("batch_norm_2 +batch_norm +6 +24 +copied +frozen")
        .containsPattern("head +softmax +2 +12 +partly copied +trained")
        .contains("12 of 89 parameters are trained")
        .contains("classes kept: b; added: d; dropped: a, c")
        .contains("what the frozen layers make of the training rows is computed once: 5 numbers");
  }

  /** With a step size that moves nothing, what was copied can be seen. */
  @Test
  void the_head_keeps_the_columns_of_the_classes_that_stay() {
    LoadedModel parent = model("run");
    LoadedModel tuned =
        tuned("--set", "finetune.labels=union", "--set", "training.optimizer.learning_rate=1e-30");
    assertThat(tuned.card().classes()).containsExactly("a", "b", "c", "d");
    for (int k = 0; k < 3; k++) {
      assertThat(column(tuned, k)).isEqualTo(column(parent, k));
    }
    assertThat(column(tuned, 3)).isNotEqualTo(column(parent, 0)).doesNotContain(0f);
  }

  @Test
  void old_classes_without_rows_are_warned_of() {
    assertThat(finetune("--set", "finetune.labels=union").err())
        .contains("warning: no training rows of the old classes a, c: the model may forget them");
  }

  @Test
  void renamed_classes_stay() {
    LoadedModel tuned =
        tuned("--set", "finetune.labels=keep", "--set", "finetune.rename={c: d, a: other}");
    assertThat(tuned.card().classes()).containsExactly("other", "b", "d");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          finetune.labels=keep           | 4 | new.csv: has the new class 'd', but finetune.labels is keep and the model has the classes 'a', 'b', 'c'
          finetune.rename={x: y}         | 3 | finetune.rename names 'x', which is no class of the old model; it has the classes 'a', 'b', 'c'
          finetune.rename={a: b}         | 3 | finetune.rename gives two classes the same name
          finetune.freeze=[dens_1]       | 3 | did you mean 'dense_1'
          finetune.freeze=[backbone, head] | 3 | every layer with weights is frozen
          finetune.head={layers: [{conv2d: {filters: 2}}]} | 3 | finetune.head
          data.scaling=none              | 3 | data.scaling has no effect here
          data.columns.x={type: ignore}  | 3 | data.columns.x.type has no effect here
          from=nowhere                   | 5 | nowhere: does not exist
          """)
  void what_does_not_fit_is_named(String setting, int exit, String message) throws IOException {
    Map<String, String> before = Workplace.tree(folder);
    Run run = finetune("--set", setting);
    assertThat(run.exit()).as(run.err()).isEqualTo(exit);
    assertThat(run.err()).contains(message).startsWith("error: ");
    assertThat(Workplace.tree(folder)).isEqualTo(before);
  }

  @Test
  void the_old_model_is_never_replaced_by_the_new_one() throws IOException {
    Map<String, String> before = Workplace.tree(folder);
    Run run = finetune("-o", place.word("run"), "--force");
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("run: holds the model that training starts from");
    assertThat(Workplace.tree(folder)).isEqualTo(before);
  }

  @Test
  void columns_that_are_missing_are_named() throws IOException {
    place.write("new.csv", Workplace.table(30).replaceFirst("x,y", "z,y"));
    Run run = finetune();
    assertThat(run.exit()).isEqualTo(4);
    assertThat(run.err())
        .contains("new.csv:1: missing column 'x'; found columns 'z', 'y', 'label'");
  }

  @Test
  void columns_are_found_by_name_and_refitted_on_request() throws IOException {
    LoadedModel same = tuned();
    String swapped =
        Files.readString(place.path("new.csv")).replaceAll("(?m)^([^,]*),([^,]*),", "$2,$1,7,");
    place.write("new.csv", swapped.replaceFirst("7", "more"));
    Path tuned = place.path("tuned").resolve("model.zip");
    float[] before = numbers(same, "head_W");
    assertThat(finetune("--force").exit()).isZero();
    assertThat(numbers(ModelZip.read(tuned), "head_W")).isEqualTo(before);

    LoadedModel refitted = tuned("--force", "--set", "finetune.preprocessing=refit");
    assertThat(refitted.card().columns()).isNotEqualTo(same.card().columns());
    assertThat(refitted.card().columns().shape()).isEqualTo(same.card().columns().shape());
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "[{epoch: 2, layers: 'dense_*'}, {epoch: 3, layers: backbone}]"})
  void cached_features_change_no_bit(String unfreeze) {
    String[] settings = {
      "--force", "--set", "training.epochs=4", "--set", "finetune.unfreeze=" + unfreeze
    };
    float[] cached = tuned(settings).graph().params().toFloatVector();
    String[] without = Arrays.copyOf(settings, settings.length + 2);
    without[settings.length] = "--set";
    without[settings.length + 1] = "finetune.cache_features=false";
    assertThat(tuned(without).graph().params().toFloatVector()).isEqualTo(cached);
  }

  @Test
  void features_that_do_not_fit_into_memory_are_kept_in_a_file_meanwhile() throws Exception {
    place.config("train.csv", "{dense: {units: 4096}}");
    place.trained();
    place.write("new.csv", Workplace.table(1500));
    String[] words = {"finetune", place.word("finetune.yaml"), "--force"};
    Run small = Child.in(folder, "-Xms32m", "-Xmx60m").run(words);
    assertThat(small.exit()).as(small.out() + small.err()).isZero();
    assertThat(small.err()).containsPattern("training rows is computed once: .* in a file");
    float[] fromFile = model("tuned").graph().params().toFloatVector();
    try (Stream<Path> files = Files.list(place.path("tuned"))) {
      assertThat(files.map(Path::toString)).noneMatch(name -> name.contains("scratch"));
    }
    assertThat(tuned("--force").graph().params().toFloatVector()).isEqualTo(fromFile);
  }

  /** The checkpoint holds all that came from the old model, which is gone by then. */
  @ParameterizedTest
  @ValueSource(strings = {"", ", kind: {type: mixture_of_softmaxes, components: 2, width: 3}"})
  void a_run_that_was_killed_goes_on_to_the_same_bits(String kind) throws IOException {
    String[] settings = {
      "--set", "training.epochs=5",
      "--set", "training.checkpoint={every: 2 steps, keep_last: 1000}",
      "--set", "finetune.unfreeze=[{epoch: 3, layers: 'dense_4'}, {epoch: 4, layers: backbone}]",
      "--set", "finetune.layer_decay=0.5",
      "--set", "training.loss={focal_gamma: 1, label_smoothing: 0.1, class_weights: {d: 2}}",
      "--set", "training.mixup=0.3",
      "--set", "training.oversample=true",
      "--set", "finetune.head={layers: [{dense: {units: 4}}, {dropout: {rate: 0.3}}]" + kind + "}"
    };
    assertThat(finetune(settings).exit()).isZero();
    SavedRun whole = new SavedRun(place.path("tuned"));
    Files.delete(place.path("run").resolve("model.zip"));
    assertThat(whole.checkpoints()).hasSizeGreaterThan(8);
    for (Path checkpoint : whole.checkpoints()) {
      Path output = folder.resolve("killed-" + checkpoint.getFileName());
      SavedRun killed = whole.killedAfter(checkpoint, output);
      List<String> words = new ArrayList<>(List.of(settings));
      words.addAll(List.of("-o", output.toString(), "--resume"));
      Run resumed = finetune(words.toArray(String[]::new));
      assertThat(resumed.exit()).as(resumed.err()).isZero();
      assertThat(killed.results()).as(output.toString()).isEqualTo(whole.results());
    }
  }

  @Test
  void it_can_be_done_again_and_again_and_with_all_layers_in_the_end() throws IOException {
    LoadedModel before = model("run");
    String from = "run";
    for (int generation = 1; generation <= 3; generation++) {
      String output = "child" + generation;
      boolean last = generation == 3;
      Run run =
          finetune(
              "--from",
              place.word(from),
              "-o",
              place.word(output),
              "--set",
              "finetune.labels=union",
              "--set",
              "finetune.freeze=" + (last ? "none" : "backbone"));
      assertThat(run.exit()).as(run.err()).isZero();
      LoadedModel child = model(output);
      assertThat(child.card().provenance().parent().sha256()).isEqualTo(before.sha256());
      if (last) {
        assertThat(numbers(child, "dense_1_W")).isNotEqualTo(numbers(before, "dense_1_W"));
        assertThat(numbers(child, "batch_norm_2_mean"))
            .isNotEqualTo(numbers(before, "batch_norm_2_mean"));
      } else {
        assertThat(numbers(child, "dense_1_W")).isEqualTo(numbers(before, "dense_1_W"));
      }
      before = child;
      from = output;
    }
    Run inspected = Run.of("inspect", place.word("child3"), "--json");
    assertThat(new ObjectMapper().readTree(inspected.out()).path("ancestors")).hasSize(3);
    Run predicted = Run.of("predict", place.word("child3"), place.word("train.csv"));
    assertThat(predicted.exit()).isZero();
    assertThat(predicted.out()).startsWith("label,confidence,p_a,p_b,p_c,p_d");
  }

  /** Of 5 inputs: 5 x 2 + 6 x 6 numbers that no class owns, then 3 weights and a bias of each. */
  @Test
  void a_mixture_of_softmaxes_is_put_on_a_backbone_and_tuned_again() {
    String kind = "finetune.head.kind={type: mixture_of_softmaxes, components: 2, width: 3}";
    Run first = finetune("--set", kind, "-o", place.word("mixed"));
    assertThat(first.exit()).as(first.err()).isZero();
    assertThat(first.err())
        .containsPattern("dense_4 +dense +5 +35 +copied +frozen")
        .containsPattern("head +mixture_of_softmaxes +2 +54 +re-initialised +trained");
    LoadedModel mixed = model("mixed");
    for (String parameter : BACKBONE) {
      assertThat(numbers(mixed, parameter)).isEqualTo(numbers(model("run"), parameter));
    }
    assertThat(Run.of("inspect", place.word("mixed")).out())
        .containsPattern("head +mixture_of_softmaxes +2 of width 3 +2 +54\n");

    LoadedModel again =
        tuned(
            "--from",
            place.word("mixed"),
            "--set",
            "training.optimizer.learning_rate=1e-30",
            "--set",
            "finetune.labels=union",
            "--set",
            "data.train=" + place.word("train.csv"));
    assertThat(again.card().classes()).containsExactly("b", "d", "a", "c");
    for (String shared : List.of("head_priorW", "head_latentW", "head_latentB")) {
      assertThat(numbers(again, shared)).as(shared).isEqualTo(numbers(mixed, shared));
    }
    assertThat(column(again, 0)).isEqualTo(column(mixed, 0));
    assertThat(column(again, 1)).isEqualTo(column(mixed, 1));

    LoadedModel plain =
        tuned(
            "--from",
            place.word("mixed"),
            "--force",
            "--set",
            "finetune.head.kind={type: softmax}");
    assertThat(plain.graph().getParam("head_W").shape()).containsExactly(5, 2);
    Run wider =
        finetune("--from", place.word("mixed"), "--force", "--set", kind.replace("3}", "4}"));
    assertThat(wider.err())
        .containsPattern("head +mixture_of_softmaxes +2 +68 +re-initialised +trained");
  }

  @Test
  void a_zip_of_plain_deeplearning4j_gets_a_head() throws IOException {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .list()
                .layer(new DenseLayer.Builder().nIn(2).nOut(7).activation(Activation.TANH).build())
                .layer(
                    new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
                        .nIn(7)
                        .nOut(9)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build());
    network.init();
    ModelSerializer.writeModel(network, place.path("plain.zip").toFile(), true);

    LoadedModel tuned = tuned("--from", place.word("plain.zip"));
    assertThat(numbers(tuned, "dense_1_W"))
        .isEqualTo(network.getLayer(0).getParam("W").ravel().toFloatVector());
    assertThat(tuned.card().classes()).containsExactly("b", "d");

    Run kept =
        finetune("--from", place.word("plain.zip"), "--set", "finetune.labels=keep", "--force");
    assertThat(kept.exit()).isEqualTo(3);
    assertThat(kept.err()).contains("does not name its classes");
    place.write(
        "new.csv",
        Workplace.table(30).replace("x,y,", "x,y,z,").replaceAll("(?m),(\\w)$", ",1,$1"));
    Run wide = finetune("--from", place.word("plain.zip"), "--force");
    assertThat(wide.exit()).isEqualTo(4);
    assertThat(wide.err())
        .contains("its columns become 3 inputs, but the network")
        .contains("takes 2");
  }

  @Test
  void a_checkpoint_and_a_zip_are_models_too() throws IOException {
    assertThat(tuned("--from", place.word("run/model.zip")).card().classes()).hasSize(2);
    try (Stream<Path> files = Files.list(place.path("run/checkpoints"))) {
      String checkpoint = files.findFirst().orElseThrow().toString();
      assertThat(tuned("--from", checkpoint, "--force").card().classes()).hasSize(2);
    }
  }

  @Test
  void each_command_says_when_the_config_is_the_other_one_s() {
    Run train = Run.of("train", place.word("finetune.yaml"));
    assertThat(train.exit()).isEqualTo(3);
    assertThat(train.err())
        .contains("finetune.yaml:1:1: starts from another model; run `headtune finetune`");
    Run finetune = Run.of("finetune", place.word("config.yaml"));
    assertThat(finetune.exit()).isEqualTo(3);
    assertThat(finetune.err()).contains("names no model to start from; set `from`, give --from");
  }

  @Test
  void check_shows_the_plan_and_writes_nothing() throws IOException {
    Map<String, String> before = Workplace.tree(folder);
    Run check = Run.of("check", place.word("finetune.yaml"));
    assertThat(check.exit()).as(check.err()).isZero();
    assertThat(check.out()).containsPattern("head +softmax +2 +12 +partly copied +trained");
    Run json = finetune("--dry-run", "--json");
    assertThat(new ObjectMapper().readTree(json.out()).at("/network/trainable").asInt())
        .isEqualTo(12);
    assertThat(Workplace.tree(folder)).isEqualTo(before);
  }
}
