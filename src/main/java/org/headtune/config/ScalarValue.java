package org.headtune.config;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.headtune.Text;
import org.headtune.config.Node.Scalar;
import org.headtune.config.Node.Scalar.Kind;

/**
 * Gives a single value the type that its key expects, never the other way round: where text is
 * expected, {@code no} is text; where a number is expected, a quoted number is a fault.
 */
final class ScalarValue {
  private ScalarValue() {}

  /**
   * The value, or null after telling the rest of a sentence that begins with the key.
   *
   * @param type {@code String}, an enum, {@code boolean}, {@code int}, {@code long}, {@code double}
   */
  static Object of(Class<?> type, Key key, Scalar scalar, Consumer<String> tell) {
    if (type == String.class) {
      return text(key, scalar, tell);
    } else if (scalar.kind() == Kind.NULL) {
      tell.accept(noValue(Expected.words(type, key)));
      return null;
    } else if (type.isEnum()) {
      return constant(type, scalar, tell);
    } else if (type == boolean.class || type == Boolean.class) {
      return truth(type, key, scalar, tell);
    }
    return number(type, key, scalar, tell);
  }

  static String noValue(String expected) {
    return " has no value; expected " + expected + ": write it out";
  }

  static String unknownWord(String word, Collection<String> known) {
    return unknownWord(word, known, Expected.oneOf(known));
  }

  static String unknownWord(String word, Collection<String> known, String expected) {
    return " is %s; expected %s%s"
        .formatted(
            Text.quoted(word),
            expected,
            Nearest.to(word, known.stream()).map(near -> ": did you mean " + near).orElse(""));
  }

  private static String text(Key key, Scalar scalar, Consumer<String> tell) {
    Kind kind = scalar.kind();
    boolean number = kind == Kind.WHOLE || kind == Kind.FRACTION;
    if (scalar.text().isEmpty()) {
      tell.accept(scalar.plain() ? noValue("text") : " is empty; expected text");
      return null;
    } else if (kind == Kind.TEXT || (number && key.numberToo())) {
      return scalar.text();
    }
    tell.accept(
        " is %s, which YAML reads as %s; expected text: quote it, as in \"%s\""
            .formatted(Text.quoted(scalar.text()), kind.words, Text.printable(scalar.text())));
    return null;
  }

  private static Object constant(Class<?> type, Scalar scalar, Consumer<String> tell) {
    List<String> words = Declaration.words(type);
    int index = words.indexOf(scalar.text());
    if (index < 0) {
      tell.accept(refusal(type, scalar.text()).orElseGet(() -> unknownWord(scalar.text(), words)));
      return null;
    }
    return type.getEnumConstants()[index];
  }

  private static Optional<String> refusal(Class<?> type, String word) {
    return Arrays.stream(type.getAnnotationsByType(Refusal.class))
        .filter(refusal -> refusal.word().equals(word))
        .map(refusal -> " is %s, but %s".formatted(Text.quoted(word), refusal.reason()))
        .findFirst();
  }

  private static Object truth(Class<?> type, Key key, Scalar scalar, Consumer<String> tell) {
    if (scalar.kind() != Kind.BOOLEAN) {
      tell.accept(wrong(scalar, Expected.words(type, key)));
      return null;
    }
    return Boolean.valueOf(scalar.text());
  }

  private static Object number(Class<?> type, Key key, Scalar scalar, Consumer<String> tell) {
    Range range = Range.of(type, key);
    Optional<Double> number = decimal(scalar, range.whole());
    if (number.isEmpty() || !range.contains(number.get())) {
      tell.accept(wrong(scalar, range.words()));
      return null;
    } else if (!range.whole()) {
      return number.get();
    }
    long whole = Long.parseLong(scalar.text());
    return type == int.class || type == Integer.class ? (Object) (int) whole : (Object) whole;
  }

  private static Optional<Double> decimal(Scalar scalar, boolean whole) {
    boolean fits = scalar.kind() == Kind.WHOLE || (scalar.kind() == Kind.FRACTION && !whole);
    return fits && scalar.text().matches("[-+.]*[0-9][-+.0-9eE]*")
        // + 0.0 turns -0 into 0, so that equal configs are equal records
        ? Optional.of(Double.parseDouble(scalar.text()) + 0.0)
        : Optional.empty();
  }

  private static String wrong(Scalar scalar, String expected) {
    if (!scalar.plain()) {
      return " is the text %s; expected %s: remove the quotes if it is one"
          .formatted(Text.quoted(scalar.text()), expected);
    }
    return " is %s; expected %s".formatted(Text.quoted(scalar.text()), expected);
  }
}
