package org.headtune.data;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;
import org.headtune.ExitCode;
import org.headtune.Place;
import org.headtune.Text;
import org.headtune.UserError;

/** The columns of a Parquet file, if it is a plain table. */
final class ParquetColumns {
  private final String file;
  private final MessageType schema;

  private ParquetColumns(String file, MessageType schema) {
    this.file = file;
    this.schema = schema;
  }

  /**
   * The columns in the file's order.
   *
   * @throws UserError naming one that no table has
   */
  static List<ParquetColumn> of(String file, MessageType schema) {
    ParquetColumns all = new ParquetColumns(file, schema);
    all.expectNames();
    List<ParquetColumn> columns = new ArrayList<>();
    for (Type type : schema.getFields()) {
      columns.add(all.column(type));
    }
    return columns;
  }

  private void expectNames() {
    if (schema.getFieldCount() == 0 || schema.getFieldCount() > CsvRecords.MAX_COLUMNS) {
      throw fault(
          String.format(
              Locale.ROOT,
              "%,d columns; expected 1 to %,d",
              schema.getFieldCount(),
              CsvRecords.MAX_COLUMNS));
    }
    Set<String> names = new HashSet<>();
    for (Type type : schema.getFields()) {
      if (type.getName().isBlank()) {
        throw fault("a column has no name; give every column a name");
      } else if (!names.add(type.getName())) {
        throw fault("a second column named " + Text.quoted(type.getName()) + "; rename one");
      }
    }
  }

  private ParquetColumn column(Type type) {
    String column = "column " + Text.quoted(type.getName()) + " is ";
    if (!type.isPrimitive() || type.isRepetition(Type.Repetition.REPEATED)) {
      throw fault(
          column
              + "nested: a list, a map or a structure; expected one plain value in each row: leave"
              + " the column out of the file, or take it apart");
    }
    return ParquetColumn.of(schema.getColumnDescription(new String[] {type.getName()}))
        .orElseThrow(
            () ->
                fault(
                    column
                        + "of the type "
                        + kind(type.asPrimitiveType())
                        + "; expected numbers, truth values, dates, moments or text: convert the"
                        + " column, or leave it out of the file"));
  }

  private static String kind(PrimitiveType type) {
    LogicalTypeAnnotation meaning = type.getLogicalTypeAnnotation();
    return type.getPrimitiveTypeName() + (meaning == null ? "" : " " + meaning);
  }

  private UserError fault(String message) {
    return new UserError(ExitCode.DATA, Place.of(file), message);
  }
}
