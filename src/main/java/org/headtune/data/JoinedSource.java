package org.headtune.data;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.headtune.ExitCode;
import org.headtune.Place;
import org.headtune.Text;
import org.headtune.UserError;
import org.headtune.config.DataConfig.FileFormat;

/**
 * Files with the same columns, read one after the other as if they were one. Names and lines are
 * those of the file that is being read.
 */
final class JoinedSource implements RowSource {
  private final Iterator<Path> rest;
  private final Function<Path, RowSource> opening;
  private final Runnable finished;
  private final String first;
  private final List<String> columns;
  private final Optional<Shape> shape;
  private RowSource current;
  private boolean broken;
  private long blank; // of the files before the current one

  private JoinedSource(List<Path> files, Function<Path, RowSource> opening, Runnable finished) {
    rest = files.iterator();
    this.opening = opening;
    this.finished = finished;
    current = opening.apply(rest.next());
    first = current.file();
    columns = current.columns();
    shape = current.shape();
  }

  /**
   * Opens the files that are meant by names or patterns.
   *
   * @param opening opens one of them
   * @param finished is called when one is read and another comes
   */
  static RowSource open(List<String> names, Function<Path, RowSource> opening, Runnable finished) {
    List<Path> files = FilePattern.files(names);
    return files.size() == 1
        ? opening.apply(files.get(0))
        : new JoinedSource(files, opening, finished);
  }

  @Override
  public String file() {
    return current.file();
  }

  @Override
  public Path folder() {
    return current.folder();
  }

  @Override
  public FileFormat format() {
    return current.format();
  }

  @Override
  public List<String> columns() {
    return columns;
  }

  @Override
  public Optional<Shape> shape() {
    return shape;
  }

  @Override
  public long blankDocuments() {
    return blank + current.blankDocuments();
  }

  @Override
  public Row row() {
    return current.row();
  }

  @Override
  public boolean next() {
    while (!current.next()) {
      if (!rest.hasNext()) {
        return false;
      }
      broken = true;
      finished.run();
      blank += current.blankDocuments();
      current.close();
      current = opening.apply(rest.next());
      expectSame();
      broken = false;
    }
    return true;
  }

  private void expectSame() {
    List<String> own = current.columns();
    for (int i = 0; i < Math.min(own.size(), columns.size()); i++) {
      if (!own.get(i).equals(columns.get(i))) {
        throw other(
            String.format(
                Locale.ROOT,
                "column %d is %s, but %s",
                i + 1,
                Text.quoted(own.get(i)),
                Text.quoted(columns.get(i))));
      }
    }
    if (own.size() != columns.size()) {
      throw other(
          String.format(Locale.ROOT, "%,d columns found, but %,d", own.size(), columns.size()));
    } else if (!current.shape().equals(shape)) {
      throw other("images of another shape found than those");
    }
  }

  private UserError other(String what) {
    return new UserError(
        ExitCode.DATA,
        Place.of(current.file(), shape.isPresent() ? 0 : 1),
        what
            + " in "
            + Text.printable(first)
            + "; files that are read as one have the same columns in the same order");
  }

  @Override
  public boolean canGoOn() {
    return !broken && current.canGoOn();
  }

  @Override
  public void close() {
    current.close();
  }
}
