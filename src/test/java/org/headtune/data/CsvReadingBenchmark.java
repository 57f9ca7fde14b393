package org.headtune.data;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How fast a table in CSV is taken apart, by this project and by FastCSV alone: millions of cells a
 * second, of a file that the system has in memory. Of 20 columns the cells are numbers with six
 * decimals, of more they are pixels, 0 to 255.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class CsvReadingBenchmark {
  static final int CELLS = 784_000;

  @Param({"20", "784"})
  private int columns;

  private Path file;

  /** Writes the file. */
  @Setup(Level.Trial)
  public void write() throws IOException {
    file = Files.createTempFile("benchmark", ".csv");
    Files.writeString(file, BenchmarkTables.csv(columns, CELLS));
  }

  @TearDown(Level.Trial)
  public void delete() throws IOException {
    Files.delete(file);
  }

  @Benchmark
  @OperationsPerInvocation(CELLS)
  public int headtune() {
    int cells = 0;
    try (RowSource source = Tables.open(file, Layout.DETECTED)) {
      while (source.next()) {
        cells += source.row().size();
      }
    }
    return cells;
  }

  @Benchmark
  @OperationsPerInvocation(CELLS)
  public int fastCsvAlone() throws IOException {
    int characters = 0;
    try (CsvReader<CsvRecord> reader = CsvReader.builder().ofCsvRecord(file)) {
      for (CsvRecord row : reader) {
        for (int i = 0; i < row.getFieldCount(); i++) {
          characters += row.getField(i).length();
        }
      }
    }
    return characters;
  }
}
