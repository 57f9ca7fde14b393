package org.headtune.config;

/** The section {@code halving} of a plan. */
@Meaning(
    "successive halving (Jamieson and Talwalkar 2016): all runs train a few epochs, the best of them go"
        + " on, and so again until the last ones train to their end")
public record HalvingConfig(
    @Key(value = "epochs of the first round", min = 1, max = 1_000_000) int epochs,
    @Key(
            value =
                "one run of so many goes on to the next round, which is so many times as long; at least"
                    + " one does",
            standard = "3",
            min = 2,
            max = 1000)
        int factor) {}
