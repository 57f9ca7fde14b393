package org.headtune.model;

import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The forward pass in blocks of rows, in memory that is used again. */
final class Prediction {
  /** Numbers of input at a time: with its activations such a block stays in the cache. */
  private static final int BLOCK_NUMBERS = 400_000;

  /** Every block costs the same dozen calls, which narrow rows share. */
  private static final int BLOCK_ROWS = 4096;

  private static final String WORKSPACE = "HEADTUNE_OUTPUT";
  private static final WorkspaceConfiguration REUSED = WorkspaceConfiguration.builder().build();

  private final ComputationGraph graph;
  private final int width;
  private final int classes;
  private final int blockRows;

  Prediction(ComputationGraph graph, int width, int classes) {
    this.graph = graph;
    this.width = width;
    this.classes = classes;
    this.blockRows = Math.max(1, Math.min(BLOCK_ROWS, BLOCK_NUMBERS / width));
  }

  void predict(float[] features, int rows, float[] probabilities) {
    for (int first = 0; first < rows; first += blockRows) {
      block(features, first, Math.min(blockRows, rows - first), probabilities);
    }
  }

  private void block(float[] features, int first, int rows, float[] probabilities) {
    try (MemoryWorkspace output =
        Nd4j.getWorkspaceManager().getAndActivateWorkspace(REUSED, WORKSPACE)) {
      INDArray x = Nd4j.createUninitialized(new long[] {rows, width}, 'c');
      x.data().asNioFloat().put(features, first * width, rows * width);
      INDArray p = graph.output(false, new INDArray[] {x}, null, null, output)[0];
      p.dup('c').data().asNioFloat().get(probabilities, first * classes, rows * classes);
    }
  }
}
