package org.headtune.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.headtune.ExitCode;
import org.headtune.recipe.Embed;
import org.headtune.recipe.Predict;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code headtune embed}. */
@Command(
    name = "embed",
    description =
        "Writes what the layers below the head give for every row of a table: a vector for a search or"
            + " another program to work with.",
    footer = {
      "",
      "The model may have learnt without labels; the label column is not needed.",
      "CSV has the columns f1, f2, ...; a .npy file is a matrix of 32-bit floats for NumPy.",
      "Example: headtune embed runs/digits data/digits/test.csv -o VECTORS.npy"
    })
final class EmbedCommand implements Callable<Integer> {
  private final Outside outside;

  @Parameters(index = "0", paramLabel = "MODEL", description = "A run folder or a model zip.")
  private Path model;

  @Parameters(
      index = "1",
      paramLabel = "DATA",
      description =
          "CSV, TSV, JSON Lines or IDX rows, plain or .gz; Parquet; a folder of images, or one"
              + " image; - is stdin.")
  private String input;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      defaultValue = "-",
      description = "The file to write, .csv or .npy; - is CSV on stdout, the default.")
  private String output;

  @Option(
      names = "--on-error",
      paramLabel = "fail|skip|null",
      defaultValue = "fail",
      description =
          "At a faulty row: stop, leave it out, or write it with empty cells (in .npy: NaN); default"
              + " ${DEFAULT-VALUE}.")
  private Predict.OnError onError;

  @Mixin private ComputingOptions computing;

  @Option(names = "--quiet", description = "Only warnings and errors on stderr.")
  private boolean quiet;

  @Mixin private TableOptions table;

  EmbedCommand(Outside outside) {
    this.outside = outside;
  }

  @Override
  public Integer call() {
    try (Terminal terminal = new Terminal(outside, quiet)) {
      new Embed(terminal, outside.clock(), outside.in(), outside.out())
          .run(new Embed.Request(model, input, table.form(), output, onError, computing.chosen()));
    }
    return ExitCode.DONE.number();
  }
}
