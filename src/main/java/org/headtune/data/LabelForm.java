package org.headtune.data;

import java.util.Map;
import java.util.Optional;

/**
 * How a table tells the labels of its rows.
 *
 * @param column name of the label column
 * @param separator what stands between the classes of a row, where it may have several or none
 * @param aliases labels that stand for classes written in another way
 */
public record LabelForm(String column, Optional<String> separator, Map<String, String> aliases) {

  public LabelForm {
    aliases = Map.copyOf(aliases);
  }
}
