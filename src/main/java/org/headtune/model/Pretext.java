package org.headtune.model;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.headtune.data.RowCell;

/** What a network that is trained without labels has to answer. */
public sealed interface Pretext {

  /** How many numbers the head gives for one row. */
  int outputs();

  /** How many views of a row the network is given. */
  default int views() {
    return 1;
  }

  /**
   * Where the views of some rows stand in a table of all views: the first of each row, then the
   * next of each.
   *
   * @param order row numbers, of which {@code rows} from {@code first} on are used
   */
  default int[] views(int[] order, int first, int rows) {
    return IntStream.range(0, views() * rows)
        .map(i -> order[first + i % rows] * views() + i / rows)
        .toArray();
  }

  /**
   * Where blocks of rows that are judged together begin, and where the last one ends.
   *
   * @param most rows of a block, if they are judged each by itself
   */
  default int[] blocks(int rows, int most) {
    return IntStream.rangeClosed(0, (rows + most - 1) / most)
        .map(block -> Math.min(rows, block * most))
        .toArray();
  }

  /**
   * What the cells of a row were, before some of them were changed (Vincent et al. 2010). A number
   * counts by its squared error, one of several categories by the cross-entropy of a softmax of
   * their outputs; the loss is the mean over all cells.
   *
   * @param cells those that are asked for: one output for each of their numbers, in their order
   */
  record Reconstruction(List<RowCell> cells) implements Pretext {
    public Reconstruction {
      cells = List.copyOf(cells);
    }

    @Override
    public int outputs() {
      return cells.stream().mapToInt(RowCell::width).sum();
    }
  }

  /**
   * Which two views, of all those in a batch, are of the same row: the normalised
   * temperature-scaled cross-entropy of SimCLR (Chen et al. 2020, equation 1). The head gives a
   * vector for each view; the loss of a view is that of a softmax over all other views of the
   * batch, of the cosine with each divided by a temperature; the loss of a batch is the mean over
   * its views.
   *
   * @param width numbers of a vector, and units of the layer below the head
   * @param temperature above 0
   * @param rows that are about held against each other where they are judged: those of a batch
   */
  record Contrast(int width, double temperature, int rows) implements Pretext {
    @Override
    public int outputs() {
      return width;
    }

    @Override
    public int views() {
      return 2;
    }

    /** A block of far fewer rows would be an easier question. */
    @Override
    public int[] blocks(int all, int most) {
      int blocks = all == 0 ? 0 : Math.max(1, (all + rows / 2) / rows);
      return IntStream.rangeClosed(0, blocks)
          .map(block -> blocks == 0 ? 0 : (int) ((long) all * block / blocks))
          .toArray();
    }
  }

  /**
   * Which entry of a table stands, or comes next, at some steps of a sequence of entries.
   *
   * @param entries of the table: the outputs at a step
   * @param ahead whether no step may see those behind it, since they are asked for
   * @param tied how wide the vectors of the table are that the head has for weights (Press and Wolf
   *     2017, "Using the output embedding to improve language models"); empty if it has its own
   */
  record Entries(int entries, boolean ahead, Optional<Integer> tied) implements Pretext {
    @Override
    public int outputs() {
      return entries;
    }
  }
}
