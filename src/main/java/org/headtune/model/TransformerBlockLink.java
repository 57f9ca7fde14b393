package org.headtune.model;

import java.nio.FloatBuffer;
import java.util.function.Supplier;
import org.bytedeco.javacpp.FloatPointer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What {@link TransformerBlock} computes. Every sequence is dealt with up to its own length. In
 * training the steps of all rows go through together; in prediction a row goes through by itself,
 * so that its numbers depend, to the last bit, on nothing else.
 */
final class TransformerBlockLink extends Link {
  private final Supplier<INDArray> gradients;
  private final long[] offsets;
  private final StepPacking packing;
  private final StepNormPart attentionNorm;
  private final StepLinearPart attention;
  private final StepHeadsPart heads;
  private final StepLinearPart join;
  private final StepNormPart forwardNorm;
  private final StepLinearPart wide;
  private final StepLinearPart narrow;
  private final StepDropout dropout;

  /** What flows past the two parts, and what each of them adds. */
  private final Matrix stream;

  private final Matrix added;
  private final Matrix normed;
  private final Matrix projected;
  private final Matrix contexts;
  private final Matrix sums;
  private final Matrix activated;
  private final Matrix streamGradients;
  private final Matrix projectedGradients;
  private final Matrix sumGradients;
  private final Matrix output;
  private final Matrix below;
  private final RowBlock block;
  private final RowBlock others;
  private final RowBlock wideBlock;
  private final RowBlock wideOthers;
  private final float[] work;
  private long attentionSeed;
  private long forwardSeed;
  private boolean drops;

  /**
   * @param steps of the longest sequence
   */
  TransformerBlockLink(String name, StepsComputation layer, TransformerBlock config, int steps) {
    super(name);
    int width = Math.toIntExact(config.getNOut());
    int between = config.getFeedForward();
    gradients = layer::getGradientsViewArray;
    offsets = offsets(config);
    FloatPointer parameters = Native.address(layer.params());
    packing = new StepPacking(steps, width);
    attentionNorm = new StepNormPart(width, at(parameters, 0));
    attention = new StepLinearPart(width, 3 * width, at(parameters, 2));
    heads = new StepHeadsPart(width, config.getHeads(), config.isCausal());
    join = new StepLinearPart(width, width, at(parameters, 4));
    forwardNorm = new StepNormPart(width, at(parameters, 6));
    wide = new StepLinearPart(width, between, at(parameters, 8));
    narrow = new StepLinearPart(between, width, at(parameters, 10));
    stream = new Matrix(width);
    added = new Matrix(width);
    normed = new Matrix(width);
    projected = new Matrix(3 * width);
    contexts = new Matrix(width);
    sums = new Matrix(between);
    activated = new Matrix(between);
    streamGradients = new Matrix(width);
    projectedGradients = new Matrix(3 * width);
    sumGradients = new Matrix(between);
    output = new Matrix(SequenceRows.width(steps, width));
    below = new Matrix(SequenceRows.width(steps, width));
    block = new RowBlock(width);
    others = new RowBlock(width);
    wideBlock = new RowBlock(between);
    wideOthers = new RowBlock(between);
    work = new float[wideBlock.whole().length];
    dropout = new StepDropout(config.getDropped(), block.whole().length);
  }

  /** Where each parameter begins. */
  private static long[] offsets(TransformerBlock config) {
    long[] offsets = new long[config.parameters().size()];
    for (int i = 1; i < offsets.length; i++) {
      offsets[i] = offsets[i - 1] + config.parameters().get(i - 1).count();
    }
    return offsets;
  }

  /** From a parameter on. */
  private FloatPointer at(FloatPointer all, int parameter) {
    return Native.from(all, offsets[parameter]);
  }

  @Override
  boolean changes() {
    return true;
  }

  @Override
  INDArray forward(INDArray input, boolean training, LayerWorkspaceMgr workspaces) {
    FloatBuffer numbers = Native.address(Native.rowByRow(input, workspaces)).asBuffer();
    packing.read(numbers, Math.toIntExact(input.size(0)));
    packing.emptied(output);
    drops = training && !frozen() && dropout.drops();
    if (drops) {
      attentionSeed = Nd4j.getRandom().nextLong();
      forwardSeed = Nd4j.getRandom().nextLong();
    }
    if (training) {
      forward(numbers, 0, packing.rows());
    } else {
      for (int row = 0; row < packing.rows(); row++) {
        forward(numbers, row, row + 1);
      }
    }
    return output.array();
  }

