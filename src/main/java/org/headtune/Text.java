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

  /** The text in single quotes, escaped, cut after 40 characters: for cells, keys and names. */
  public static String quoted(String text) {
    int limit = 40;
    boolean cut = text.length() > limit;
    return "'" + printable(cut ? text.substring(0, limit) : text) + (cut ? "...'" : "'");
  }
}
