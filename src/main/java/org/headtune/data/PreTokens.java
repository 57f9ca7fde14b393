package org.headtune.data;

/**
 * Takes a text apart into the pieces that no token reaches across: a run of letters (with the marks
 * that combine with them), of up to three digits, or of other characters, each with the blank
 * before it; and what else there is of white space. Nothing is lost: each piece ends where the next
 * begins. Much like the pattern of Radford et al. (2019), "Language models are unsupervised
 * multitask learners", but without its rules for English.
 *
 * <p>Bytes that are no UTF-8 count as one character each.
 */
final class PreTokens {
  /**
   * No piece has more characters, its blank included, and thus no more than four times the bytes.
   */
  static final int LONGEST = 64;

  private static final int LONGEST_NUMBER = 3;
  private static final byte LETTER = 0;
  private static final byte DIGIT = 1;
  private static final byte SPACE = 2;
  private static final byte OTHER = 3;
  private static final byte[] KIND_OF_ASCII = new byte[128];

  static {
    for (int c = 0; c < KIND_OF_ASCII.length; c++) {
      KIND_OF_ASCII[c] = kindOf(c);
    }
  }

  private byte[] bytes = {};
  private int end;
  private int from;
  private int to;
  private int after; // the character that was looked at last

  /** Begins with another text, bytes of UTF-8. */
  void in(byte[] text, int begin, int limit) {
    bytes = text;
    end = limit;
    from = begin;
    to = begin;
  }

  /** Goes on to the next piece; false after the last one. */
  boolean next() {
    from = to;
    if (from == end) {
      return false;
    }
    byte kind = kind(from);
    int begin = after;
    if (kind == SPACE) {
      int last = from; // the last character of white space
      int characters = 1;
      while (begin < end && characters < LONGEST && kind(begin) == SPACE) {
        last = begin;
        begin = after;
        characters++;
      }
      boolean leads = begin < end && characters < LONGEST && bytes[last] == ' ';
      if (!leads || last > from) {
        to = leads ? last : begin;
        return true;
      }
      kind = kind(begin); // the blank belongs to what comes behind it
      to = run(kind, after, 2);
    } else {
      to = run(kind, begin, 1);
    }
    return true;
  }

  /** Where a run of one kind ends, of which some characters are read. */
  private int run(byte kind, int begin, int read) {
    int most = kind == DIGIT ? LONGEST_NUMBER + read - 1 : LONGEST;
    int at = begin;
    for (int i = read; i < most && at < end && kind(at) == kind; i++) {
      at = after;
    }
    return at;
  }

  int from() {
    return from;
  }

  int to() {
    return to;
  }

  /** The kind of the character at a place, and where the next one begins. */
  private byte kind(int at) {
    byte first = bytes[at];
    if (first >= 0) {
      after = at + 1;
      return KIND_OF_ASCII[first];
    }
    int more = first >= (byte) 0xF0 ? 3 : first >= (byte) 0xE0 ? 2 : first >= (byte) 0xC2 ? 1 : 0;
    int point = first & (0x3F >> more);
    int i = at + 1;
    while (i <= at + more && i < end && (bytes[i] & 0xC0) == 0x80) {
      point = point << 6 | (bytes[i] & 0x3F);
      i++;
    }
    boolean whole = more > 0 && i == at + more + 1 && point <= Character.MAX_CODE_POINT;
    after = whole ? i : at + 1;
    return whole ? kindOf(point) : OTHER;
  }

  private static byte kindOf(int point) {
    return switch (Character.getType(point)) {
      case Character.UPPERCASE_LETTER,
          Character.LOWERCASE_LETTER,
          Character.TITLECASE_LETTER,
          Character.MODIFIER_LETTER,
          Character.OTHER_LETTER,
          Character.NON_SPACING_MARK,
          Character.COMBINING_SPACING_MARK,
          Character.ENCLOSING_MARK ->
          LETTER;
      case Character.DECIMAL_DIGIT_NUMBER, Character.LETTER_NUMBER, Character.OTHER_NUMBER -> DIGIT;
      default -> Character.isWhitespace(point) || Character.isSpaceChar(point) ? SPACE : OTHER;
    };
  }
}
