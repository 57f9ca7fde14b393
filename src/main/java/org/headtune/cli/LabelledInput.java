package org.headtune.cli;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A model, and rows that say what it should have answered. */
final class LabelledInput {
  @Parameters(index = "0", paramLabel = "MODEL", description = "A run folder or a model zip.")
  private Path model;

  @Parameters(
      index = "1",
      paramLabel = "DATA",
      description =
          "Rows with the label column: CSV, TSV, JSON Lines or IDX, plain or .gz; Parquet; or a"
              + " folder with a folder of images for each class.")
  private Path data;

  @Option(
      names = "--label",
      paramLabel = "COLUMN",
      description = "The label column, if it is called otherwise than in training.")
  private String label;

  Path model() {
    return model;
  }

  Path data() {
    return data;
  }

  /** Empty for the label column of the training. */
  Optional<String> label() {
    return Optional.ofNullable(label);
  }
}
