package org.headtune.model;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.headtune.data.Shape;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Predictions of a built network and updates of its weights, with few calls into DL4J and native
 * memory that is used again. What DL4J's own {@code fit} would do besides is left out: it
 * multiplies some matrices twice and computes the gradient of the network's input, which nobody
 * asks for.
 */
final class Engine implements AutoCloseable {
  /** Numbers of input at a time: with its activations such a block stays in the cache. */
  private static final int BLOCK_NUMBERS = 400_000;

  /** Every block costs the same dozen calls, which narrow rows share. */
  private static final int BLOCK_ROWS = 4096;

  /** Numbers of sequences between two layers at a time. */
  private static final int BLOCK_STEPS = 1 << 22;

  /** Numbers of output at a time, for very many classes. */
  private static final int BLOCK_OUTPUT = 1 << 22;

  private final ComputationGraph graph;
  private final Chain chain;
  private final int width;
  private final int classCount;
  private final int predictedRows;
  private final Scope training = new Scope("HEADTUNE_TRAINING");
  private final Scope prediction = new Scope("HEADTUNE_PREDICTION");
  private final Entrance entrance;
  private final Matrix originals;
  private final HealthWatch health;
  private Updates updates;
  private Map<String, List<SparseParameters>> sparse = Map.of();
  private TrainingRules rules = TrainingRules.PLAIN;
  private int epoch = 1;
  private int batches = 1;
  private Optional<Tempering> tempering = Optional.empty();

  Engine(ComputationGraph graph, Shape input, int classes) {
    this.graph = graph;
    this.health = new HealthWatch(graph);
    this.chain = new Chain(graph, input, health::see);
    this.width = Math.toIntExact(input.size());
    this.classCount = classes;
    this.predictedRows =
        Math.min(rowsAtOnce(width, classes), Math.max(1, BLOCK_STEPS / chain.widestSequence()));
    this.entrance = new Entrance(chain, width, prediction);
    this.originals = new Matrix(width);
  }

  private static int rowsAtOnce(int width, int classes) {
    int most = Math.min(BLOCK_NUMBERS / width, BLOCK_OUTPUT / classes);
    return Math.max(1, Math.min(BLOCK_ROWS, most));
  }

  /** Begins an epoch. */
  void begin(TrainingRules newRules, int newEpoch, int batchesPerEpoch) {
    if (!newRules.steps().equals(rules.steps()) || !newRules.sampling().equals(rules.sampling())) {
      updates = null;
    }
    rules = newRules;
    epoch = newEpoch;
    batches = batchesPerEpoch;
    health.begin(rules.freezing(), newEpoch, batchesPerEpoch);
    chain.truncate(rules.truncation().lastSteps());
    chain.freeze(rules.freezing(), newEpoch);
    chain.begin(rules);
    if (chain.fixed() != entrance.fixed()) {
      close();
      entrance.begin();
    }
  }

  /** What looks on while the network is trained. */
  HealthWatch health() {
    return health;
  }

  /** What rows go through first. */
  Entrance entrance() {
    return entrance;
  }

  /**
   * One update; gives the mean loss before it.
   *
   * @param rateFactor share of each layer's step size
   */
  double fit(
      FeatureTable table,
      int[] labels,
      int[] order,
      int first,
      int rows,
      Mixture mixture,
      double rateFactor) {
    prepare();
    int[] own = Arrays.copyOfRange(order, first, first + rows);
    int[] partners = mixture.partners(own);
    BatchLoss whole = BatchLoss.of(rules.loss(), labels, own, partners, mixture.share(), 0, rows);
    int atOnce = rules.steps().rowsAtOnce();
    double loss = 0;
    for (int done = 0; done < rows; done += atOnce) {
      int count = Math.min(atOnce, rows - done);
      BatchLoss part =
          count == rows
              ? whole
              : BatchLoss.of(rules.loss(), labels, own, partners, mixture.share(), done, count);
      double share = part.totalWeight() / whole.totalWeight();
      loss +=
          share
              * differentiate(
                  entrance.enter(table, own, partners, mixture.share(), done, count),
                  () -> classes().differentiate(part));
      if (count < rows) {
        updates.gather(rules.freezing(), epoch, share, done == 0);
      }
    }
    update(rateFactor);
    return loss;
  }

