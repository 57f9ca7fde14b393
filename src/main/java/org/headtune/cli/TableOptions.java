package org.headtune.cli;

import java.util.Optional;
import org.headtune.ExitCode;
import org.headtune.UserError;
import org.headtune.config.QuoteMark;
import org.headtune.config.TextEncoding;
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

  @Option(
      names = "--encoding",
      paramLabel = "utf_8|latin_1",
      description = "Encoding of the rows; that of the training rows if absent.")
  private TextEncoding encoding;

  @Option(
      names = "--quote",
      paramLabel = "double|single|none",
      description = "Quotes around fields; those of the training rows if absent.")
  private QuoteMark quote;

  TableForm form() {
    if (delimiter != null && "\"\r\n".indexOf(delimiter) >= 0) {
      throw new UserError(
          ExitCode.USAGE, "--delimiter: expected one character, not a quote or a line break");
    }
    return new TableForm(
        delimiter == null ? "" : delimiter.toString(),
        !noHeader,
        Optional.ofNullable(encoding),
        Optional.ofNullable(quote));
  }
}
