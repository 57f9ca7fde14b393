package org.headtune.config;

import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A name, or a pattern with {@code *} for any characters and {@code ?} for one. */
public final class NamePattern {
  private final Pattern pattern;

  private NamePattern(Pattern pattern) {
    this.pattern = pattern;
  }

  /** The pattern that a text is. */
  public static NamePattern of(String text) {
    String regex =
        text.chars()
            .mapToObj(
                c ->
                    switch (c) {
                      case '*' -> ".*";
                      case '?' -> ".";
                      default -> Pattern.quote(Character.toString(c));
                    })
            .collect(Collectors.joining());
    return new NamePattern(Pattern.compile(regex, Pattern.DOTALL));
  }

  /** Whether a name is meant. */
  public boolean fits(String name) {
    return pattern.matcher(name).matches();
  }
}