  private void forward(FloatBuffer numbers, int from, int to) {
    int count = packing.count(from, to);
    if (count == 0) {
      return;
    }
    packing.pack(numbers, from, to, stream.room(count));
    attentionNorm.forward(stream, normed, count);
    attention.forward(normed, projected, count);
    heads.begin(count);
    contexts.room(count);
    int first = 0;
    for (int row = from; row < to; row++) {
      heads.forward(projected, contexts, first, packing.length(row));
      first += packing.length(row);
    }
    join.forward(contexts, added, count);
    add(attentionSeed, count);
    forwardNorm.forward(stream, normed, count);
    wide.forward(normed, sums, count);
    activate(count);
    narrow.forward(activated, added, count);
    add(forwardSeed, count);
    packing.unpack(stream, from, to, output.numbers());
  }

  /** Adds what a part has given, without what is dropped of it. */
  private void add(long seed, int count) {
    for (int row = 0; row < count; row += block.rows()) {
      float[] sum = block.read(stream.numbers(), row, count);
      float[] more = others.read(added.numbers(), row, count);
      if (drops) {
        dropout.apply(seed, row * stream.width(), more, others.length());
      }
      for (int i = 0; i < block.length(); i++) {
        sum[i] += more[i];
      }
      block.write(stream.numbers(), row);
    }
  }

  private void activate(int count) {
    activated.room(count);
    for (int row = 0; row < count; row += wideBlock.rows()) {
      float[] x = wideBlock.read(sums.numbers(), row, count);
      Gelu.values(x, x, wideBlock.length());
      wideBlock.write(activated.numbers(), row);
    }
  }

  @Override
  INDArray backward(INDArray gradient, boolean further, LayerWorkspaceMgr workspaces) {
    int count = packing.count(0, packing.rows());
    FloatPointer of = frozen() ? null : Native.address(gradients.get());
    if (count == 0) {
      if (of != null) {
        gradients.get().assign(0);
      }
      return packing.emptied(below).array();
    }
    packing.pack(
        Native.address(Native.rowByRow(gradient, workspaces)).asBuffer(),
        0,
        packing.rows(),
        streamGradients.room(count));
    backwardFromForward(count, of);
    backwardFromAttention(count, of);
    if (!further) {
      return null;
    }
    packing.emptied(below);
    packing.unpack(streamGradients, 0, packing.rows(), below.numbers());
    return below.array();
  }

  /** Back through the feed-forward layers. */
  private void backwardFromForward(int count, FloatPointer of) {
    withoutDropped(forwardSeed, count);
    narrow.backward(added, sumGradients, count);
    if (of != null) {
      narrow.writeGradients(activated, added, count, at(of, 10));
    }
    for (int row = 0; row < count; row += wideBlock.rows()) {
      float[] x = wideBlock.read(sums.numbers(), row, count);
      float[] g = wideOthers.read(sumGradients.numbers(), row, count);
      Gelu.backward(x, g, work, wideBlock.length());
      wideOthers.write(sumGradients.numbers(), row);
    }
    if (of != null) {
      forwardNorm.again(normed, count);
      wide.writeGradients(normed, sumGradients, count, at(of, 8));
    }
    wide.backward(sumGradients, normed, count);
    forwardNorm.backward(normed, streamGradients, count);
    if (of != null) {
      forwardNorm.writeGradients(at(of, 6));
    }
  }

  private void backwardFromAttention(int count, FloatPointer of) {
    withoutDropped(attentionSeed, count);
    if (of != null) {
      join.writeGradients(contexts, added, count, at(of, 4));
    }
    join.backward(added, normed, count);
    projectedGradients.room(count);
    int first = 0;
    for (int row = 0; row < packing.rows(); row++) {
      heads.backward(projected, normed, projectedGradients, first, packing.length(row));
      first += packing.length(row);
    }
    if (of != null) {
      attentionNorm.again(normed, count);
      attention.writeGradients(normed, projectedGradients, count, at(of, 2));
    }
    attention.backward(projectedGradients, normed, count);
    attentionNorm.backward(normed, streamGradients, count);
    if (of != null) {
      attentionNorm.writeGradients(at(of, 0));
    }
  }

  /** The gradient of what a part has given. */
  private void withoutDropped(long seed, int count) {
    added.room(count);
    for (int row = 0; row < count; row += block.rows()) {
      float[] g = block.read(streamGradients.numbers(), row, count);
      if (drops) {
        dropout.apply(seed, row * stream.width(), g, block.length());
      }
      block.write(added.numbers(), row);
    }
  }

  @Override
  public void close() {
    attentionNorm.close();
    forwardNorm.close();
    heads.close();
    for (Matrix matrix :
        new Matrix[] {
          stream,
          added,
          normed,
          projected,
          contexts,
          sums,
          activated,
          streamGradients,
          projectedGradients,
          sumGradients,
          output,
          below
        }) {
      matrix.close();
    }
  }
}
