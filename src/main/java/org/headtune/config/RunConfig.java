package org.headtune.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One run, whole: what {@code headtune train} and {@code headtune finetune} read.
 *
 * @param finetune there whenever {@code from} is
 */
public record RunConfig(
    @Key(
            "the model that `headtune finetune` starts from: a run folder, a checkpoint, a model zip, or"
                + " a zip of plain Deeplearning4j")
        Optional<String> from,
    @Key("the rows to learn from, and how to read them") DataConfig data,
    @Key("the network; with `from`, it comes from that model") Optional<ModelConfig> model,
    @Key("what is kept of the model that training starts from") Optional<FinetuneConfig> finetune,
    @Key(value = "how the weights are moved", standard = "{}") TrainingConfig training,
    @Key(value = "how far the probabilities can be believed", standard = "{}")
        CalibrationConfig calibration,
    @Key("the run folder to write, relative to the working directory") String output)
    implements Checked {

  @Override
  public List<Conflict> conflicts() {
    List<Conflict> conflicts = new ArrayList<>();
    if (from.isEmpty() && model.isEmpty()) {
      conflicts.add(
          new Conflict(
              "model",
              "is missing: the network; expected a mapping, or `from` to start from another model"));
    }
    if (from.isPresent() && model.isPresent()) {
      conflicts.add(
          new Conflict(
              "model",
              "stands beside `from`, and the network comes from that model; expected one of them:"
                  + " remove one (finetune.head.layers adds layers)"));
    }
    if (from.isEmpty() && finetune.isPresent()) {
      conflicts.add(
          new Conflict(
              "finetune",
              "says what to keep, but of no model; expected the key from beside it: name a model"));
    }
    return conflicts;
  }
}
