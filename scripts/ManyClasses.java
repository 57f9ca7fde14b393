import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.headtune.backend.Backend;
import org.headtune.config.HeadConfig;
import org.headtune.config.ModelConfig;
import org.headtune.config.OptimizerConfig;
import org.headtune.data.Shape;
import org.headtune.evaluation.Evaluation;
import org.headtune.evaluation.Metric;
import org.headtune.evaluation.Predictions;
import org.headtune.model.ClassSampling;
import org.headtune.model.FeatureTable;
import org.headtune.model.SoftmaxClassifier;
import org.headtune.model.TrainingRules;
import org.nd4j.linalg.factory.Nd4j;

/**
 * {@code steps K...}: what a training step of softmax and of sampled_softmax costs, as lines of
 * classes, the medians in milliseconds and their ratio. {@code task K}: what both are worth after
 * the same epochs. Started by scripts/many-classes.
 *
 * <p>Processor time of the thread, which with one native thread does all the work: other programs
 * on the machine disturb it less than they do the clock on the wall.
 */
final class ManyClasses {
  private static final int WIDTH = 128;
  private static final int BATCH = 128;
  private static final int PAIRS = 9;

  private static final int EPOCHS = 6;
  private static final int ROWS_OF_CLASS = 10;
  private static final int TEST = 2000;
  private static final double NOISE = 1.7;

  public static void main(String[] args) {
    Backend.start(Backend.Wanted.CPU, 1);
    int[] classes = Arrays.stream(args).skip(1).mapToInt(Integer::parseInt).toArray();
    if (args[0].equals("steps")) {
      Arrays.stream(classes).forEach(ManyClasses::steps);
    } else {
      new Task(classes[0]).learnAll();
    }
  }

  private static void steps(int classes) {
    try (Job whole = new Job(classes, false);
        Job sampled = new Job(classes, true)) {
      double[][] times = new double[2][PAIRS];
      double[] ratios = new double[PAIRS];
      int steps = Math.max(1, 20_000 / classes);
      for (int i = -2; i < PAIRS; i++) { // two pairs to warm up
        double a = whole.milliseconds(i < 0 ? 2 * steps : steps);
        double b = sampled.milliseconds(i < 0 ? 300 : 40);
        if (i >= 0) {
          times[0][i] = a;
          times[1][i] = b;
          ratios[i] = a / b;
        }
      }
      System.out.printf(
          Locale.ROOT,
          "%d %.3f %.3f %.2f%n",
          classes,
          median(times[0]),
          median(times[1]),
          median(ratios));
    }
  }

  private static double median(double[] values) {
    Arrays.sort(values);
    return values[values.length / 2];
  }

  private static long now() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static final class Job implements AutoCloseable {
    private final SoftmaxClassifier model;
    private final float[][] batches = new float[8][BATCH * WIDTH];
    private final int[] labels = new int[BATCH];
    private final Random random = new Random(1);
    private final int classes;

    Job(int classes, boolean sampling) {
      this.classes = classes;
      for (float[] features : batches) {
        for (int i = 0; i < features.length; i++) {
          features[i] = (float) random.nextGaussian();
        }
      }
      HeadConfig.SampledSoftmax head =
          new HeadConfig.SampledSoftmax(512, HeadConfig.Distribution.UNIFORM);
      model =
          SoftmaxClassifier.create(
              new ModelConfig(List.of(), sampling ? head : new HeadConfig.Softmax()),
              new OptimizerConfig.Adam(0.001, 0.9, 0.999, 1e-8),
              Shape.row(WIDTH),
              classes,
              1);
      if (sampling) {
        model.train(
            TrainingRules.PLAIN.withSampling(
                Optional.of(ClassSampling.of(head, classes, new int[0]))));
      }
    }

    double milliseconds(int steps) {
      long began = now();
      for (int step = 0; step < steps; step++) {
        for (int i = 0; i < BATCH; i++) {
          labels[i] = random.nextInt(classes);
        }
        model.fit(batches[step % batches.length], labels, BATCH);
      }
      return (now() - began) / 1e6 / steps;
    }

    @Override
    public void close() {
      model.close();
    }
  }

  /** Rows around centres of classes, learnt by either head. */
  private static final class Task {
    private final Random random = new Random(1);
    private final int classes;
    private final float[][] centres;
    private final int[] labels;
    private final FeatureTable rows;
    private final int[] testLabels;
    private final FeatureTable testRows;

    Task(int classes) {
      this.classes = classes;
      centres = new float[classes][WIDTH];
      for (float[] centre : centres) {
        for (int i = 0; i < WIDTH; i++) {
          centre[i] = (float) random.nextGaussian();
        }
      }
      labels = IntStream.range(0, classes * ROWS_OF_CLASS).map(row -> row % classes).toArray();
      rows = around(labels);
      testLabels = random.ints(TEST, 0, classes).toArray();
      testRows = around(testLabels);
    }

    private FeatureTable around(int[] classesOfRows) {
      float[] features = new float[classesOfRows.length * WIDTH];
      for (int i = 0; i < features.length; i++) {
        float centre = centres[classesOfRows[i / WIDTH]][i % WIDTH];
        features[i] = centre + (float) (NOISE * random.nextGaussian());
      }
      return FeatureTable.of(features, WIDTH);
    }

    void learnAll() {
      for (double rate : new double[] {0.001, 0.003, 0.01}) {
        learn("`softmax`", new HeadConfig.Softmax(), rate);
        for (int samples : new int[] {512, 2048}) {
          learn(
              "`sampled_softmax`, " + samples + " uniform",
              new HeadConfig.SampledSoftmax(samples, HeadConfig.Distribution.UNIFORM),
              rate);
        }
        learn(
            "`sampled_softmax`, 512 log-uniform",
            new HeadConfig.SampledSoftmax(512, HeadConfig.Distribution.LOG_UNIFORM),
            rate);
      }
    }

    private void learn(String name, HeadConfig head, double rate) {
      try (SoftmaxClassifier model =
          SoftmaxClassifier.create(
              new ModelConfig(List.of(), head),
              new OptimizerConfig.Adam(rate, 0.9, 0.999, 1e-8),
              Shape.row(WIDTH),
              classes,
              1)) {
        if (head instanceof HeadConfig.SampledSoftmax sampled) {
          model.train(
              TrainingRules.PLAIN.withSampling(
                  Optional.of(ClassSampling.of(sampled, classes, labels))));
        }
        long began = now();
        int[] order = IntStream.range(0, labels.length).toArray();
        Random shuffling = new Random(2);
        for (int epoch = 1; epoch <= EPOCHS; epoch++) {
          for (int i = order.length - 1; i > 0; i--) {
            int other = shuffling.nextInt(i + 1);
            int row = order[i];
            order[i] = order[other];
            order[other] = row;
          }
          for (int first = 0; first < order.length; first += BATCH) {
            Nd4j.getRandom().setSeed(epoch * 1_000_003L + first);
            model.fit(rows, labels, order, first, Math.min(BATCH, order.length - first));
          }
        }
        double seconds = (now() - began) / 1e9;
        float[] probabilities = new float[TEST * classes];
        model.predict(testRows, 0, TEST, probabilities);
        Evaluation found =
            Evaluation.of(new Predictions(classes, probabilities, testLabels));
        System.out.printf(
            Locale.ROOT,
            "%s\t%s\t%.4f\t%.3f\t%.1f%n",
            name,
            rate,
            found.metric(Metric.ACCURACY),
            found.metric(Metric.LOSS),
            seconds);
      }
    }
  }
}
