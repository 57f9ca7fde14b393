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
        "Where to compute. auto, the default, takes a GPU where scripts/headtune has a build for it",
        "and the GPU can be used, else the CPU; cuda ends with exit code 7 where it cannot be used."
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
