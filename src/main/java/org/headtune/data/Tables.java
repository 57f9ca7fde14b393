package org.headtune.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.headtune.ExitCode;
import org.headtune.Place;
import org.headtune.UserError;
import org.headtune.config.DataConfig.FileFormat;
import org.headtune.config.TextEncoding;

/**
 * Opens files of rows: CSV, TSV, JSON Lines or IDX, plain or gzipped, and Parquet, told apart by
 * their first bytes; plain text, by its name; and folders of images, or one image.
 */
public final class Tables {
  private static final int BUFFER = 1 << 16;

  private Tables() {}

  /**
   * Opens a file, or those that a pattern with {@code *} and {@code ?} fits; the labels of an IDX
   * file are left aside.
   */
  public static RowSource open(Path path, Layout layout) {
    return JoinedSource.open(List.of(path.toString()), file -> openOne(file, layout), () -> {});
  }

  private static RowSource openOne(Path path, Layout layout) {
    String name = path.toString();
    boolean any = layout.format() == FileFormat.AUTO || layout.format() == FileFormat.FOLDER;
    if (isFolder(path, layout)) {
      return FolderSource.ofAny(name, path, layout.folder());
    } else if (any && ImageFormat.isNameOfImage(name) && Files.isRegularFile(path)) {
      return FolderSource.ofImage(name, path, layout.folder());
    }
    try {
      return isParquet(path, layout)
          ? parquet(path, layout, InputStream.nullInputStream())
          : rows(name, stream(path), layout);
    } catch (IOException e) {
      throw InputFaults.of(path.toString(), e);
    }
  }

  /**
   * Opens a file, or several, whose labels are wanted: of an IDX image file they stand in a second
   * one, which is found by name ({@code images-idx3} becomes {@code labels-idx1}) if it is not
   * given.
   */
  public static RowSource openLabelled(Path path, Optional<String> labels, Layout layout) {
    return new InputFile(List.of(path.toString()), labels, layout).open();
  }

  /**
   * Opens a stream of rows, such as standard input.
   *
   * @param name what messages call it
   */
  public static RowSource open(String name, InputStream in, Layout layout) {
    try {
      return rows(name, new AwaitedStream(in), layout);
    } catch (IOException e) {
      throw InputFaults.of(name, e);
    }
  }

  private static RowSource rows(String name, InputStream in, Layout layout) throws IOException {
    InputStream plain = plain(name, in);
    return isIdx(name, plain, layout)
        ? new IdxSource(name, plain, Optional.empty())
        : text(name, plain, layout);
  }

  /**
   * The files that names and patterns mean.
   *
   * @throws UserError if there are none, or one is meant twice
   */
  public static List<Path> files(List<String> names) {
    return FilePattern.files(names);
  }

  /** Rows of text: documents, JSON Lines, or CSV. */
  static RowSource text(String name, InputStream plain, Layout layout) throws IOException {
    boolean latin1 = layout.spelling().encoding() == TextEncoding.LATIN_1;
    Utf8Bytes text = new Utf8Bytes(name, latin1 ? new Latin1Stream(name, plain) : plain);
    if (isPlainText(name, layout)) {
      return new TextSource(name, text, layout);
    }
    boolean json =
        layout.format() == FileFormat.JSONL
            || (layout.format() == FileFormat.AUTO && JsonObjects.begin(name, text.head()));
    return json ? new JsonLinesSource(name, text, layout) : new CsvSource(name, text, layout);
  }

  /** Whether text is to be read as documents, and not as a table. */
  private static boolean isPlainText(String name, Layout layout) {
    return layout.format() == FileFormat.TEXT
        || (layout.format() == FileFormat.AUTO
            && layout.spelling().documents().named()
            && TextSource.isNameOfText(name));
  }

  /** Whether a path is a folder of images, where one may stand. */
  static boolean isFolder(Path path, Layout layout) {
    boolean folder = Files.isDirectory(path);
    if (!folder && layout.format() == FileFormat.FOLDER && Files.exists(path)) {
      throw new UserError(
          ExitCode.DATA,
          Place.of(path.toString()),
          "this is a file, and data.format is folder; expected a folder of images, or format: auto");
    }
    return folder && (layout.format() == FileFormat.AUTO || layout.format() == FileFormat.FOLDER);
  }

  /** Whether a file is a table in Parquet, which is no stream: it is read at many places. */
  static boolean isParquet(Path path, Layout layout) throws IOException {
    if (layout.format() != FileFormat.AUTO || !Files.isRegularFile(path)) {
      return layout.format() == FileFormat.PARQUET && !Files.isDirectory(path);
    }
    try (InputStream in = Files.newInputStream(path)) {
      return Signature.of(in.readNBytes(Signature.LENGTH)) == Signature.PARQUET;
    }
  }

  /**
   * Opens a table in Parquet.
   *
   * @param beside is closed with it
   */
  static RowSource parquet(Path path, Layout layout, InputStream beside) {
    ParquetLibrary.expect(path.toString(), Tables.class.getClassLoader());
    return ParquetSource.open(path.toString(), path, layout, beside);
  }

  static InputStream stream(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      throw new UserError(
          ExitCode.DATA, Place.of(path.toString()), "this is a folder; expected a file of rows");
    }
    InputStream in = Files.newInputStream(path);
    return Files.isRegularFile(path) ? in : new AwaitedStream(in);
  }

  /** The bytes, unpacked if they are gzipped, whatever the name says; refuses other archives. */
  static InputStream plain(String name, InputStream in) throws IOException {
    BufferedInputStream buffered = new BufferedInputStream(in, BUFFER);
    if (Signature.of(first(buffered)) == Signature.GZIP) {
      buffered = new BufferedInputStream(new GZIPInputStream(buffered, BUFFER), BUFFER);
    }
    Optional<String> refusal = Signature.of(first(buffered)).refusal();
    if (refusal.isPresent()) {
      throw new UserError(ExitCode.DATA, Place.of(name), refusal.get());
    }
    return buffered;
  }

  static boolean isIdx(String name, InputStream plain, Layout layout) throws IOException {
    return layout.format() == FileFormat.IDX
        || (layout.format() == FileFormat.AUTO && Signature.of(first(plain)) == Signature.IDX);
  }

  private static byte[] first(InputStream in) throws IOException {
    in.mark(Signature.LENGTH);
    byte[] first = in.readNBytes(Signature.LENGTH);
    in.reset();
    return first;
  }
}
