package org.headtune.data;

import java.util.List;

/** Tells whether a cell is missing. */
final class WasMissingEncoder extends CellEncoder {

  WasMissingEncoder(FittedColumn.WasMissing column, int index, TextTable tokens) {
    super(column, index, tokens);
  }

  @Override
  boolean encode(Row row, float[] out, int at) {
    out[at] = missing(row) ? 1 : 0;
    return true;
  }

  /** None of its own: it tells of another column. */
  @Override
  List<Occlusion> occlusions(Row row, int at) {
    return List.of();
  }

  @Override
  String expected() {
    throw new IllegalStateException("any cell is missing or not");
  }
}
