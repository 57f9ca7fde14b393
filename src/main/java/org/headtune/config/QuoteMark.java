package org.headtune.config;

/** What stands around fields of CSV. */
public enum QuoteMark {
  @Meaning("`\"`; one within the field is doubled")
  DOUBLE,
  @Meaning("`'`; one within the field is doubled")
  SINGLE,
  @Meaning("quotes are characters like any others")
  NONE
}
