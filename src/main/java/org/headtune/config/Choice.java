package org.headtune.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a sealed interface whose records are the alternatives of a section; an alternative's word
 * is its record's name in snake_case.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Choice {

  /** The two ways to say which alternative is meant. */
  enum By {
    /** {@code {type: adam, learning_rate: 0.001}}. */
    TYPE,
    /** {@code dense: {units: 128}}, or the bare word when no key is required. */
    KEY,
    /**
     * The bare word, such as {@code balanced}; a single alternative has a key, which holds a map,
     * and is written as that mapping without any word: {@code {ham: 1, spam: 5}}.
     */
    WORD
  }

  By value();
}