  /**
   * One update by rows without labels; gives the mean loss before it.
   *
   * @param seen what the network is given
   * @param table what it is asked about the same rows
   */
  double fit(
      FeatureTable seen, FeatureTable table, int[] order, int first, int rows, double rateFactor) {
    prepare();
    Entrance.fill(originals.rows(rows), table, order, first, rows);
    PretextHead head = (PretextHead) chain.head();
    int[] views = rules.asked().views(order, first, rows);
    INDArray input = entrance.enter(seen, views, 0, views.length);
    double loss = differentiate(input, () -> head.differentiate(originals));
    update(rateFactor);
    return loss;
  }

  /** How well rows of a table are answered. */
  PretextScore score(FeatureTable seen, FeatureTable table, int firstRow, int rows) {
    PretextScore score = PretextScore.NONE;
    PretextHead head = (PretextHead) chain.head();
    int[] order = IntStream.range(firstRow, firstRow + rows).toArray();
    int[] blocks = rules.asked().blocks(rows, predictedRows);
    for (int i = 0; i < blocks.length - 1; i++) {
      int count = blocks[i + 1] - blocks[i];
      int[] views = rules.asked().views(order, blocks[i], count);
      Entrance.fill(originals.rows(count), table, order, blocks[i], count);
      INDArray input = entrance.enter(seen, views, 0, views.length);
      prediction.pass(
          () -> chain.forward(entrance.fixed(), chain.size(), input, false, prediction));
      score = score.plus(head.score(originals));
    }
    return score;
  }

  private void prepare() {
    if (updates == null) {
      if (graph.getFlattenedGradients() == null) {
        graph.initGradientsView();
      }
      sparse = chain.sparse();
      updates = new Updates(graph, rules.steps(), sparse);
    }
    for (Layer layer : graph.getLayers()) {
      // Schedules of dropout ask their layer.
      layer.setIterationCount(graph.getConfiguration().getIterationCount());
      layer.setEpochCount(graph.getConfiguration().getEpochCount());
    }
  }

  private void update(double rateFactor) {
    health.beforeUpdate(sparse);
    updates.apply(rules.freezing(), epoch, batches, rateFactor);
    chain.afterUpdate();
    health.afterUpdate();
    graph.getConfiguration().setIterationCount(graph.getConfiguration().getIterationCount() + 1);
  }

  /** Leaves the gradient of the mean loss of some rows; gives that mean. */
  private double differentiate(INDArray input, DoubleSupplier loss) {
    return training.pass(
        () -> {
          chain.forward(entrance.fixed(), chain.size(), input, true, training);
          double mean = loss.getAsDouble();
          chain.backward(entrance.fixed(), training);
          return mean;
        });
  }

  /** Sets the temperature of predictions. */
  void temper(double temperature) {
    tempering =
        temperature == 1 ? Optional.empty() : Optional.of(new Tempering(classCount, temperature));
  }

  /** Class probabilities of rows of a table, from one on. */
  void predict(FeatureTable table, int firstRow, int rows, float[] probabilities) {
    pass(
        table,
        firstRow,
        rows,
        done -> {
          int block = Math.min(predictedRows, rows - done);
          if (tempering.isPresent()) {
            tempering.get().probabilities(classes(), block, probabilities, done * classCount);
          } else {
            classes().probabilities(probabilities, done * classCount);
          }
        });
  }

  /** Logits of rows of a table, from one on, whatever the temperature. */
  void logits(FeatureTable table, int firstRow, int rows, float[] logits) {
    pass(
        table,
        firstRow,
        rows,
        done -> {
          if (chain.head() instanceof StepsHead steps) {
            steps.last(logits, done * classCount);
          } else {
            classes().logits(logits, done * classCount);
          }
        });
  }

  /** Takes rows up to the head, block after block; each is then read off. */
  private void pass(FeatureTable table, int firstRow, int rows, IntConsumer read) {
    int[] order = IntStream.range(firstRow, firstRow + rows).toArray();
    for (int done = 0; done < rows; done += predictedRows) {
      INDArray input = entrance.enter(table, order, done, Math.min(predictedRows, rows - done));
      prediction.pass(
          () -> chain.forward(entrance.fixed(), chain.size(), input, false, prediction));
      read.accept(done);
    }
  }

  private ClassHead classes() {
    return (ClassHead) chain.head();
  }

  /** Gives memory back; the engine can still be used. */
  @Override
  public void close() {
    originals.close();
    chain.close();
    entrance.close();
  }
}
