package org.headtune.recipe;

import java.util.Optional;
import org.headtune.artifact.ModelCard;
import org.headtune.config.DataConfig.FileFormat;
import org.headtune.config.QuoteMark;
import org.headtune.config.TextEncoding;
import org.headtune.data.FolderColumns;
import org.headtune.data.Layout;
import org.headtune.data.Spelling;

/**
 * How a table is laid out, as far as a user of the command line says.
 *
 * @param delimiter one character, or empty to have it detected
 * @param header whether the first row names the columns
 * @param encoding of the bytes, if it is not the one the model was trained on
 * @param quote what stands around fields, if it is not what the model was trained on
 */
public record TableForm(
    String delimiter, boolean header, Optional<TextEncoding> encoding, Optional<QuoteMark> quote) {

  /** With what the model knows of its tables. */
  Layout layout(ModelCard card) {
    Spelling known = card.columns().spelling();
    return new Layout(
        FileFormat.AUTO,
        Optional.of(delimiter).filter(text -> !text.isEmpty()),
        header,
        new Spelling(
            encoding.orElse(known.encoding()),
            quote.orElse(known.quote()),
            known.trim(),
            known.decimalComma(),
            known.documents()),
        FolderColumns.of(card.columns(), card.label()));
  }
}
