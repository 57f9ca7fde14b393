package org.headtune.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    if (data.labelSeparator().isPresent()) {
      conflicts.addAll(forOneClass());
    }
    model.ifPresent(network -> compareHead(network.head(), conflicts));
    return conflicts;
  }

  /** What changes the loss of a softmax, or deals with rows by their one class. */
  private List<Conflict> forOneClass() {
    Map<String, Boolean> set = new LinkedHashMap<>();
    LossConfig loss = training.loss();
    set.put("loss.label_smoothing", loss.labelSmoothing() > 0);
    set.put("loss.focal_gamma", loss.focalGamma() > 0);
    set.put("loss.class_weights", !(loss.classWeights() instanceof ClassWeightsConfig.None));
    set.put("loss.logit_adjustment", loss.logitAdjustment() > 0);
    set.put("oversample", training.oversample());
    set.put("mixup", training.mixup() > 0);
    return set.entrySet().stream()
        .filter(Map.Entry::getValue)
        .map(
            entry ->
                new Conflict(
                    "training." + entry.getKey(),
                    "is for rows of one class, and with data.label_separator rows may have several;"
                        + " remove one of the two keys"))
        .toList();
  }

  /** Whether rows may have several classes is said twice, by the data and by the head. */
  private void compareHead(HeadConfig head, List<Conflict> conflicts) {
    boolean several = head instanceof HeadConfig.Sigmoid;
    if (several && data.labelSeparator().isEmpty()) {
      conflicts.add(
          new Conflict(
              "model.head",
              "is sigmoid, for rows with several classes or none, but nothing says where one class"
                  + " ends; expected data.label_separator, or the head softmax for one class per"
                  + " row"));
    } else if (!several && data.labelSeparator().isPresent()) {
      conflicts.add(
          new Conflict(
              "data.label_separator",
              "says that rows may have several classes, and a softmax gives each row exactly one;"
                  + " expected `model.head: {type: sigmoid}`, or remove the key"));
    }
  }
}
