package org.headtune.config;

/** The section {@code training.weight_average}. */
@Meaning(
    "an exponential moving average of the weights (Polyak and Juditsky 1992 for the plain mean):"
        + " validation, the best epoch and the model take it, training goes on from the weights"
        + " themselves; running statistics are averaged alike")
public record WeightAverageConfig(
    @Key(
            value =
                "share of the average that is kept at each update; after t updates at most"
                    + " (1 + t) / (10 + t), so that the first weights are soon forgotten",
            standard = "0.999",
            min = 0,
            max = 1,
            belowMax = true)
        double decay) {}
