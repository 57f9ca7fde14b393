package org.headtune.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.headtune.Text;

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

  /** A transformer asks for the length of its sequences and for the width of their vectors. */
  public RunConfig {
    DataConfig said = data;
    data = model.flatMap(ModelConfig::transformer).map(said::asked).orElse(said);
  }

  /** The head that is asked for; empty where fine-tuning keeps the old model's kind. */
  public Optional<HeadConfig> head() {
    return model
        .map(ModelConfig::head)
        .or(() -> finetune.flatMap(FinetuneConfig::head).flatMap(FinetuneConfig.NewHead::kind));
  }

  /** What a loss over a sample of the classes cannot be combined with. */
  private void sampledSoftmax(List<Conflict> conflicts) {
    if (training.accumulate() > 1) {
      conflicts.add(
          new Conflict(
              "training",
              "accumulates gradients, but the sampled_softmax of another batch has those of other"
                  + " classes; expected training.accumulate to be 1: raise training.batch_size"));
    }
    if (training.weightAverage().isPresent()) {
      conflicts.add(
          new Conflict(
              "training",
              "averages all weights in each step, which a sampled_softmax is there to avoid; expected"
                  + " no training.weight_average: remove it, or set model.head to softmax"));
    }
    if (training.mixup() > 0 || !training.loss().isCrossEntropy()) {
      conflicts.add(
          new Conflict(
              "training",
              "changes the loss, but that of a sampled_softmax is plain cross-entropy; expected no"
                  + " training.loss and no training.mixup: remove them, or set model.head to softmax"));
    }
  }

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
    model
        .flatMap(ModelConfig::transformer)
        .ifPresent(transformer -> compareSequences(transformer, conflicts));
    model.ifPresent(network -> compareHead(network.head(), conflicts));
    Optional<HeadConfig> fresh =
        finetune.flatMap(FinetuneConfig::head).flatMap(FinetuneConfig.NewHead::kind);
    boolean several =
        data.labelSeparator().isPresent() || fresh.orElse(null) instanceof HeadConfig.Sigmoid;
    if (fresh.isPresent() && several) {
      conflicts.add(
          new Conflict(
              "finetune",
              "chooses the kind of the new head, but a model of rows with several classes has the"
                  + " head sigmoid and stays with it; remove finetune.head.kind"));
    }
    if (head().orElse(null) instanceof HeadConfig.SampledSoftmax) {
      sampledSoftmax(conflicts);
    }
    if (data.crossValidation().isPresent()) {
      conflicts.addAll(crossValidation());
    }
    if (!training.objective().needsLabels()) {
      conflicts.addAll(new PretrainingConflicts(this).found());
    }
    if (calibration.temperature().orElse(false)) {
      conflicts.addAll(temperature());
    }
    return conflicts;
  }

  /**
   * What the folds of a cross-validation, or the final model without validation rows, cannot do.
   */
  private List<Conflict> crossValidation() {
    List<Conflict> conflicts = new ArrayList<>();
    if (from.isPresent()) {
      conflicts.add(
          new Conflict(
              "data.cross_validation",
              "is for training from random weights so far; expected no such key beside `from`: remove"
                  + " it"));
    }
    if (training.maxTime().isPresent()) {
      conflicts.add(
          new Conflict(
              "training.max_time",
              "ends a run with the model it has, and a cross-validation has none before its end;"
                  + " expected no such key beside data.cross_validation: remove it (a run that is"
                  + " stopped by a signal goes on with --resume)"));
    }
    if (training.schedule() instanceof ScheduleConfig.ReduceOnPlateau) {
      conflicts.add(
          new Conflict(
              "training.schedule",
              "looks at validation rows, and the final model of a cross-validation has none; expected"
                  + " another schedule beside data.cross_validation, such as cosine"));
    }
    return conflicts;
  }

  /** What a temperature that is asked for cannot be fitted to. */
  private List<Conflict> temperature() {
    List<Conflict> conflicts = new ArrayList<>();
    if (data.labelSeparator().isPresent()) {
      conflicts.add(
          new Conflict(
              "calibration.temperature",
              "is fitted to a softmax, and with data.label_separator the head is sigmoid; its"
                  + " thresholds are tuned instead: remove the key, or set it to false"));
    } else if (!data.hasValidation() && data.crossValidation().isEmpty()) {
      conflicts.add(
          new Conflict(
              "calibration.temperature",
              "is fitted on validation rows, and there are none; expected data.validation_split or"
                  + " data.validation beside it: add one, or set it to false"));
    }
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

  /** How wide and how long sequences are may be said twice, by a column and by the transformer. */
  private void compareSequences(TransformerConfig transformer, List<Conflict> conflicts) {
    data.columns()
        .forEach(
            (name, column) -> {
              int width =
                  column
                      .words()
                      .flatMap(WordsConfig::vector)
                      .or(() -> column.tokens().flatMap(TokensConfig::vector))
                      .orElse(transformer.width());
              int length =
                  column
                      .words()
                      .flatMap(WordsConfig::length)
                      .or(() -> column.tokens().flatMap(TokensConfig::length))
                      .orElse(transformer.length());
              if (width != transformer.width()) {
                conflicts.add(saidTwice("width", transformer.width(), name, "vector", width));
              }
              if (length != transformer.length()) {
                conflicts.add(saidTwice("length", transformer.length(), name, "length", length));
              }
            });
  }

  private static Conflict saidTwice(String key, int number, String column, String its, int other) {
    return new Conflict(
        "model.transformer." + key,
        "is %d, and the column %s has the %s %d of its own; expected the same number: leave one out"
            .formatted(number, Text.quoted(column), its, other));
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
