package org.headtune.model;

import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Where rows of a table enter a network: below its first link, or, where the links at the bottom
 * always give the same output for the same input, above those.
 */
final class Entrance implements AutoCloseable {
  private final Chain chain;
  private final int width;
  private final Scope scope;
  private final Matrix examples;
  private int fixed;
  private Prefix prefix;
  private Matrix entry;

  /**
   * @param width numbers of an example
   * @param scope for what the links at the bottom compute
   */
  Entrance(Chain chain, int width, Scope scope) {
    this.chain = chain;
    this.width = width;
    this.scope = scope;
    this.examples = new Matrix(width);
    this.entry = examples;
  }

  /** Begins anew, after other links have come to give always the same. */
  void begin() {
    fixed = chain.fixed();
    prefix = fixed == 0 ? null : new Prefix(chain, fixed, width, scope);
    entry = fixed == 0 ? examples : new Matrix(prefix.width());
  }

  /** How many links at the bottom always give the same output for the same input. */
  int fixed() {
    return fixed;
  }

  /** Numbers per row that those links give, or of an example if there are none. */
  int width() {
    return entry.width();
  }

  /** Computes what those links, at least one, give for rows of a table of examples, in order. */
  void features(FeatureTable table, int rows, Prefix.Target target) {
    for (int from = 0; from < rows; from += Prefix.BLOCK_ROWS) {
      int first = from;
      int count = Math.min(Prefix.BLOCK_ROWS, rows - first);
      int[] order = IntStream.range(first, first + count).toArray();
      prefix.compute(
          table, order, 0, count, (row, source, at) -> target.set(first + row, source, at));
    }
  }

  /** The rows as the links that are left take them. */
  INDArray enter(FeatureTable table, int[] order, int first, int rows) {
    entry.rows(rows);
    if (table.level() == fixed) {
      fill(entry, table, order, first, rows);
    } else if (table.level() == 0) {
      prefix.compute(
          table,
          order,
          first,
          rows,
          (row, source, at) -> entry.numbers().put(row * entry.width(), source, at, entry.width()));
    } else {
      throw new IllegalArgumentException(
          "rows of level " + table.level() + " where " + fixed + " is the one of this epoch");
    }
    return fixed == 0 ? entry.array() : entry.shaped(rows, prefix.shapeOfRow());
  }

  /** Rows mixed with their partners, as the links that are left take them. */
  INDArray enter(FeatureTable table, int[] own, int[] partners, double share, int first, int rows) {
    if (share == 1) {
      return enter(table, own, first, rows);
    }
    enter(table, partners, first, rows);
    float[] others = new float[rows * entry.width()];
    entry.numbers().get(0, others);
    INDArray input = enter(table, own, first, rows);
    float[] mixed = new float[others.length];
    entry.numbers().get(0, mixed);
    for (int i = 0; i < mixed.length; i++) {
      mixed[i] = (float) (share * mixed[i] + (1 - share) * others[i]);
    }
    entry.numbers().put(0, mixed);
    return input;
  }

  static void fill(Matrix matrix, FeatureTable table, int[] order, int first, int rows) {
    for (int i = 0; i < rows; i++) {
      table.copyRow(order[first + i], matrix.numbers(), i * matrix.width());
    }
  }

  /** Gives memory back; it is taken anew when rows enter again. */
  @Override
  public void close() {
    examples.close();
    entry.close();
    if (prefix != null) {
      prefix.close();
    }
  }
}
