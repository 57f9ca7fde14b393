package org.headtune.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.headtune.config.DataConfig.FileFormat;

/** The images of an IDX file as rows of pixels p0, p1, ... from 0 to 255, and their labels. */
final class IdxSource implements RowSource {
  /** The name of the label column. */
  static final String LABEL = "label";

  private static final byte[] DECIMALS = decimals(); // number i from 3 i on

  private final IdxBytes images;
  private final Optional<IdxBytes> labels;
  private final List<String> columns;
  private final Shape shape;
  private final byte[] pixels;
  private final byte[] label = new byte[1];
  private final Row row = new Row();
  private int read;

  IdxSource(String file, InputStream in, Optional<IdxBytes> labels) throws IOException {
    this.labels = labels;
    images = new IdxBytes(file, in, 3);
    long size = (long) images.size(1) * images.size(2);
    if (size == 0 || size >= CsvRecords.MAX_COLUMNS) {
      throw images.fault(
          String.format(
              Locale.ROOT,
              "images of %,d x %,d pixels; expected 1 to %,d pixels",
              images.size(1),
              images.size(2),
              CsvRecords.MAX_COLUMNS - 1));
    }
    if (labels.isPresent() && labels.get().size(0) != images.size(0)) {
      throw images.fault(
          String.format(
              Locale.ROOT,
              "%,d images, but %,d labels in %s; every image needs one",
              images.size(0),
              labels.get().size(0),
              labels.get().file()));
    }
    row.in(DECIMALS);
    shape = Shape.image(1, images.size(1), images.size(2));
    pixels = new byte[(int) size];
    columns = columns(pixels.length, labels.isPresent());
  }

  private static List<String> columns(int pixels, boolean labelled) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < pixels; i++) {
      names.add("p" + i);
    }
    if (labelled) {
      names.add(LABEL);
    }
    return List.copyOf(names);
  }

  private static byte[] decimals() {
    byte[] decimals = new byte[3 * 256 + Long.BYTES]; // with room to look ahead
    for (int i = 0; i < 256; i++) {
      byte[] decimal = Integer.toString(i).getBytes(StandardCharsets.US_ASCII);
      System.arraycopy(decimal, 0, decimals, 3 * i, decimal.length);
    }
    return decimals;
  }

  @Override
  public String file() {
    return images.file();
  }

  @Override
  public FileFormat format() {
    return FileFormat.IDX;
  }

  @Override
  public List<String> columns() {
    return columns;
  }

  @Override
  public Optional<Shape> shape() {
    return Optional.of(shape);
  }

  @Override
  public Row row() {
    return row;
  }

  @Override
  public boolean canGoOn() {
    return false; // a faulty file has lost count of its images
  }

  @Override
  public boolean next() {
    try {
      if (read == images.size(0)) {
        images.expectEnd();
        if (labels.isPresent()) {
          labels.get().expectEnd();
        }
        return false;
      }
      images.read(pixels, "image", ++read);
      row.begin(read);
      for (byte pixel : pixels) {
        add(pixel);
      }
      if (labels.isPresent()) {
        labels.get().read(label, "label", read);
        add(label[0]);
      }
      return true;
    } catch (IOException e) {
      throw InputFaults.of(images.file(), e);
    }
  }

  private void add(byte value) {
    int number = value & 0xFF;
    int digits = number < 10 ? 1 : number < 100 ? 2 : 3;
    row.add(3 * number, 3 * number + digits);
  }

  @Override
  public void close() {
    try {
      images.close();
      if (labels.isPresent()) {
        labels.get().close();
      }
    } catch (IOException e) {
      throw InputFaults.of(images.file(), e);
    }
  }
}
