package org.headtune.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A word that people write where one of a fixed set is expected, and why it is not in it. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@Repeatable(Refusal.All.class)
@interface Refusal {

  String word();

  /** A sentence without its beginning and end that says why, and what to write instead. */
  String reason();

  /** All that are refused. */
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.TYPE)
  @interface All {
    Refusal[] value();
  }
}
