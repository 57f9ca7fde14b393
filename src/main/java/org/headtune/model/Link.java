package org.headtune.model;

import java.util.List;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/** One step of the way from input to head, working on the parameters of a built network. */
abstract sealed class Link implements AutoCloseable
    permits AttentionLink,
        BranchesLink,
        ConvolutionLink,
        DenseLink,
        EachStepLink,
        HeadLink,
        LayerLink,
        MaxPoolLink,
        PreprocessorLink,
        RecurrentLink,
        SlopeLink,
        StepNormLink,
        StepPositionsLink,
        StepVectorsLink,
        StepsPoolLink,
        TransformerBlockLink,
        VectorBagsLink,
        VertexLink {
  private final String layer;
  private boolean frozen;

  /**
   * @param layer the name of the layer that this is, or is part of
   */
  Link(String layer) {
    this.layer = layer;
  }

  final String layer() {
    return layer;
  }

  /** Whether it computes as in prediction and keeps its parameters. */
  boolean frozen() {
    return frozen;
  }

  final void freeze(boolean frozen) {
    this.frozen = frozen;
  }

  /** Whether its output for the same input may change from step to step, unless it is frozen. */
  abstract boolean changes();

  /**
   * The output.
   *
   * @param training false in prediction
   */
  abstract INDArray forward(INDArray input, boolean training, LayerWorkspaceMgr workspaces);

  /**
   * After a forward pass in training: writes the gradients of the parameters, unless frozen.
   *
   * @param gradient with respect to the output; may be overwritten
   * @param further whether a layer below needs to know its own
   * @return the gradient with respect to the input, or anything if it is not needed
   */
  abstract INDArray backward(INDArray gradient, boolean further, LayerWorkspaceMgr workspaces);

  /** Numbers per step of the sequences that it gives; 0 where it gives none. */
  int stepFeatures() {
    return 0;
  }

  /** Parameters of which a step touches only a part. */
  List<SparseParameters> sparse() {
    return List.of();
  }

  /** Gives memory back; it is taken anew when the link is used again. */
  @Override
  public void close() {}
}
