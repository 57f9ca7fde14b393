package org.headtune.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * One key as the records declare it.
 *
 * @param name in snake_case
 * @param type the record component's type
 * @param key what is said about it
 */
record Declaration(String name, Type type, Key key) {

  Declaration {
    Objects.requireNonNull(key, () -> "the key " + name + " has no @Key");
  }

  /** The keys of a section, in the order of the record. */
  static List<Declaration> of(Class<?> section) {
    return Arrays.stream(section.getRecordComponents())
        .map(
            c -> new Declaration(word(c.getName()), c.getGenericType(), c.getAnnotation(Key.class)))
        .toList();
  }

  /** The alternatives of a {@link Choice} by their words, in the order of declaration. */
  static Map<String, Class<?>> alternatives(Class<?> choice) {
    Map<String, Class<?>> alternatives = new LinkedHashMap<>();
    for (Class<?> alternative : choice.getPermittedSubclasses()) {
      alternatives.put(word(alternative.getSimpleName()), alternative);
    }
    return alternatives;
  }

  /** Those of a {@link Choice.By#WORD} that are written as a word. */
  static Map<String, Class<?>> bareWords(Class<?> choice) {
    Map<String, Class<?>> words = alternatives(choice);
    words.values().remove(written(choice));
    return words;
  }

  /** The one of a {@link Choice.By#WORD} that is written as a mapping. */
  static Class<?> written(Class<?> choice) {
    return alternatives(choice).values().stream()
        .filter(alternative -> !of(alternative).isEmpty())
        .findFirst()
        .orElseThrow();
  }

  /** The words of an enum. */
  static List<String> words(Class<?> type) {
    return Arrays.stream(type.getEnumConstants()).map(c -> word((Enum<?>) c)).toList();
  }

  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** A Java name in snake_case. */
  static String word(String name) {
    return name.replaceAll("(?<=.)([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }

  /** What {@link Meaning} says of a section or alternative. */
  static Optional<String> meaning(Class<?> section) {
    return Optional.ofNullable(section.getAnnotation(Meaning.class)).map(Meaning::value);
  }

  /** What {@link Meaning} says of a word. */
  static Optional<String> meaning(Enum<?> constant) {
    try {
      return Optional.ofNullable(
              constant.getDeclaringClass().getField(constant.name()).getAnnotation(Meaning.class))
          .map(Meaning::value);
    } catch (NoSuchFieldException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The class of a type without its parameters. */
  static Class<?> raw(Type type) {
    return type instanceof ParameterizedType generic
        ? (Class<?>) generic.getRawType()
        : (Class<?>) type;
  }

  /** The last parameter of a generic type: what a list, a map or an optional holds. */
  static Type content(Type type) {
    Type[] parameters = ((ParameterizedType) type).getActualTypeArguments();
    return parameters[parameters.length - 1];
  }

  boolean isOptional() {
    return raw(type) == Optional.class;
  }

  /** The type of the value where there is one. */
  Type valueType() {
    return isOptional() ? content(type) : type;
  }

  boolean isRequired() {
    return !isOptional() && key.standard().isEmpty();
  }

  static boolean needsNothing(Class<?> section) {
    return of(section).stream().noneMatch(Declaration::isRequired);
  }
}
