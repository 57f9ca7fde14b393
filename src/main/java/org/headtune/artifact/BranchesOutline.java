package org.headtune.artifact;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import org.headtune.data.Picture;
import org.headtune.data.Series;
import org.headtune.data.Shape;

/**
 * What a configuration says of the lines of layers below a join: each takes the next part of a row,
 * what stands before its images and sequences, an image or a sequence, and all parts are taken.
 */
final class BranchesOutline {
  /**
   * A part of a row.
   *
   * @param shape in which it is taken
   * @param sequence that it is, if it is one
   */
  private record Part(long from, Shape shape, Optional<Shape> sequence) {}

  private final LayerFields fields;
  private final Shape input;
  private final Queue<Part> left = new ArrayDeque<>();
  private Optional<Shape> sequence = Optional.empty(); // of the line, as long as it is a row
  private boolean begun;
  private boolean joined;
  private long units;

  /**
   * @param input the shape of one example
   */
  BranchesOutline(LayerFields fields, Shape input) {
    this.fields = fields;
    this.input = input;
    long from = input.withoutBranches().size();
    if (from > 0 && input.branches()) {
      left.add(new Part(0, input.withoutBranches(), Optional.empty()));
    }
    for (Picture picture : input.pictures()) {
      left.add(new Part(from, row(picture.size()), Optional.empty()));
      from += picture.size();
    }
    for (Series series : input.series()) {
      left.add(new Part(from, row(series.size()), Optional.of(series.steps())));
      from += series.size();
    }
  }

  /** Whether a line has begun. */
  boolean begun() {
    return begun;
  }

  /**
   * Begins a line with the next part; gives its shape.
   *
   * @param above what the line before hands on
   */
  Shape part(String path, JsonNode vertex, Shape above) throws RefusedException {
    end(path, above);
    Part next = left.poll();
    if (next == null
        || vertex.path("from").asLong(-1) != next.from
        || vertex.path("to").asLong(-1) != next.from + next.shape.size() - 1) {
      throw fields.fault(path, "does not take a part of the input " + input);
    }
    begun = true;
    sequence = next.sequence;
    return next.shape;
  }

  /** Makes a sequence of the row that a line has begun with; gives its shape. */
  Shape steps(String path, JsonNode preprocessor) throws RefusedException {
    Shape wanted =
        sequence.orElseThrow(() -> fields.fault(path, "is given no row that is a sequence"));
    if (preprocessor.path("steps").asLong(-1) != wanted.steps()
        || preprocessor.path("features").asLong(-1) != wanted.channels()) {
      throw fields.fault(path, "does not fit a sequence of " + wanted);
    }
    sequence = Optional.empty();
    return wanted;
  }

  /** To be told that a layer has made something else of the row. */
  void passed() {
    sequence = Optional.empty();
  }

  private static Shape row(long size) {
    return Shape.row(Math.toIntExact(size));
  }

  /**
   * Joins the lines; gives the shape of what they hand on together.
   *
   * @param above what the last line hands on
   */
  Shape join(String path, JsonNode vertex, Shape above) throws RefusedException {
    end(path, above);
    if (!begun || !left.isEmpty() || vertex.path("mergeAxis").asInt(-1) != 1) {
      throw fields.fault(path, "does not join all parts of the input " + input);
    }
    joined = true;
    return Shape.row(Math.toIntExact(units));
  }

  private void end(String path, Shape above) throws RefusedException {
    if (joined) {
      throw fields.fault(path, "stands above a join");
    } else if (begun) {
      if (!above.equals(Shape.row(above.channels()))) {
        throw fields.fault(path, "stands above a line that hands on " + above);
      }
      units = Math.addExact(units, above.size());
    }
  }

  /** Refuses lines that are not joined. */
  void requireJoined() throws RefusedException {
    if (begun && !joined) {
      throw fields.fault("vertices", "holds branches that are not joined");
    }
  }
}
