package org.headtune.cli;

import org.headtune.recipe.Computing;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where the numbers are computed. */
final class ComputingOptions {
  @Option(
      names = "--backend",
      paramLabel = "auto|cpu|cuda",
      description = {
        "Where to compute. auto, the default: on a GPU if scripts/headtune has",
        "made a build for it and it can be used, else on the CPU. cuda: on a GPU,",
        "or not at all, with exit code 7 and the first cause."
      })
  private Computing.Choice backend = Computing.Choice.AUTO;

  @Mixin private ThreadsOption threads;

  /** What is asked for, if it can be had. */
  Computing chosen() {
    return asked().checked();
  }

  /** What is asked for. */
  Computing asked() {
    return new Computing(backend, threads.number());
  }
}
