package org.headtune.data;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
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
 * How fast the cells of rows that were read become standardised numbers: thousands of rows a
 * second.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class EncodingBenchmark {
  private static final int ROWS = 100;

  @Param({"20", "784"})
  private int columns;

  private final List<RowEncoder> encoders = new ArrayList<>();
  private final List<Row> rows = new ArrayList<>();
  private float[] numbers;

  /** Reads the rows, each of a table of its own, so that they stay. */
  @Setup(Level.Trial)
  public void read() {
    FittedColumns fitted = BenchmarkTables.fitted(columns);
    List<String> lines = BenchmarkTables.csv(columns, ROWS * columns).lines().toList();
    for (String line : lines.subList(1, lines.size())) {
      byte[] text = (lines.get(0) + "\n" + line + "\n").getBytes(StandardCharsets.UTF_8);
      RowSource source = Tables.open("in.csv", new ByteArrayInputStream(text), Layout.DETECTED);
      source.next();
      encoders.add(fitted.encoder(source));
      rows.add(source.row());
    }
    numbers = new float[ROWS * columns];
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public float[] encode() {
    for (int i = 0; i < ROWS; i++) {
      encoders.get(i).encode(rows.get(i), numbers, i * columns);
    }
    return numbers;
  }
}
