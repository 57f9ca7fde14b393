package org.headtune.data;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What the first bytes of a file say it is. */
enum Signature {
  IDX("\0\0"),
  GZIP("\u001F\u008B"),
  ZIP("PK\u0003\u0004"),
  WORKBOOK("\u00D0\u00CF\u0011\u00E0"),
  ZSTANDARD("(\u00B5/\u00FD"),
  XZ("\u00FD7zX"),
  PARQUET("PAR1\u0015"), // and the header of a page, or the footer
  TEXT("");

  /** How many bytes are looked at. */
  static final int LENGTH = 5;

  private final String bytes; // in Latin-1

  Signature(String bytes) {
    this.bytes = bytes;
  }

  static Signature of(byte[] first) {
    String start = new String(first, StandardCharsets.ISO_8859_1);
    for (Signature signature : values()) {
      if (start.startsWith(signature.bytes)) {
        return signature;
      }
    }
    throw new IllegalStateException("anything starts like TEXT");
  }

  /** Why a stream of this kind is not read as rows, and what to do; nothing for IDX and text. */
  Optional<String> refusal() {
    return switch (this) {
      case IDX, TEXT -> Optional.empty();
      case GZIP -> Optional.of("this is gzip data inside gzip data; unpack it once");
      case ZIP, WORKBOOK ->
          Optional.of("this looks like a zip archive or a spreadsheet; export the table as CSV");
      case ZSTANDARD -> Optional.of("this looks like zstandard data; unpack it, or use gzip");
      case PARQUET ->
          Optional.of(
              "this is Parquet, which is read from its end: name it as a file, neither packed nor"
                  + " through a pipe, and leave data.format at auto");
      case XZ -> Optional.of("this looks like xz data; unpack it, or use gzip");
    };
  }
}
