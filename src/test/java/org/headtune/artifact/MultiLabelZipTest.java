package org.headtune.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A zip whose head gives several classes says so twice, and says how. */
final class MultiLabelZipTest {
  private static final String LABELS = "{\"separator\": \";\", \"thresholds\": [0.5, 0.25, 1]}";

  @TempDir private Path folder;

  private Path zip(boolean sigmoid, String labels) throws IOException {
    Path zip = folder.resolve("model.zip");
    Forgery forgery = new Forgery(Golden.copy("golden-3.zip", zip));
    if (sigmoid) {
      forgery.with(
          ZipGate.CONFIGURATION,
          text ->
              text.replace("ActivationSoftmax", "ActivationSigmoid")
                  .replace("LossMCXENT", "LossBinaryXENT")
                  .replace("softmaxClipEps", "clipEps"));
    }
    if (!labels.equals("null")) {
      forgery.with(
          ZipGate.CARD,
          card -> card.replaceFirst("\"multi_label\" ?: null", "\"multi_label\": " + labels));
    }
    forgery.write(zip);
    return zip;
  }

  @Test
  void head_and_card_that_agree_are_read() throws IOException {
    LoadedModel model = ModelZip.read(zip(true, LABELS));
    assertThat(model.card().multiLabel().thresholds()).containsExactly(0.5, 0.25, 1.0);
    assertThat(model.card().labelSeparator()).contains(";");
  }

  @Test
  void one_without_the_other_is_refused() throws IOException {
    Path sigmoid = zip(true, "null");
    assertThatThrownBy(() -> ModelZip.read(sigmoid)).hasMessageContaining("do not agree");
    Path softmax = zip(false, LABELS);
    assertThatThrownBy(() -> ModelZip.read(softmax)).hasMessageContaining("do not agree");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"separator\": \"\", \"thresholds\": [0.5, 0.5, 0.5]}",
        "{\"separator\": \";\", \"thresholds\": [0.5, 0.5]}",
        "{\"separator\": \";\", \"thresholds\": [0.5, 0.5, 1.5]}",
        "{\"separator\": \";\", \"thresholds\": [0.5, 0.5, null]}",
        "{\"separator\": \";\"}",
        "[]"
      })
  void labels_that_make_no_sense_are_refused(String labels) throws IOException {
    Path zip = zip(true, labels);
    assertThatThrownBy(() -> ModelZip.read(zip)).hasMessageContaining(ZipGate.CARD);
  }

  @Test
  void a_function_with_the_loss_of_another_is_refused() throws IOException {
    Path zip = folder.resolve("model.zip");
    new Forgery(Golden.copy("golden-3.zip", zip))
        .with(ZipGate.CONFIGURATION, text -> text.replace("ActivationSoftmax", "ActivationSigmoid"))
        .write(zip);
    assertThatThrownBy(() -> ModelZip.read(zip))
        .hasMessageContaining("is neither a softmax nor a sigmoid");
  }
}
