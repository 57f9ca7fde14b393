package org.headtune.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.DummyRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.FileMetaData;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.headtune.ExitCode;
import org.headtune.Place;
import org.headtune.Text;
import org.headtune.UserError;
import org.headtune.config.DataConfig.FileFormat;

/**
 * A table in Parquet, read one row group at a time. A cell's text is what the value would be in a
 * CSV; a line is the number of a row.
 */
final class ParquetSource implements RowSource {
  private final String file;
  private final InputStream beside;
  private final boolean trim;
  private final ParquetFileReader reader;
  private final FileMetaData facts;
  private final List<ParquetColumn> columns;
  private final List<String> names;
  private final Row row = new Row();
  private PageReadStore group;
  private ColumnReader[] readers = {};
  private long left; // rows of the group
  private long line;
  private byte[] cells = new byte[1 << 12];
  private final int[] ends; // of the cells
  private boolean broken;

  /** What the library does; it may throw anything where a file is damaged. */
  private interface Reading<T> {
    T read() throws IOException;
  }

  /**
   * Opens a file.
   *
   * @param beside is closed with it
   */
  static ParquetSource open(String file, Path path, Layout layout, InputStream beside) {
    long footer = ParquetFooter.check(file, path);
    ParquetReadOptions options =
        ParquetReadOptions.builder(new PlainParquetConfiguration())
            .withCodecFactory(new ParquetCodecs())
            .usePageChecksumVerification()
            .build();
    ParquetFileReader reader =
        reading(file, 0, () -> ParquetFileReader.open(new LocalInputFile(path), options));
    try {
      return new ParquetSource(file, reader, footer, layout, beside);
    } catch (UserError e) {
      close(reader, beside);
      throw e;
    }
  }

  private ParquetSource(
      String file, ParquetFileReader reader, long footer, Layout layout, InputStream beside) {
    this.file = file;
    this.reader = reader;
    this.beside = beside;
    trim = layout.spelling().trim();
    facts = reader.getFileMetaData();
    columns = ParquetColumns.of(file, facts.getSchema());
    names = facts.getSchema().getFields().stream().map(Type::getName).toList();
    ends = new int[names.size() + 1];
    if (layout.delimiter().isPresent() || !layout.header()) {
      throw fault(
          "this is Parquet, which has neither a delimiter nor a header; leave out data.delimiter and"
              + " data.header, or --delimiter and --no-header");
    }
    reader.getRowGroups().forEach(rows -> expectInside(rows, footer));
  }

  /** The bytes of a row group lie before the footer, and together are no more than the file. */
  private void expectInside(BlockMetaData rows, long footer) {
    long sum = 0;
    boolean inside = rows.getRowCount() >= 0 && rows.getColumns().size() == columns.size();
    for (ColumnChunkMetaData chunk : rows.getColumns()) {
      if (!ParquetCodecs.knows(chunk.getCodec())) {
        throw fault(
            "its pages are packed with "
                + chunk.getCodec()
                + "; expected no packing, snappy, gzip, zstd or lz4_raw: write it with one of them");
      }
      long from = chunk.getStartingPos();
      long size = chunk.getTotalSize();
      sum += Math.max(size, 0);
      inside &= from >= 0 && size >= 0 && sum >= 0 && sum <= footer && from <= footer - size;
      inside &= chunk.getValueCount() == rows.getRowCount();
    }
    if (!inside) {
      throw fault(
          "the footer of this Parquet file speaks of rows that the file does not hold; was the file"
              + " copied whole?");
    }
  }

  private UserError fault(String message) {
    return new UserError(ExitCode.DATA, Place.of(file), message);
  }

  private static <T> T reading(String file, long line, Reading<T> what) {
    try {
      return what.read();
    } catch (UserError e) {
      throw e;
    } catch (IOException | RuntimeException | StackOverflowError e) {
      throw new UserError(
              ExitCode.DATA,
              Place.of(file, line),
              "the Parquet data is damaged from here on; was the file copied whole?")
          .because(e);
    }
  }

  @Override
  public String file() {
    return file;
  }

