package org.headtune.model;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
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
 * How fast rows of a table that lie anywhere in it are gathered in native memory, as each batch of
 * training does: thousands of rows a second, of 10,000 rows in batches of 128.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class BatchAssemblyBenchmark {
  private static final int ROWS = 10_000;
  private static final int BATCH = 128;

  @Param({"20", "784"})
  private int columns;

  private FeatureTable table;
  private int[] order;
  private Matrix batch;

  /** Makes the table and a random order. */
  @Setup(Level.Trial)
  public void make() {
    SplittableRandom random = new SplittableRandom(1);
    table = FeatureTable.of(new float[ROWS * columns], columns);
    order = IntStream.range(0, ROWS).toArray();
    for (int i = ROWS - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      int row = order[i];
      order[i] = order[other];
      order[other] = row;
    }
    batch = new Matrix(columns).rows(BATCH);
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public void assemble() {
    for (int first = 0; first < ROWS; first += BATCH) {
      Entrance.fill(batch, table, order, first, Math.min(BATCH, ROWS - first));
    }
  }
}
