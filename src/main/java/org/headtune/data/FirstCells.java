package org.headtune.data;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.headtune.Place;
import org.headtune.Text;
import org.headtune.config.DataConfig;

/** What the first columns of some training rows hold, for a person who looks them up. */
public final class FirstCells implements Consumer<Row> {
  private static final int LONGEST = 60;

  private final RowSource source;
  private final int label;
  private final Set<Place> wanted;
  private final Map<Place, String> found;

  private FirstCells(RowSource source, int label, Set<Place> wanted, Map<Place, String> found) {
    this.source = source;
    this.label = label;
    this.wanted = wanted;
    this.found = found;
  }

  /**
   * Reads the training file once more.
   *
   * @param layout how it is read
   * @param rows file and line of those that are wanted
   * @return the cells of each in one line, without the label and not longer than a line may be; of
   *     IDX images nothing
   */
  public static Map<Place, String> of(DataConfig data, Layout layout, Set<Place> rows) {
    Map<Place, String> found = new HashMap<>();
    if (!rows.isEmpty()) {
      new InputFile(data.train(), data.trainLabels(), layout)
          .read(
              new Faults(),
              source ->
                  source.shape().isPresent()
                      ? row -> {}
                      : new FirstCells(source, Labels.index(data, source), rows, found));
    }
    return found;
  }

  @Override
  public void accept(Row row) {
    Place place = Place.of(source.file(), row.line());
    if (wanted.contains(place)) {
      found.put(place, line(row));
    }
  }

  private String line(Row row) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < row.size() && line.length() <= LONGEST; column++) {
      if (column != label) {
        line.append(line.isEmpty() ? "" : ", ").append(Text.printable(row.text(column)));
      }
    }
    return line.length() <= LONGEST
        ? line.toString()
        : Text.first(line.toString(), LONGEST) + "...";
  }
}
