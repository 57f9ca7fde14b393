import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.ArrayDataset;
import ai.djl.training.dataset.Batch;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Adam;
import ai.djl.training.tracker.Tracker;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The network of Headtune's benchmarks, trained by DJL on its PyTorch engine as DJL's own tutorial does it, for
 * comparison in the same run. scripts/peer_djl starts it:
 *
 *     peer_djl TRAIN.csv TEST.csv HIDDEN BATCH EPOCHS
 *
 * Tables have a header, numbers, and a whole number from 0 on as label in the last column. Prints one JSON object per
 * epoch (samples_per_second) and one with the accuracy on TEST.csv. Threads: OMP_NUM_THREADS.
 */
public final class PeerDjl {
  private record Table(float[][] rows, int[] labels) {}

  private static Table read(Path file) throws IOException {
    List<float[]> rows = new ArrayList<>();
    List<Integer> labels = new ArrayList<>();
    try (BufferedReader in = Files.newBufferedReader(file)) {
      in.readLine();
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        String[] cells = line.split(",");
        float[] row = new float[cells.length - 1];
        for (int i = 0; i < row.length; i++) {
          row[i] = Float.parseFloat(cells[i]);
        }
        rows.add(row);
        labels.add(Integer.parseInt(cells[cells.length - 1]));
      }
    }
    return new Table(rows.toArray(float[][]::new), labels.stream().mapToInt(i -> i).toArray());
  }

  public static void main(String[] words) throws Exception {
    Table train = read(Path.of(words[0]));
    Table test = read(Path.of(words[1]));
    int hidden = Integer.parseInt(words[2]);
    int batch = Integer.parseInt(words[3]);
    int epochs = Integer.parseInt(words[4]);
    int classes = 0;
    for (int label : train.labels) {
      classes = Math.max(classes, label + 1);
    }
    try (Model model = Model.newInstance("mlp"); NDManager manager = NDManager.newBaseManager()) {
      model.setBlock(
          new SequentialBlock()
              .add(Linear.builder().setUnits(hidden).build())
              .add(Activation::relu)
              .add(Linear.builder().setUnits(classes).build()));
      DefaultTrainingConfig config =
          new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
              .optOptimizer(Adam.builder().optLearningRateTracker(Tracker.fixed(0.001f)).build());
      NDArray plain = manager.create(train.rows);
      NDArray mean = plain.mean(new int[] {0});
      NDArray deviation = plain.sub(mean).square().mean(new int[] {0}).sqrt();
      deviation.set(deviation.eq(0), 1f);
      ArrayDataset dataset =
          new ArrayDataset.Builder()
              .setData(plain.sub(mean).div(deviation))
              .optLabels(manager.create(train.labels))
              .setSampling(batch, true)
              .build();
      try (Trainer trainer = model.newTrainer(config)) {
        trainer.initialize(new Shape(batch, train.rows[0].length));
        for (int epoch = 1; epoch <= epochs; epoch++) {
          long begin = System.nanoTime();
          for (Batch rows : trainer.iterateDataset(dataset)) {
            EasyTrain.trainBatch(trainer, rows);
            trainer.step();
            rows.close();
          }
          double seconds = (System.nanoTime() - begin) / 1e9;
          System.out.printf(
              "{\"epoch\": %d, \"samples_per_second\": %.1f}%n", epoch, train.labels.length / seconds);
        }
        NDArray features = manager.create(test.rows).sub(mean).div(deviation);
        long[] found = trainer.evaluate(new NDList(features)).singletonOrThrow().argMax(1).toLongArray();
        int right = 0;
        for (int i = 0; i < found.length; i++) {
          right += found[i] == test.labels[i] ? 1 : 0;
        }
        System.out.printf("{\"accuracy\": %.4f}%n", (double) right / found.length);
      }
    }
  }
}
