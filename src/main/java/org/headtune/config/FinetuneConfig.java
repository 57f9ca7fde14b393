package org.headtune.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The section {@code finetune}: what is kept of the model that training starts from. */
public record FinetuneConfig(
    @Key(
            value =
                "layers whose weights stay as they are: `backbone` (all but the head), `none`, or a"
                    + " list of names and patterns with * and ?",
            standard = "backbone",
            oneToo = true)
        List<String> freeze,
    @Key(value = "the classes of the new model", standard = "data") Labels labels,
    @Key(
            value = "new names for classes of the old model, old name first",
            standard = "{}",
            numberToo = true)
        Map<String, String> rename,
    @Key(value = "where the preprocessing of the columns comes from", standard = "inherit")
        Preprocessing preprocessing,
    @Key(value = "layers that join the training later", standard = "[]") List<Unfreeze> unfreeze,
    @Key(
            value =
                "learning rate of each trained layer as a share of the one above it; 1 for all alike",
            standard = "1",
            min = 0,
            max = 1,
            aboveMin = true)
        double layerDecay,
    @Key(
            value = "learning rates by layer name or pattern; the first pattern that fits counts",
            standard = "{}",
            min = 0,
            aboveMin = true)
        Map<String, Double> learningRates,
    @Key("the new head, and what is put below it") Optional<NewHead> head,
    @Key(
            value =
                "computes what the frozen layers below the trained ones give only once per row;"
                    + " the result is the same, bit for bit",
            standard = "true")
        boolean cacheFeatures) {

  /** The word for all layers but the head. */
  public static final String BACKBONE = "backbone";

  /** The word for no layer. */
  public static final String NONE = "none";

  /** Which classes the new model has. */
  public enum Labels {
    @Meaning("those of the new data")
    DATA,
    @Meaning("those of the old model; another label in the data is an error")
    KEEP,
    @Meaning("those of the old model, then the new ones of the data")
    UNION
  }

  /** Where the preprocessing of the columns comes from. */
  public enum Preprocessing {
    @Meaning("from the old model, unchanged")
    INHERIT,
    @Meaning("from the old model, but numbers are scaled by the new training rows")
    REFIT
  }

  @Meaning("layers that are frozen at first and join the training at an epoch")
  public record Unfreeze(
      @Key(value = "the first epoch in which they are trained", min = 2, max = 1_000_000) int epoch,
      @Key(value = "names and patterns of layers, or `backbone`", oneToo = true)
          List<String> layers) {}

  @Meaning("what stands above the backbone")
  public record NewHead(
      @Key(
              value =
                  "hidden layers between the backbone and the new head, from the backbone up; trained"
                      + " from random weights",
              standard = "[]")
          List<LayerConfig> layers,
      @Key(
              "what turns the last layer into class probabilities, as in model.head; if absent, the"
                  + " old model's kind")
          Optional<HeadConfig> kind) {}
}
