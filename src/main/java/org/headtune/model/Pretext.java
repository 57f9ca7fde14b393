package org.headtune.model;

import java.util.List;
import org.headtune.data.RowCell;

/** What a network that is trained without labels has to answer. */
public sealed interface Pretext {

  /** How many numbers the head gives for one row. */
  int outputs();

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
   * Which entry of a table stands, or comes next, at some steps of a sequence of entries.
   *
   * @param entries of the table: the outputs at a step
   * @param ahead whether no step may see those behind it, since they are asked for
   */
  record Entries(int entries, boolean ahead) implements Pretext {
    @Override
    public int outputs() {
      return entries;
    }
  }
}
