package org.headtune.config;

/** One run, whole: what {@code headtune train} reads. */
public record RunConfig(
    @Key("the rows to learn from, and how to read them") DataConfig data,
    @Key("the network") ModelConfig model,
    @Key(value = "how the weights are moved", standard = "{}") TrainingConfig training,
    @Key("the run folder to write, relative to the working directory") String output) {}