  @Override
  public FileFormat format() {
    return FileFormat.PARQUET;
  }

  @Override
  public List<String> columns() {
    return names;
  }

  @Override
  public Optional<Shape> shape() {
    return Optional.empty();
  }

  @Override
  public Row row() {
    return row;
  }

  @Override
  public boolean canGoOn() {
    return !broken;
  }

  @Override
  public boolean next() {
    broken = true;
    boolean more = reading(file, line + 1, this::advance);
    broken = false;
    if (more) {
      expectText();
    }
    return more;
  }

  private boolean advance() throws IOException {
    while (left == 0) {
      closeGroup();
      group = reader.readNextRowGroup();
      if (group == null) {
        return false;
      }
      left = group.getRowCount();
      MessageType schema = facts.getSchema();
      ColumnReadStoreImpl store =
          new ColumnReadStoreImpl(
              new ParquetPages(group),
              new DummyRecordConverter(schema).getRootConverter(),
              schema,
              facts.getCreatedBy());
      readers =
          columns.stream()
              .map(column -> store.getColumnReader(column.descriptor()))
              .toArray(ColumnReader[]::new);
    }
    left--;
    row.begin(++line);
    for (int i = 0; i < readers.length; i++) {
      ends[i + 1] = ends[i];
      if (columns.get(i).hasValue(readers[i])) {
        ends[i + 1] += put(columns.get(i), readers[i], ends[i]);
      }
      readers[i].consume();
    }
    return true;
  }

  /** Writes a value; gives how many bytes it takes. */
  private int put(ParquetColumn column, ColumnReader value, int at) {
    if (column.text() == null) {
      Binary bytes = value.getBinary();
      room(at + bytes.length());
      bytes.toByteBuffer().get(cells, at, bytes.length());
      return bytes.length();
    }
    byte[] text = column.text().apply(value).getBytes(StandardCharsets.US_ASCII);
    room(at + text.length);
    System.arraycopy(text, 0, cells, at, text.length);
    return text.length;
  }

  private void room(int size) {
    if (size > CsvRecords.MAX_ROW) {
      throw new UserError(
          ExitCode.DATA,
          Place.of(file, line),
          String.format(
              Locale.ROOT, "this row is larger than the limit of %,d bytes", CsvRecords.MAX_ROW));
    }
    int needed = size + Long.BYTES; // with room to look ahead
    if (needed > cells.length) {
      cells = Arrays.copyOf(cells, Math.max(needed, 2 * cells.length));
    }
  }

  /** Makes the row of its cells, each of which is text of a length that any table may have. */
  private void expectText() {
    row.in(cells);
    for (int i = 0; i < readers.length; i++) {
      row.add(ends[i], ends[i + 1], trim);
    }
    for (int i = 0; i < readers.length; i++) {
      boolean bytes = columns.get(i).text() == null;
      if (bytes && !isText(ends[i], ends[i + 1])) {
        throw cell(i, "holds bytes that are no text in UTF-8");
      } else if (bytes && row.isLonger(i, CsvRecords.MAX_FIELD)) {
        throw cell(
            i,
            String.format(
                Locale.ROOT, "is longer than %,d characters, the limit", CsvRecords.MAX_FIELD));
      }
    }
  }

  private UserError cell(int column, String message) {
    return new UserError(
        ExitCode.DATA,
        new Place(file, line, column + 1),
        "column " + Text.quoted(names.get(column)) + ": the cell " + message);
  }

  private boolean isText(int from, int to) {
    int at = from;
    while (at < to && cells[at] > 0) {
      at++;
    }
    if (at == to) {
      return true;
    }
    for (int i = at; i < to; i++) {
      if (cells[i] == 0) {
        return false;
      }
    }
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(cells, at, to - at));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  private void closeGroup() {
    if (group != null) {
      group.close();
      group = null;
    }
  }

  @Override
  public void close() {
    closeGroup();
    close(reader, beside);
  }

  private static void close(ParquetFileReader reader, InputStream beside) {
    try (beside;
        reader) {
      // both are closed
    } catch (IOException e) {
      // faults in doing so are of no interest to a reader
    }
  }
}
