package org.headtune.cli;

import org.headtune.recipe.TableForm;
import picocli.CommandLine.Option;

/** How a table of rows is laid out. */
final class TableOptions {
  @Option(
      names = "--delimiter",
      paramLabel = "CHAR",
      description = "Field delimiter; detected if absent.")
  private Character delimiter;

  @Option(
      names = "--no-header",
      description = "The first row is data; the columns are called c1, c2, ...")
  private boolean noHeader;

  TableForm form() {
    return new TableForm(delimiter == null ? "" : delimiter.toString(), !noHeader);
  }
}
