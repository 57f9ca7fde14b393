package org.headtune.config;

import java.util.ArrayList;
import java.util.List;

/** What is for rows with labels, and cannot stand beside an objective that needs none. */
record PretrainingConflicts(RunConfig config) {

  List<Checked.Conflict> found() {
    TrainingConfig training = config.training();
    List<Checked.Conflict> conflicts = new ArrayList<>();
    refuse(
        conflicts, config.from().isPresent(), "from", "names a model to start from", "remove it");
    refuse(
        conflicts,
        config.model().filter(model -> !fits(model.head())).isPresent(),
        "model.head",
        "asks for a head of classes",
        "remove it");
    refuse(
        conflicts,
        config.data().labelSeparator().isPresent(),
        "data.label_separator",
        "divides labels",
        "remove it");
    refuse(
        conflicts,
        config.data().crossValidation().isPresent(),
        "data.cross_validation",
        "deals rows out by their labels",
        "remove it, and hold out a data.validation_split");
    refuse(
        conflicts,
        !training.loss().isCrossEntropy(),
        "training.loss",
        "changes the loss of labels",
        "remove it");
    refuse(
        conflicts,
        training.oversample(),
        "training.oversample",
        "draws rows by labels",
        "remove it");
    refuse(conflicts, training.mixup() > 0, "training.mixup", "mixes labels", "remove it");
    refuse(
        conflicts,
        training.accumulate() > 1,
        "training.accumulate",
        "gathers the gradients of labels",
        "set it to 1, and training.batch_size higher");
    refuse(
        conflicts,
        config.calibration().temperature().orElse(false),
        "calibration.temperature",
        "is fitted to labels",
        "remove it");
    refuse(
        conflicts,
        training.augmentation().isPresent()
            && training.objective() instanceof ObjectiveConfig.Denoise,
        "training.augmentation",
        "varies images",
        "remove it");
    refuse(
        conflicts,
        training.augmentation().isPresent()
            && training.objective() instanceof ObjectiveConfig.Contrastive,
        "training.augmentation",
        "varies images once",
        "put its keys under training.objective.augmentation, which varies both views");
    if (training.batchSize() == 1 && training.objective() instanceof ObjectiveConfig.Contrastive) {
      conflicts.add(
          new Checked.Conflict(
              "training.batch_size",
              "is 1, and training.objective is contrastive, which tells a row from others of its"
                  + " batch; expected 2 or more: 256 is usual"));
    }
    return conflicts;
  }

  private boolean fits(HeadConfig head) {
    boolean tokens = config.training().objective().asksTokens();
    return head instanceof HeadConfig.Softmax || (tokens && !(head instanceof HeadConfig.Sigmoid));
  }

  private void refuse(
      List<Checked.Conflict> conflicts, boolean set, String key, String what, String mend) {
    if (set) {
      conflicts.add(
          new Checked.Conflict(
              key,
              "%s, which has no place where training.objective is %s; %s"
                  .formatted(what, config.training().objective().word(), mend)));
    }
  }
}
