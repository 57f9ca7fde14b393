package org.headtune.config;

/** The section {@code training.parameter_averaging}. */
@Meaning(
    "copies of the network that are trained at the same time, each on batches of its own, and"
        + " averaged now and then (McDonald et al. 2010), the state of the optimizer too: how"
        + " `scripts/headtune-spark` trains on several machines (docs/scaling.md); `headtune train`"
        + " does the same here, copy after copy, with the same result")
public record ParameterAveragingConfig(
    @Key(value = "how many copies", min = 1, max = 10_000) int workers,
    @Key(
            value = "weight updates of each copy between two averages",
            standard = "5",
            min = 1,
            max = 1_000_000)
        int frequency) {}
