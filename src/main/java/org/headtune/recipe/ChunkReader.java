package org.headtune.recipe;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.headtune.ExitCode;
import org.headtune.Place;
import org.headtune.Text;
import org.headtune.UserError;
import org.headtune.artifact.ModelCard;
import org.headtune.data.DriftWatch;
import org.headtune.data.Row;
import org.headtune.data.RowEncoder;
import org.headtune.data.RowSource;
import org.headtune.evaluation.AdaptiveSets;
import org.headtune.recipe.Predict.OnError;

/** Reads and encodes the rows of a table chunk by chunk, and counts the faulty ones. */
final class ChunkReader {
  private static final int FAULTS_SHOWN = 5;

  /** Bytes of rows that may wait to be predicted: reading goes on while ND4J is being loaded. */
  private static final long READ_AHEAD = 32 << 20;

  /** One to fill, one to predict, one to write, one in reserve. */
  private static final int FEWEST_CHUNKS = 4;

  private final Story story;
  private final RowSource source;
  private final RowEncoder encoder;
  private final int width;
  private final int classes;
  private final int[] keep;
  private final OnError onError;
  private final Optional<AdaptiveSets> sets;
  private final Optional<Reasons> reasons;
  private final DriftWatch watch;
  private long good;
  private long faulty;
  private long unpredicted; // of the good ones

  /**
   * @param keep columns to carry through
   * @param sets made for every row, if there are any
   * @param reasons given for every prediction, if any are
   */
  ChunkReader(
      Story story,
      RowSource source,
      ModelCard card,
      List<String> keep,
      OnError onError,
      Optional<AdaptiveSets> sets,
      Optional<Reasons> reasons) {
    this.story = story;
    this.source = source;
    this.encoder = card.columns().encoder(source);
    this.watch = new DriftWatch(card.columns(), card.training());
    this.width = card.columns().width();
    this.classes = card.classes().size();
    this.keep = indexes(source, keep);
    this.onError = onError;
    this.sets = sets;
    this.reasons = reasons;
    source.notes().forEach(story::note);
    List<String> extra = new ArrayList<>(encoder.extraColumns());
    extra.remove(card.label());
    if (!extra.isEmpty()) {
      story.note("columns not used by the model: " + Text.printable(String.join(", ", extra)));
    }
  }

  private static int[] indexes(RowSource source, List<String> keep) {
    int[] indexes = new int[keep.size()];
    for (int i = 0; i < indexes.length; i++) {
      indexes[i] = source.columns().indexOf(keep.get(i));
      if (indexes[i] < 0) {
        throw new UserError(
            ExitCode.USAGE,
            Place.of(source.file()),
            "--keep: no column "
                + Text.quoted(keep.get(i))
                + "; the columns are "
                + Text.printable(String.join(", ", source.columns())));
      }
    }
    return indexes;
  }

  /** A chunk that fits the rows. */
  Chunk chunk() {
    return new Chunk(width, classes, sets, reasons);
  }

  /** How many chunks there may be at a time. */
  int mostChunks() {
    return (int) Math.max(FEWEST_CHUNKS, READ_AHEAD / Chunk.bytes(width, classes, keep.length));
  }

  /** Puts the next rows into the chunk; leaves it empty after the last one. */
  void fill(Chunk chunk) {
    chunk.clear();
    boolean more = true;
    while (more && !chunk.isFull()) {
      more = read(chunk);
    }
  }

  private boolean read(Chunk chunk) {
    try {
      if (!source.next()) {
        return false;
      }
      encoder.encode(source.row(), chunk.features(), chunk.next());
      watch.add(chunk.features(), chunk.next());
      chunk.addGood(
          place(),
          cells(),
          reasons.map(found -> found.parts(encoder, source.row())).orElse(List.of()));
      good++;
    } catch (UserError fault) {
      if (onError == OnError.FAIL || !source.canGoOn()) {
        throw fault;
      }
      count(fault);
      if (onError == OnError.NULL) {
        chunk.addFaulty(place(), cells());
      }
    }
    return true;
  }

  private synchronized void count(UserError fault) {
    if (++faulty <= FAULTS_SHOWN) {
      story.warning(fault.getMessage());
    }
  }

  private Place place() {
    return Place.of(source.file(), source.row().line());
  }

  /**
   * Whether a row that the network gives no numbers for is written, empty; asked by the thread that
   * writes.
   */
  boolean isWrittenEmpty(Place place) {
    UserError fault =
        new UserError(
            ExitCode.DATA,
            place,
            "the network gives no numbers for this row: its own are so large that sums of them are"
                + " beyond the range of a float; mend the row, or leave it out");
    if (onError == OnError.FAIL) {
      throw fault;
    }
    count(fault);
    unpredicted++;
    return onError == OnError.NULL;
  }

  /** The cells to carry through; a row that is too short has empty ones. */
  private List<String> cells() {
    if (keep.length == 0) {
      return List.of();
    }
    Row row = source.row();
    List<String> cells = new ArrayList<>(keep.length);
    for (int column : keep) {
      cells.add(column < row.size() ? row.text(column) : "");
    }
    return cells;
  }

  /** What is to be said of rows that are others than those of training. */
  Optional<String> drift() {
    return watch.warning();
  }

  /** Rows that are no fault. */
  long good() {
    return good - unpredicted;
  }

  /** What is to be said of the faulty rows; nothing if there were none. */
  String faultyText() {
    return faulty == 0
        ? ""
        : String.format(
            Locale.ROOT,
            ", %,d faulty ones %s",
            faulty,
            onError == OnError.SKIP ? "left out" : "written empty");
  }
}
