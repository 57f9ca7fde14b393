package org.headtune.data;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Set;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DataPage;
import org.apache.parquet.column.page.DataPageV1;
import org.apache.parquet.column.page.DataPageV2;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.column.page.PageReader;

/**
 * The pages of a row group, each looked at before its values are made room for: what a page claims
 * to hold must fit into its bytes and into the row group.
 */
record ParquetPages(PageReadStore group) implements PageReadStore {
  private static final Set<Encoding> COUNTED =
      Set.of(
          Encoding.DELTA_BINARY_PACKED,
          Encoding.DELTA_LENGTH_BYTE_ARRAY,
          Encoding.DELTA_BYTE_ARRAY);
  private static final int LARGEST_BLOCK = 1 << 16;

  @Override
  public PageReader getPageReader(ColumnDescriptor column) {
    boolean levels = column.getMaxDefinitionLevel() > 0;
    return new CheckedPages(group.getPageReader(column), group.getRowCount(), levels);
  }

  @Override
  public long getRowCount() {
    return group.getRowCount();
  }

  @Override
  public void close() {
    group.close();
  }

  private record CheckedPages(PageReader pages, long rows, boolean levels) implements PageReader {

    @Override
    public DictionaryPage readDictionaryPage() {
      DictionaryPage page = pages.readDictionaryPage();
      if (page != null) {
        expect(page.getDictionarySize() <= page.getUncompressedSize());
      }
      return page;
    }

    @Override
    public long getTotalValueCount() {
      return pages.getTotalValueCount();
    }

    @Override
    public DataPage readPage() {
      DataPage page = pages.readPage();
      if (page == null) {
        return null;
      }
      expect(page.getValueCount() >= 0 && page.getValueCount() <= rows);
      try {
        if (page instanceof DataPageV1 v1 && COUNTED.contains(v1.getValueEncoding())) {
          try (InputStream in = v1.getBytes().toInputStream()) {
            in.skipNBytes(levels ? fourBytes(in) : 0);
            expectCount(in, page.getValueCount());
          }
        } else if (page instanceof DataPageV2 v2 && COUNTED.contains(v2.getDataEncoding())) {
          try (InputStream in = v2.getData().toInputStream()) {
            expectCount(in, page.getValueCount());
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return page;
    }

    private static int fourBytes(InputStream in) throws IOException {
      byte[] four = in.readNBytes(Integer.BYTES);
      expect(four.length == Integer.BYTES);
      return (four[3] & 0xFF) << 24
          | (four[2] & 0xFF) << 16
          | (four[1] & 0xFF) << 8
          | (four[0] & 0xFF);
    }

    /** The differences between numbers begin with the size of a block, its parts, and the count. */
    private static void expectCount(InputStream in, int values) throws IOException {
      if (values > 0 && in.available() > 0) {
        long block = number(in);
        long parts = number(in);
        expect(block <= LARGEST_BLOCK && parts <= block && number(in) <= values);
      }
    }

    private static long number(InputStream in) throws IOException {
      long number = 0;
      for (int shift = 0; shift < Integer.SIZE; shift += 7) {
        int next = in.read();
        if (next < 0) {
          throw new EOFException();
        }
        number |= (next & 0x7FL) << shift;
        if (next < 0x80) {
          return number;
        }
      }
      throw new IOException("a number of more than 32 bits");
    }

    private static void expect(boolean fits) {
      if (!fits) {
        throw new IllegalArgumentException("a page claims more values than it can hold");
      }
    }
  }
}
