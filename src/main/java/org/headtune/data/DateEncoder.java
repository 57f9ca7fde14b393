package org.headtune.data;

import java.time.OffsetDateTime;
import org.headtune.config.DataConfig.MissingPolicy;

/** Turns a date into how far it lies from others, and where it stands in each cycle. */
final class DateEncoder extends CellEncoder {
  private final FittedColumn.Date column;
  private final DateFormat format;
  private final OffsetDateTime replacement; // null where none is put there
  private final boolean replacementTurns;

  DateEncoder(FittedColumn.Date column, int index, TextTable tokens) {
    super(column, index, tokens);
    this.column = column;
    format = DateFormat.of(column.pattern());
    replacement = column.fills() ? DateFormat.ISO.read(column.replacement()) : null;
    // No row was ever written on the weekday that a mean happens to fall on.
    replacementTurns =
        column.missing() == MissingPolicy.MODE || column.missing() == MissingPolicy.CONSTANT;
  }

  @Override
  boolean encode(Row row, float[] out, int at) {
    boolean missing = missing(row);
    OffsetDateTime moment = missing ? replacement : format.read(row.text(index()));
    if (moment == null) {
      return false;
    }
    double seconds = Math.max(column.first(), Math.min(column.last(), DateFormat.seconds(moment)));
    out[at] = (float) ((seconds - column.center()) / column.scale());
    int to = at + 1;
    for (Cycle cycle : column.cycles()) {
      double angle = 2 * Math.PI * cycle.turn(moment);
      boolean turns = !missing || replacementTurns;
      out[to++] = turns ? (float) StrictMath.sin(angle) : 0f;
      out[to++] = turns ? (float) StrictMath.cos(angle) : 0f;
    }
    return Math.abs(out[at]) <= Float.MAX_VALUE;
  }

  @Override
  String expected() {
    return format.expected();
  }
}
