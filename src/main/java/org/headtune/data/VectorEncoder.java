package org.headtune.data;

/** Turns a category into the place of its vector in a table. */
final class VectorEncoder extends CellEncoder {
  private final FittedColumn.CategoryVector column;
  private final TextTable categories;
  private final int replacement; // of a missing cell; -1 for a text that is no category

  VectorEncoder(FittedColumn.CategoryVector column, int index, TextTable tokens) {
    super(column, index, tokens);
    this.column = column;
    categories = TextTable.of(column.categories());
    replacement = column.categories().indexOf(column.replacement());
  }

  @Override
  boolean encode(Row row, float[] out, int at) {
    boolean missing = missing(row);
    if (missing && !column.fills()) {
      return false;
    }
    int category = missing ? replacement : row.indexIn(categories, index());
    boolean known = category >= 0;
    boolean shared = !known && column.hasShared();
    out[at] = known ? category : shared ? column.bag().entries() - 1 : 0;
    out[at + 1] = known || shared ? 1 : 0;
    return true;
  }

  @Override
  String expected() {
    throw new IllegalStateException("any text is a category or an unknown one");
  }
}
