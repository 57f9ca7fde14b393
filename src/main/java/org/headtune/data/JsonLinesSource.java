package org.headtune.data;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.headtune.ExitCode;
import org.headtune.Place;
import org.headtune.UserError;
import org.headtune.config.DataConfig.FileFormat;

/** A table in JSON Lines: one object per row. */
final class JsonLinesSource implements RowSource {
  private final String file;
  private final JsonObjects objects;
  private final List<String> columns;
  private boolean firstRow = true;
  private boolean broken;

  JsonLinesSource(String file, Utf8Bytes text, Layout layout) {
    this.file = file;
    objects = new JsonObjects(file, text, layout.spelling().trim());
    if (!advance()) {
      throw fault(Place.of(file), "the file is empty; expected an object per line");
    }
    columns = objects.keys();
    Place place = Place.of(file, row().line());
    if (columns.isEmpty()) {
      throw fault(place, "this object has no keys; those of the first line name the columns");
    } else if (columns.stream().anyMatch(String::isBlank)) {
      throw fault(place, "a key of this object is blank; give every column a name");
    } else if (layout.delimiter().isPresent() || !layout.header()) {
      throw fault(
          Place.of(file),
          "this is JSON Lines, which has neither a delimiter nor a header; leave out data.delimiter"
              + " and data.header, or --delimiter and --no-header");
    }
  }

  @Override
  public String file() {
    return file;
  }

  @Override
  public FileFormat format() {
    return FileFormat.JSONL;
  }

  @Override
  public List<String> columns() {
    return columns;
  }

  @Override
  public Optional<Shape> shape() {
    return Optional.empty();
  }

  @Override
  public Row row() {
    return objects.row();
  }

  @Override
  public boolean next() {
    if (firstRow) {
      firstRow = false;
      return true;
    }
    return advance();
  }

  private boolean advance() {
    broken = true;
    try {
      boolean more = objects.next();
      broken = false;
      if (more) {
        objects.read();
      }
      return more;
    } catch (IOException e) {
      throw InputFaults.of(file, e);
    }
  }

  @Override
  public boolean canGoOn() {
    return !broken;
  }

  private static UserError fault(Place place, String message) {
    return new UserError(ExitCode.DATA, place, message);
  }

  @Override
  public void close() {
    try {
      objects.close();
    } catch (IOException e) {
      throw InputFaults.of(file, e);
    }
  }
}
