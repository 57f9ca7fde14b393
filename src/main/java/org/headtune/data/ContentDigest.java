package org.headtune.data;

import java.lang.reflect.RecordComponent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The SHA-256 of values: equal values have the same one, others another one. Every value goes in
 * with its kind and its length, so that no two lists of values read alike.
 */
final class ContentDigest {
  private final MessageDigest digest;

  ContentDigest() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /**
   * Adds a value.
   *
   * @param value a text, number, truth value or enum constant, or a list, an optional or a record
   *     of such values
   */
  ContentDigest add(Object value) {
    if (value instanceof Optional<?> optional) {
      add(optional.stream().toList());
    } else if (value instanceof List<?> list) {
      text("list");
      number(list.size());
      list.forEach(this::add);
    } else if (value instanceof Record fields) {
      addFields(fields);
    } else if (value instanceof Enum<?>
        || value instanceof String
        || value instanceof Number
        || value instanceof Boolean) {
      text(value.getClass().getName());
      text(value instanceof Enum<?> constant ? constant.name() : value.toString());
    } else {
      throw new IllegalArgumentException("no way to digest a " + value.getClass().getName());
    }
    return this;
  }

  private void addFields(Record fields) {
    text(fields.getClass().getName());
    for (RecordComponent component : fields.getClass().getRecordComponents()) {
      text(component.getName());
      try {
        add(component.getAccessor().invoke(fields));
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Adds bytes. */
  ContentDigest add(byte[] bytes, int count) {
    number(count);
    digest.update(bytes, 0, count);
    return this;
  }

  private void text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    add(bytes, bytes.length);
  }

  private void number(int number) {
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, number));
  }

  /** The sum of all that was added, in lower-case hexadecimal; nothing may be added any more. */
  String sum() {
    return HexFormat.of().formatHex(digest.digest());
  }
}
