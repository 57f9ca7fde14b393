package org.headtune.model;

import java.nio.FloatBuffer;
import java.util.Optional;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.CrashReportingUtil;
import org.headtune.data.Shape;

/**
 * What the layers of a network below its head give for a row, without those that belong to the head
 * alone; the row itself if there are none. Where the head stands on every step of a sequence, it is
 * the mean over the steps, as a head of classes is given it in fine-tuning. Not safe for use by two
 * threads at once.
 */
public final class Embedding implements AutoCloseable {
  private final Chain chain;
  private final int inputWidth;
  private final Optional<Prefix> layers;

  private Embedding(Chain chain, int inputWidth) {
    this.chain = chain;
    this.inputWidth = inputWidth;
    int count = chain.features();
    layers =
        count == 0
            ? Optional.empty()
            : Optional.of(new Prefix(chain, count, inputWidth, new Scope("HEADTUNE_EMBEDDING")));
  }

  /**
   * That of a network that was read back.
   *
   * @param input the shape of one example
   */
  public static Embedding of(ComputationGraph graph, Shape input) {
    CrashReportingUtil.crashDumpsEnabled(false);
    TwiceWrapped.unwrap(graph);
    return new Embedding(
        new Chain(graph, input, (layer, output, features) -> {}), Math.toIntExact(input.size()));
  }

  /** Numbers per row that come out. */
  public int width() {
    return chain.head() instanceof StepsHead steps ? steps.features() : layerWidth();
  }

  private int layerWidth() {
    return layers.map(Prefix::width).orElse(inputWidth);
  }

  /**
   * Computes the vectors of some rows.
   *
   * @param features encoded examples, row after row
   * @param vectors receives {@code rows x} {@link #width} numbers
   */
  public void of(float[] features, int rows, float[] vectors) {
    if (layers.isEmpty()) {
      System.arraycopy(features, 0, vectors, 0, rows * inputWidth);
      return;
    }
    int width = width();
    boolean steps = width < layerWidth();
    FloatBuffer target = FloatBuffer.wrap(vectors);
    layers
        .get()
        .compute(
            FeatureTable.of(features, inputWidth),
            IntStream.range(0, rows).toArray(),
            0,
            rows,
            (row, source, at) -> {
              if (steps) {
                mean(source, at, vectors, row * width);
              } else {
                target.put(row * width, source, at, width);
              }
            });
  }

  /** The mean of the steps that count of a sequence. */
  private void mean(FloatBuffer source, int at, float[] vectors, int to) {
    int width = width();
    int length = (int) source.get(at + layerWidth() - 1);
    for (int j = 0; j < width; j++) {
      double sum = 0;
      for (int step = 0; step < length; step++) {
        sum += source.get(at + step * width + j);
      }
      vectors[to + j] = (float) (sum / Math.max(1, length));
    }
  }

  @Override
  public void close() {
    layers.ifPresent(Prefix::close);
    chain.close();
  }
}
