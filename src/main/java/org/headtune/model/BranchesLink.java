package org.headtune.model;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Lines of links, each from a part of a row, whose outputs stand side by side in the end. */
final class BranchesLink extends Link {
  private final List<Branch> branches;
  private final int width;
  private final Chain.Onlooker onlooker;
  private Matrix output;

  /** One line. */
  static final class Branch {
    private final int from;
    private final Matrix input;
    private final float[] part;
    private final List<Link> links;
    private Matrix gradient;

    /**
     * @param from the first number of the row that the line is given
     * @param size how many it is given
     */
    Branch(int from, int size, List<Link> links) {
      this.from = from;
      this.input = new Matrix(size);
      this.part = new float[size];
      this.links = List.copyOf(links);
    }

    private void enter(FloatBuffer rows, int count, int width) {
      input.rows(count);
      for (int row = 0; row < count; row++) {
        rows.get(row * width + from, part);
        input.write(row, part);
      }
    }

    /** The lowest link that an update changes; as many as there are if there is none. */
    private int lowestTrained() {
      int at = 0;
      while (at < links.size() && (links.get(at).frozen() || !links.get(at).changes())) {
        at++;
      }
      return at;
    }
  }

  /**
   * @param name of the layer that joins them
   * @param width numbers in a row
   * @param onlooker told of the layers inside, in each forward pass of training
   */
  BranchesLink(String name, int width, List<Branch> branches, Chain.Onlooker onlooker) {
    super(name);
    this.width = width;
    this.branches = List.copyOf(branches);
    this.onlooker = onlooker;
  }

  /** The links of all lines. */
  Stream<Link> inside() {
    return branches.stream().flatMap(branch -> branch.links.stream());
  }

  @Override
  boolean frozen() {
    return inside().allMatch(link -> link.frozen() || !link.changes());
  }

  @Override
  boolean changes() {
    return inside().anyMatch(Link::changes);
  }

  @Override
  INDArray forward(INDArray input, boolean training, LayerWorkspaceMgr workspaces) {
    int rows = Math.toIntExact(input.size(0));
    FloatBuffer numbers = Native.address(Native.rowByRow(input, workspaces)).asBuffer();
    List<INDArray> ends =
        branches.stream()
            .map(
                branch -> {
                  branch.enter(numbers, rows, width);
                  return forward(branch, training, workspaces);
                })
            .toList();
    if (output == null) {
      output = new Matrix(ends.stream().mapToInt(end -> Math.toIntExact(end.size(1))).sum());
    }
    output.rows(rows);
    int to = 0;
    for (int i = 0; i < ends.size(); i++) {
      int units = Math.toIntExact(ends.get(i).size(1));
      FloatBuffer end = Native.address(Native.rowByRow(ends.get(i), workspaces)).asBuffer();
      for (int row = 0; row < rows; row++) {
        output.numbers().put(row * output.width() + to, end, row * units, units);
      }
      if (branches.get(i).gradient == null) {
        branches.get(i).gradient = new Matrix(units);
      }
      to += units;
    }
    return output.array();
  }

  private INDArray forward(Branch branch, boolean training, LayerWorkspaceMgr workspaces) {
    INDArray values = branch.input.array();
    for (Link link : branch.links) {
      values = link.forward(values, training, workspaces);
      if (training && !link.frozen() && !(link instanceof PreprocessorLink)) {
        onlooker.see(link.layer(), values, link.stepFeatures());
      }
    }
    return values;
  }

  /** Nothing is below but the network's input. */
  @Override
  INDArray backward(INDArray gradient, boolean further, LayerWorkspaceMgr workspaces) {
    int rows = Math.toIntExact(gradient.size(0));
    FloatBuffer numbers = Native.address(Native.rowByRow(gradient, workspaces)).asBuffer();
    int from = 0;
    for (Branch branch : branches) {
      Matrix own = branch.gradient.rows(rows);
      for (int row = 0; row < rows; row++) {
        own.numbers().put(row * own.width(), numbers, row * output.width() + from, own.width());
      }
      from += own.width();
      backward(branch, workspaces);
    }
    return null;
  }

  private static void backward(Branch branch, LayerWorkspaceMgr workspaces) {
    int lowest = branch.lowestTrained();
    INDArray values = branch.gradient.array();
    for (int i = branch.links.size() - 1; i >= lowest; i--) {
      values = branch.links.get(i).backward(values, i > lowest, workspaces);
    }
  }

  @Override
  public void close() {
    inside().forEach(Link::close);
    for (Branch branch : branches) {
      branch.input.close();
      if (branch.gradient != null) {
        branch.gradient.close();
      }
    }
    if (output != null) {
      output.close();
    }
  }
}
