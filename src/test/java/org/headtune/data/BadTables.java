package org.headtune.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/** Training tables that must be refused, label column {@code label}, and what the refusal says. */
public final class BadTables {
  private static final String GOOD = "x,y,label\n1,2,a\n3,4,b\n5,6,a\n7,8,b\n";

  private BadTables() {}

  /**
   * One faulty file.
   *
   * @param says every one of these stands in the message
   */
  @SuppressWarnings("ArrayRecordComponent") // a plain carrier; nobody compares it
  public record BadTable(String name, byte[] bytes, List<String> says) {
    static BadTable of(String name, String text, String... says) {
      return new BadTable(name, text.getBytes(StandardCharsets.UTF_8), List.of(says));
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** Every faulty table. */
  public static Stream<BadTable> all() {
    return Stream.of(structure(), cells(), json(), moreJson(), parquet(), bytes())
        .flatMap(List::stream);
  }

  private static List<BadTable> structure() {
    return List.of(
        BadTable.of("empty file", "", "is empty"),
        BadTable.of("blank lines only", "\n\r\n\n", "is empty"),
        BadTable.of("header only", "x,y,label\n", "no data rows"),
        BadTable.of("short row", GOOD + "9,a\n", ":6: ", "2 fields found, 3 expected"),
        BadTable.of("long row", GOOD + "9,9,9,a\n", ":6: ", "4 fields found, 3 expected"),
        BadTable.of(
            "short row after a line break in quotes",
            "x,y,label\n1,2,\"a\nb\"\n1,2\n",
            ":4: ",
            "2 fields found"),
        BadTable.of("unterminated quote", GOOD + "9,\"8,a\n9,9,b\n", ":6:2: ", "never closed"),
        BadTable.of(
            "unterminated quote after a cell of two lines",
            "x,label,y\n1,\"a\nb\",\"2\n",
            ":3:3: ",
            "never closed"),
        BadTable.of("text after quote", GOOD + "9,\"8\"x,a\n", ":6:2: ", "after the closing quote"),
        BadTable.of("one column", "label\na\nb\n", "one column found", "separator"),
        BadTable.of(
            "colons", "x:label\n1:a\n2:b\n", "no label column 'label'", "'x:label'", "separator"),
        BadTable.of(
            "decimal commas", "x;label\n1,5;a\n2,5;b\n", "column 'x'", "decimal comma", "'1,5'"),
        BadTable.of("no label", "x,y\n1,2\n", ":1: ", "no label column 'label'", "'x', 'y'"),
        BadTable.of("duplicate names", "x,x,label\n1,2,a\n", ":1:2: ", "second column named 'x'"),
        BadTable.of("nameless column", "x,,label\n1,2,a\n", ":1:2: ", "no name"),
        BadTable.of("one class", "x,label\n1,a\n2,a\n", "at least two classes", "'a' 2"),
        BadTable.of(
            "label missing", "x,label\n1,a\n2,\n3,b\n", ":3:2: ", "label in column 'label'"),
        BadTable.of(
            "free text", texts(), "column 'text'", "more than 1,000 different texts", "ignore"),
        BadTable.of("empty column", "x,e,label\n1,,a\n2,,b\n", "column 'e' has no values"));
  }

  private static List<BadTable> cells() {
    return List.of(
        cell("word", "abc", "'abc' is not a finite number", "missing_tokens"),
        cell("empty", "", "the cell is missing", "drop_row"),
        cell("blank", "  ", "the cell is missing"),
        cell("NA", "NA", "'NA' is not a finite number"),
        cell("NaN", "NaN", "'NaN' is not a finite number"),
        cell("Infinity", "-Infinity", "'-Infinity' is not a finite number"),
        cell("beyond double", "1e400", "'1e400' is not a finite float"),
        cell("beyond float", "1e39", "'1e39' is not a finite float"),
        cell("decimal comma", "\"1,5\"", "'1,5' is not a finite number"),
        cell("hexadecimal", "0x1p3", "'0x1p3' is not a finite number"),
        cell("float suffix", "1f", "'1f' is not a finite number"),
        cell("double suffix", "1d", "'1d' is not a finite number"),
        cell("Arabic digits", "\u0661\u0662", "is not a finite number"),
        cell("lone sign", "-", "'-' is not a finite number"),
        cell("lone point", ".", "'.' is not a finite number"),
        cell("exponent without digits", "1e", "'1e' is not a finite number"),
        cell("control character", "1\u0007", "'1\\u0007' is not a finite number"),
        cell("long text", "z".repeat(100), "'" + "z".repeat(40) + "...' is not a finite number"));
  }

  private static BadTable cell(String name, String cell, String... says) {
    List<String> words = Stream.concat(Stream.of(":3:2: ", "column 'y'"), Stream.of(says)).toList();
    String text = "x,y,label\n1,2,a\n3," + cell + ",b\n5,6,a\n7,8,b\n";
    return new BadTable("cell: " + name, text.getBytes(StandardCharsets.UTF_8), words);
  }

  private static List<BadTable> json() {
    String good =
        "{\"x\": 1, \"y\": 2, \"label\": \"a\"}\n{\"x\": 3, \"y\": 4, \"label\": \"b\"}\n"
            .repeat(2);
    byte[] packed = gzip(good.getBytes(StandardCharsets.UTF_8));
    return List.of(
        BadTable.of("JSON: cut line", good + "{\"x\": 1, \"y\"", ":5:13: ", "one whole object"),
        BadTable.of("JSON: cut text", good + "{\"x\": 1, \"y", ":5:10: ", "never closed"),
        BadTable.of("JSON: over several lines", "{\n  \"x\": 1\n}\n", ":1:2: ", "one whole object"),
        BadTable.of(
            "JSON: one list", "[{\"x\": 1},\n {\"x\": 2}]\n", ":1: ", "one object per line", "jq"),
        BadTable.of(
            "JSON: list in a line", good + "[1, 2, \"a\"]\n", ":5: ", "one object per line"),
        BadTable.of("JSON: no object", good + "17\n", ":5:1: ", "expected an object", "'17'"),
        BadTable.of("JSON: two objects", good + "{} {}\n", ":5:4: ", "a line break behind"),
        BadTable.of(
            "JSON: object within",
            good + "{\"x\": {\"z\": 1}}\n",
            ":5:7: ",
            "key 'x'",
            "an object"),
        BadTable.of("JSON: list of texts", good + "{\"x\": [\"z\"]}\n", ":5:8: ", "a list of num"),
        BadTable.of(
            "JSON: unknown key", good + "{\"z\": 1}\n", ":5:3: ", "key 'z'", "'x', 'y', 'label'"),
        BadTable.of("JSON: key twice", good + "{\"x\": 1, \"x\": 2}\n", ":5:11: ", "second time"),
        BadTable.of("JSON: comma at the end", good + "{\"x\": 1,}\n", ":5:9: ", "a key in double"),
        BadTable.of("JSON: single quotes", good + "{'x': 1}\n", ":5:2: ", "a key in double"),
        BadTable.of("JSON: NaN", good + "{\"x\": NaN}\n", ":5:7: ", "write null"),
        BadTable.of("JSON: octal", good + "{\"x\": 012}\n", ":5:8: ", "a comma or }", "'12}'"),
        BadTable.of(
            "JSON: tab in a text", good + "{\"x\": \"\t\"}\n", ":5:8: ", "control character"),
        BadTable.of("JSON: escape", good + "{\"x\": \"\\q\"}\n", ":5:8: ", "no escape"),
        BadTable.of("JSON: half a pair", good + "{\"x\": \"\\ud83d\"}\n", ":5:8: ", "no character"),
        BadTable.of("JSON: NUL", good + "{\"x\": \"\\u0000\"}\n", ":5:8: ", "no character"),
        BadTable.of("JSON: no keys", "{}\n" + good, ":1: ", "has no keys"),
        BadTable.of("JSON: no label", "{\"x\": 1, \"y\": 2}\n", ":1: ", "no label column 'label'"),
        BadTable.of(
            "JSON: mixed types",
            good + "{\"x\": true, \"y\": \"two\", \"label\": \"a\"}\n",
            ":5:1: column 'x': 'true' is not a finite number",
            ":5:2: column 'y': 'two' is not a finite number"),
        BadTable.of(
            "JSON: null",
            good + "{\"x\": null, \"y\": 1, \"label\": \"a\"}\n",
            ":5:1: ",
            "missing"),
        new BadTable(
            "JSON: Latin-1",
            (good + "{\"x\": \"\u00E9\"}\n").getBytes(StandardCharsets.ISO_8859_1),
            List.of("not UTF-8 at byte offset " + (good.length() + 7))),
        new BadTable(
            "JSON: cut gzip",
            Arrays.copyOf(packed, packed.length - 12),
            List.of("gzip data ends early")));
  }

  private static List<BadTable> moreJson() {
    String good = "{\"x\": 1, \"label\": \"a\"}\n{\"x\": 3, \"label\": \"b\"}\n".repeat(2);
    String deep = "[".repeat(100_000);
    return List.of(
        BadTable.of("JSON: a brace alone", "{\n", ":1:2: ", "one whole object"),
        BadTable.of("JSON: Infinity", good + "{\"x\": -Infinity}\n", ":5:7: ", "no Infinity"),
        BadTable.of(
            "JSON: beyond float",
            good + "{\"x\": 1e39, \"label\": \"a\"}\n",
            ":5:1: column 'x': '1e39' is not a finite float"),
        BadTable.of(
            "JSON: beyond double",
            good + "{\"x\": 1e400, \"label\": \"a\"}\n",
            ":5:1: column 'x': '1e400' is not a finite float"),
        BadTable.of(
            "JSON: NaN as a text",
            good + "{\"x\": \"NaN\", \"label\": \"a\"}\n",
            ":5:1: column 'x': 'NaN' is not a finite number"),
        BadTable.of("JSON: plus sign", good + "{\"x\": +1}\n", ":5:7: ", "'+1}'"),
        BadTable.of("JSON: point alone", good + "{\"x\": .5}\n", ":5:7: ", "'.5}'"),
        BadTable.of("JSON: deep lists", good + "{\"x\": " + deep, ":5:8: ", "a list of numbers"),
        BadTable.of(
            "JSON: deep objects",
            good + "{\"x\":".repeat(100_000),
            ":5:6: ",
            "an object within it"),
        BadTable.of("JSON: second half of a pair", good + "{\"x\": \"\\udc00\"}\n", "no character"),
        new BadTable(
            "JSON: surrogates as bytes",
            (good + "{\"x\": \"\u00ED\u00A0\u00BD\"}\n").getBytes(StandardCharsets.ISO_8859_1),
            List.of("not UTF-8 at byte offset " + (good.length() + 7))),
        BadTable.of("JSON: NUL byte", good + "{\"x\": \"\0\"}\n", "NUL byte at byte offset"),
        BadTable.of("JSON: comment", good + "// none\n", ":5:1: ", "expected an object"),
        BadTable.of("JSON: null as a line", good + "null\n", ":5:1: ", "expected an object"),
        BadTable.of("JSON: no comma", good + "{\"x\": 1 \"label\": 2}\n", ":5:9: ", "a comma or }"),
        BadTable.of(
            "JSON: label null", good + "{\"x\": 1, \"label\": null}\n", ":5:2: ", "missing"),
        BadTable.of("JSON: label left out", good + "{\"x\": 1}\n", ":5:2: ", "label in column"),
        BadTable.of(
            "JSON: one class", "{\"x\": 1, \"label\": \"a\"}\n".repeat(3), "two classes", "'a' 3"),
        BadTable.of("JSON: blank key", "{\" \": 1, \"label\": \"a\"}\n", ":1: ", "is blank"),
        BadTable.of(
            "JSON: a key with other case",
            good + "{\"X\": 1, \"label\": \"a\"}\n",
            ":5:3: ",
            "key 'X' is not one of the first line"));
  }

  private static List<BadTable> parquet() {
    byte[] kinds = file("kinds");
    byte[] noMark = kinds.clone();
    noMark[kinds.length - 1] = 0;
    byte[] longFooter = kinds.clone();
    longFooter[kinds.length - 5] = 0x7F;
    byte[] damaged = file("rows");
    damaged[320] ^= 0x55; // in a page of the second row group
    return List.of(
        new BadTable("Parquet: cut", Arrays.copyOf(kinds, 1000), List.of("other bytes than PAR1")),
        new BadTable("Parquet: begin alone", Arrays.copyOf(kinds, 5), List.of("ends at offset 5")),
        new BadTable("Parquet: no mark behind", noMark, List.of("ends with other bytes than PAR1")),
        new BadTable(
            "Parquet: huge footer", longFooter, List.of("a footer of 2,13", "a file of 4,619 byt")),
        new BadTable("Parquet: damaged page", damaged, List.of(":3: ", "Parquet data is damaged")),
        new BadTable("Parquet: gzip", gzip(kinds), List.of("this is Parquet", "name it as a file")),
        new BadTable("Parquet: list", file("list"), List.of("column 'tags' is nested")),
        new BadTable("Parquet: structure", file("structure"), List.of("column 'at' is nested")),
        new BadTable(
            "Parquet: time", file("time"), List.of("column 't' is of the type INT64 TIME")),
        new BadTable("Parquet: brotli", file("brotli"), List.of("packed with BROTLI")),
        new BadTable("Parquet: no rows", file("no-rows"), List.of("no data rows")),
        new BadTable("Parquet: no label", kinds, List.of("no label column 'label'", "'boolean'")),
        new BadTable(
            "Parquet: no text",
            file("no-utf8"),
            List.of(":2:2: column 'label'", ":3:2: column 'label'", "no text in UTF-8")));
  }

  private static byte[] file(String name) {
    try {
      return Files.readAllBytes(
          Path.of("src/test/resources/org/headtune/data/parquet", name + ".parquet"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<BadTable> bytes() {
    byte[] good = GOOD.getBytes(StandardCharsets.UTF_8);
    return List.of(
        new BadTable(
            "Latin-1",
            "x,label\n1,caf\u00E9\n".getBytes(StandardCharsets.ISO_8859_1),
            List.of("not UTF-8 at byte offset 13")),
        new BadTable(
            "late Latin-1",
            (GOOD + "1,2,a\n".repeat(40_000) + "1,2,\u00E9\n")
                .getBytes(StandardCharsets.ISO_8859_1),
            List.of("not UTF-8 at byte offset " + (GOOD.length() + 240_004))),
        new BadTable(
            "UTF-8 cut within a character",
            new byte[] {'x', ',', 'y', '\n', (byte) 0xC3},
            List.of("not UTF-8 at byte offset 4")),
        new BadTable("UTF-16", GOOD.getBytes(StandardCharsets.UTF_16), List.of("UTF-16")),
        new BadTable(
            "UTF-16 without mark",
            GOOD.getBytes(StandardCharsets.UTF_16LE),
            List.of("NUL byte at byte offset 1")),
        BadTable.of("NUL", "x,y,label\n1,\0,a\n", "NUL byte at byte offset 12"),
        new BadTable("zip", new byte[] {'P', 'K', 3, 4, 20, 0}, List.of("zip", "CSV")),
        new BadTable("gzip twice", gzip(gzip(good)), List.of("gzip data inside gzip")),
        new BadTable(
            "cut gzip",
            Arrays.copyOf(gzip(good), gzip(good).length - 12),
            List.of("gzip data ends early")),
        new BadTable("damaged gzip", damaged(gzip(good)), List.of("gzip data is damaged")));
  }

  private static String texts() {
    StringBuilder text = new StringBuilder("text,x,label\n");
    for (int i = 0; i < 1_002; i++) {
      text.append("word").append(i).append(",1,").append(i % 2).append('\n');
    }
    return text.toString();
  }

  static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }

  private static byte[] damaged(byte[] gzip) {
    gzip[gzip.length - 6] ^= 0x55; // in the checksum
    return gzip;
  }
}
