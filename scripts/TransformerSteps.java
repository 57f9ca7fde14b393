import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.headtune.backend.Backend;
import org.headtune.config.HeadConfig;
import org.headtune.config.ModelConfig;
import org.headtune.config.OptimizerConfig;
import org.headtune.config.TransformerConfig;
import org.headtune.data.Bag;
import org.headtune.data.Shape;
import org.headtune.model.SoftmaxClassifier;
import org.nd4j.linalg.factory.Nd4j;

/**
 * {@code BATCH WARM COUNTED}: what a training step of a transformer costs, as its median in
 * milliseconds of the thread's processor time. Started by scripts/transformer-steps.
 */
final class TransformerSteps {
  private static final int WORDS = 4001;
  private static final int WIDTH = 128;
  private static final int LENGTH = 128;

  public static void main(String[] args) {
    Backend.start(Backend.Wanted.CPU, 1);
    int batch = Integer.parseInt(args[0]);
    int warm = Integer.parseInt(args[1]);
    TransformerConfig transformer =
        new TransformerConfig(
            4,
            WIDTH,
            4,
            LENGTH,
            Optional.empty(),
            0.1,
            false,
            TransformerConfig.Pooling.MEAN);
    SoftmaxClassifier classifier =
        SoftmaxClassifier.create(
            new ModelConfig(Optional.of(transformer), List.of(), new HeadConfig.Softmax()),
            new OptimizerConfig.Adam(0.001, 0.9, 0.999, 1e-8),
            Shape.sequence(new Bag(WORDS, LENGTH, WIDTH)),
            2,
            7);
    Random random = new Random(1);
    double[] times = new double[Integer.parseInt(args[2])];
    for (int step = -warm; step < times.length; step++) {
      float[] rows = new float[batch * (LENGTH + 1)];
      int[] labels = random.ints(batch, 0, 2).toArray();
      for (int row = 0; row < batch; row++) {
        for (int i = 0; i < LENGTH; i++) {
          rows[row * (LENGTH + 1) + i] = random.nextInt(WORDS);
        }
        rows[row * (LENGTH + 1) + LENGTH] = LENGTH;
      }
      Nd4j.getRandom().setSeed(step + warm + 1);
      long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      classifier.fit(rows, labels, batch);
      long end = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      if (step >= 0) {
        times[step] = (end - start) / 1e6;
      }
    }
    Arrays.sort(times);
    System.out.printf(Locale.ROOT, "%.3f%n", times[times.length / 2]);
  }
}
