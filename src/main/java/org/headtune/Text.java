package org.headtune;

/** Text of foreign origin, made fit to stand in a message. */
public final class Text {
  private Text() {}

  /** The text with control characters as {@code \\u00XX} escapes, whole. */
  public static String printable(String text) {
    StringBuilder out = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean plain = !Character.isISOControl(c) && Character.getType(c) != Character.FORMAT;
      if (!plain && out == null) {
        out = new StringBuilder(text.length() + 16).append(text, 0, i);
      }
      if (out != null) {
        out.append(plain ? String.valueOf(c) : String.format("\\u%04X", (int) c));
      }
    }
    return out == null ? text : out.toString();
  }

  /** The first so many characters of a longer text; no character is cut in two. */
  public static String first(String text, int characters) {
    boolean half = Character.isHighSurrogate(text.charAt(characters - 1));
    return text.substring(0, half ? characters - 1 : characters);
  }

  /** The text in single quotes, escaped, cut after 40 characters: for cells, keys and names. */
  public static String quoted(String text) {
    int limit = 40;
    boolean cut = text.length() > limit;
    return "'" + printable(cut ? first(text, limit) : text) + (cut ? "...'" : "'");
  }
}
