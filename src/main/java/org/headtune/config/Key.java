package org.headtune.config;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What the user may read about one key of the config, stated once: the reference page, the JSON
 * schema, the range checks and the defaults are all taken from here. The key's name is the record
 * component's name in snake_case.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Key {

  /** The meaning, with its unit. */
  String value();

  /** The default as YAML text; empty for a key that is required or {@code Optional}. */
  String standard() default "";

  /** Smallest value of a number. */
  double min() default Double.NEGATIVE_INFINITY;

  /** Largest value of a number. */
  double max() default Double.POSITIVE_INFINITY;

  /** Whether {@link #min} itself is outside the range. */
  boolean aboveMin() default false;

  /** Whether {@link #max} itself is outside the range. */
  boolean belowMax() default false;

  /** Whether a text may also be written as a number without quotes, such as a column's number. */
  boolean numberToo() default false;

  /** Whether a list of one text may also be written as that text. */
  boolean oneToo() default false;
}
