package org.headtune.data;

import io.airlift.compress.Decompressor;
import io.airlift.compress.lz4.Lz4Decompressor;
import io.airlift.compress.snappy.SnappyDecompressor;
import io.airlift.compress.zstd.ZstdDecompressor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/** Unpacks the pages of a Parquet file, none of them into more than {@link #LARGEST_PAGE} bytes. */
final class ParquetCodecs implements CompressionCodecFactory {
  /** Most bytes of a page that is unpacked; pages usually take about a megabyte. */
  static final int LARGEST_PAGE = 1 << 28;

  /** Unpacks all of some bytes; gives how many they became. */
  private interface Unpacking {
    int unpack(byte[] packed, byte[] into) throws IOException;
  }

  private record Pages(Unpacking unpacking) implements BytesInputDecompressor {

    @Override
    public BytesInput decompress(BytesInput bytes, int size) throws IOException {
      if (size < 0 || size > LARGEST_PAGE) {
        throw new IOException("a page claims " + size + " bytes");
      }
      byte[] page = new byte[size];
      byte[] packed = bytes.toInputStream().readAllBytes();
      if (unpacking.unpack(packed, page) != size) {
        throw new IOException("a page is shorter than it claims");
      }
      return BytesInput.from(page);
    }

    @Override
    public void decompress(ByteBuffer from, int packed, ByteBuffer into, int size) {
      throw new UnsupportedOperationException("pages are unpacked into arrays");
    }

    @Override
    public void release() {}
  }

  /** Whether pages that are so packed can be read. */
  static boolean knows(CompressionCodecName codec) {
    return unpacking(codec).isPresent();
  }

  private static Optional<Unpacking> unpacking(CompressionCodecName codec) {
    return Optional.ofNullable(
        switch (codec) {
          case UNCOMPRESSED -> ParquetCodecs::copy;
          case SNAPPY -> of(new SnappyDecompressor());
          case GZIP -> ParquetCodecs::gunzip;
          case ZSTD -> of(new ZstdDecompressor());
          case LZ4_RAW -> of(new Lz4Decompressor());
          default -> null;
        });
  }

  private static Unpacking of(Decompressor codec) {
    return (packed, into) -> codec.decompress(packed, 0, packed.length, into, 0, into.length);
  }

  private static int copy(byte[] packed, byte[] into) {
    System.arraycopy(packed, 0, into, 0, Math.min(packed.length, into.length));
    return packed.length;
  }

  private static int gunzip(byte[] packed, byte[] into) throws IOException {
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
      return in.readNBytes(into, 0, into.length) + Math.min(0, -in.readNBytes(1).length);
    }
  }

  @Override
  public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
    return new Pages(
        unpacking(codec).orElseThrow(() -> new IllegalArgumentException(codec.name())));
  }

  @Override
  public BytesInputCompressor getCompressor(CompressionCodecName codec) {
    throw new UnsupportedOperationException("nothing is written");
  }

  @Override
  public void release() {}
}
