package org.headtune.data;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DateLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.EnumLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.JsonLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.StringLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;

/**
 * A flat column of a Parquet file.
 *
 * @param text what a value would be in a CSV; null where the bytes of the value are the text
 */
record ParquetColumn(ColumnDescriptor descriptor, Function<ColumnReader, String> text) {
  private static final int LARGEST_DECIMAL = 64; // bytes; 256 bits are 32
  private static final long UNIX_EPOCH = 2_440_588; // as a Julian day
  private static final int INT96 = 12;
  private static final int DIGITS_OF_DOUBLE = 17; // more than the fewest never are
  private static final int DIGITS_OF_FLOAT = 9;

  /** A column of a type; nothing for types that no cell of a table has. */
  static Optional<ParquetColumn> of(ColumnDescriptor descriptor) {
    PrimitiveType type = descriptor.getPrimitiveType();
    LogicalTypeAnnotation meaning = type.getLogicalTypeAnnotation();
    boolean bytes =
        meaning == null
            || meaning instanceof StringLogicalTypeAnnotation
            || meaning instanceof EnumLogicalTypeAnnotation
            || meaning instanceof JsonLogicalTypeAnnotation;
    if (type.getPrimitiveTypeName() == PrimitiveType.PrimitiveTypeName.BINARY && bytes) {
      return Optional.of(new ParquetColumn(descriptor, null));
    }
    return Optional.ofNullable(text(type, meaning))
        .map(value -> new ParquetColumn(descriptor, value));
  }

  /** Whether the reader stands at a value, not at a missing one. */
  boolean hasValue(ColumnReader reader) {
    return reader.getCurrentDefinitionLevel() == descriptor.getMaxDefinitionLevel();
  }

  private static Function<ColumnReader, String> text(
      PrimitiveType type, LogicalTypeAnnotation meaning) {
    return switch (type.getPrimitiveTypeName()) {
      case BOOLEAN -> meaning == null ? reader -> Boolean.toString(reader.getBoolean()) : null;
      case FLOAT -> meaning == null ? reader -> shortest(reader.getFloat()) : null;
      case DOUBLE -> meaning == null ? reader -> shortest(reader.getDouble()) : null;
      case INT32 -> whole(meaning);
      case INT64 -> wholeOfEightBytes(meaning);
      case INT96 -> reader -> dayAndTime(reader.getBinary());
      case BINARY, FIXED_LEN_BYTE_ARRAY ->
          meaning instanceof DecimalLogicalTypeAnnotation decimal
              ? reader -> decimal(reader.getBinary(), decimal.getScale())
              : null;
    };
  }

  private static Function<ColumnReader, String> whole(LogicalTypeAnnotation meaning) {
    if (meaning instanceof DateLogicalTypeAnnotation) {
      return reader -> LocalDate.ofEpochDay(reader.getInteger()).toString();
    } else if (meaning instanceof DecimalLogicalTypeAnnotation decimal) {
      return reader -> BigDecimal.valueOf(reader.getInteger(), decimal.getScale()).toPlainString();
    } else if (meaning instanceof IntLogicalTypeAnnotation number && !number.isSigned()) {
      return reader -> Integer.toUnsignedString(reader.getInteger());
    }
    boolean plain = meaning == null || meaning instanceof IntLogicalTypeAnnotation;
    return plain ? reader -> Integer.toString(reader.getInteger()) : null;
  }

  private static Function<ColumnReader, String> wholeOfEightBytes(LogicalTypeAnnotation meaning) {
    if (meaning instanceof TimestampLogicalTypeAnnotation moment) {
      String zone = moment.isAdjustedToUTC() ? "Z" : "";
      long second =
          switch (moment.getUnit()) {
            case MILLIS -> 1_000;
            case MICROS -> 1_000_000;
            case NANOS -> 1_000_000_000;
          };
      return reader -> moment(reader.getLong(), second) + zone;
    } else if (meaning instanceof DecimalLogicalTypeAnnotation decimal) {
      return reader -> BigDecimal.valueOf(reader.getLong(), decimal.getScale()).toPlainString();
    } else if (meaning instanceof IntLogicalTypeAnnotation number && !number.isSigned()) {
      return reader -> Long.toUnsignedString(reader.getLong());
    }
    boolean plain = meaning == null || meaning instanceof IntLogicalTypeAnnotation;
    return plain ? reader -> Long.toString(reader.getLong()) : null;
  }

  /**
   * A moment of ISO 8601.
   *
   * @param second how many units it has
   */
  private static String moment(long units, long second) {
    long nanos = Math.floorMod(units, second) * (1_000_000_000 / second);
    return iso(
        LocalDateTime.ofEpochSecond(Math.floorDiv(units, second), (int) nanos, ZoneOffset.UTC));
  }

  private static String iso(LocalDateTime moment) {
    return DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(moment);
  }

  /** Nanoseconds of a day, and the day: how moments were written in former times. */
  private static String dayAndTime(Binary bytes) {
    ByteBuffer twelve = bytes.toByteBuffer().slice().order(ByteOrder.LITTLE_ENDIAN);
    if (twelve.remaining() != INT96) {
      throw new IllegalArgumentException("a moment has 12 bytes");
    }
    long nanos = twelve.getLong();
    return iso(LocalDate.ofEpochDay(twelve.getInt() - UNIX_EPOCH).atStartOfDay().plusNanos(nanos));
  }

  private static String decimal(Binary bytes, int scale) {
    if (bytes.length() > LARGEST_DECIMAL) {
      throw new IllegalArgumentException("a decimal of too many bytes");
    }
    return new BigDecimal(new BigInteger(bytes.getBytes()), scale).toPlainString();
  }

  /** The fewest digits that are this number and no other; Java before 19 may write one more. */
  static String shortest(double value) {
    String text = Double.toString(value);
    String shorter = shorter(text, DIGITS_OF_DOUBLE);
    return Double.parseDouble(shorter) == value ? shorter : text;
  }

  /** The same of a number of four bytes. */
  static String shortest(float value) {
    String text = Float.toString(value);
    String shorter = shorter(text, DIGITS_OF_FLOAT);
    return Float.parseFloat(shorter) == value ? shorter : text;
  }

  /** A number with one digit less, if it has many. */
  private static String shorter(String text, int many) {
    int exponent = text.indexOf('E');
    String digits = exponent < 0 ? text : text.substring(0, exponent);
    if (digits.length() < many || !Character.isDigit(text.charAt(text.length() - 1))) {
      return text;
    }
    BigDecimal number = new BigDecimal(digits);
    MathContext less = new MathContext(number.precision() - 1, RoundingMode.HALF_EVEN);
    String rounded = number.round(less).stripTrailingZeros().toPlainString();
    return (rounded.contains(".") ? rounded : rounded + ".0")
        + (exponent < 0 ? "" : text.substring(exponent).toUpperCase(Locale.ROOT));
  }
}
