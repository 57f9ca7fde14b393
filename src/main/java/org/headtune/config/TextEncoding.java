package org.headtune.config;

/** How the characters of a table are stored as bytes. */
public enum TextEncoding {
  UTF_8,
  @Meaning("ISO 8859-1, with the quotes and the euro sign of Windows-1252")
  LATIN_1
}
