package org.headtune.artifact;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.headtune.data.ClassNames;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How fast predictions become lines of text, each with a label, a confidence and a probability of
 * six decimals for each of 10 classes: thousands of rows a second, which nothing keeps.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class OutputFormattingBenchmark {
  private static final int ROWS = 1024;
  private static final int CLASSES = 10;
  private static final int[] NO_SET = {};

  @Param private PredictionFormat.Layout layout;

  private PredictionWriter writer;
  private float[] probabilities;

  /** Draws the probabilities. */
  @Setup(Level.Trial)
  public void draw() throws IOException {
    List<String> names = IntStream.range(0, CLASSES).mapToObj(Integer::toString).toList();
    writer =
        new PredictionWriter(
            OutputStream.nullOutputStream(),
            ClassNames.inOrder(names),
            new PredictionFormat(layout, List.of(), true, 0, 6, 0, "abstain", false, false, false));
    SplittableRandom random = new SplittableRandom(1);
    probabilities = new float[ROWS * CLASSES];
    for (int i = 0; i < probabilities.length; i++) {
      probabilities[i] = (float) random.nextDouble();
    }
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public void write() throws IOException {
    for (int row = 0; row < ROWS; row++) {
      writer.write(probabilities, row * CLASSES, NO_SET, List.of(), List.of());
    }
  }
}
