package org.headtune.cli;

import org.headtune.ExitCode;
import org.headtune.UserError;
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
    if (delimiter != null && "\"\r\n".indexOf(delimiter) >= 0) {
      throw new UserError(
          ExitCode.USAGE, "--delimiter: expected one character, not a quote or a line break");
    }
    return new TableForm(delimiter == null ? "" : delimiter.toString(), !noHeader);
  }
}
