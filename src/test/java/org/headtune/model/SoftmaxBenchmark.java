package org.headtune.model;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.headtune.data.Shape;
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
 * How fast a softmax gives probabilities: thousands of rows a second, of a network that has one
 * input and no hidden layer, so that nearly all of its work is the softmax, in chunks of 1,024
 * rows.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class SoftmaxBenchmark {
  private static final int ROWS = 1024;

  @Param({"2", "10", "1000"})
  private int classes;

  private SoftmaxClassifier classifier;
  private float[] features;
  private float[] probabilities;

  /** Makes the network and its rows. */
  @Setup(Level.Trial)
  public void make() {
    classifier = SoftmaxClassifier.create(Networks.of(), Networks.ADAM, Shape.row(1), classes, 1);
    SplittableRandom random = new SplittableRandom(1);
    features = new float[ROWS];
    for (int i = 0; i < ROWS; i++) {
      features[i] = (float) random.nextDouble(-3, 3);
    }
    probabilities = new float[ROWS * classes];
  }

  @Benchmark
  @OperationsPerInvocation(ROWS)
  public float[] softmax() {
    classifier.predict(features, ROWS, probabilities);
    return probabilities;
  }
}
