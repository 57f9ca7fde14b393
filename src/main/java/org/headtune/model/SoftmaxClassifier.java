package org.headtune.model;

import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.CrashReportingUtil;
import org.headtune.config.ModelConfig;
import org.headtune.config.OptimizerConfig;
import org.headtune.data.Shape;

/**
 * A network whose last layer gives class probabilities: the softmax of a linear layer, trained by
 * the mean cross-entropy of the batch's rows, or the logistic function of each of its outputs by
 * itself, trained by binary cross-entropy. Biases start at zero where the config says nothing else.
 * Not safe for use by two threads at once.
 */
public final class SoftmaxClassifier implements AutoCloseable {
  private final ComputationGraph graph;
  private final Shape input;
  private final int classes;
  private final Engine engine;
  private final Parameters parameters;
  private TrainingRules rules = TrainingRules.PLAIN;
  private double rateFactor = 1;

  private SoftmaxClassifier(ComputationGraph graph, Shape input) {
    TwiceWrapped.unwrap(graph);
    this.graph = graph;
    this.input = input;
    FeedForwardLayer head = (FeedForwardLayer) graph.getOutputLayer(0).conf().getLayer();
    this.classes = Math.toIntExact(head.getNOut());
    this.parameters = new Parameters(graph);
    this.engine = new Engine(graph, input, classes);
  }

  /**
   * A network with random first weights, the same for the same seed.
   *
   * @param model layers that fit the input, as {@link NetworkPlan#of} has found
   * @param classes outputs of the head, K, at least 2
   * @param seed at least 1
   */
  public static SoftmaxClassifier create(
      ModelConfig model, OptimizerConfig optimizer, Shape input, int classes, long seed) {
    return create(model, Head.of(model.head()), optimizer, input, classes, seed);
  }

  /** The same where rows have no labels. */
  public static SoftmaxClassifier create(
      ModelConfig model, OptimizerConfig optimizer, Shape input, Pretext pretext, long seed) {
    return create(model, Head.of(pretext, model.head()), optimizer, input, pretext.outputs(), seed);
  }

  private static SoftmaxClassifier create(
      ModelConfig model,
      Head head,
      OptimizerConfig optimizer,
      Shape input,
      int outputs,
      long seed) {
    CrashReportingUtil.crashDumpsEnabled(false);
    ComputationGraph graph =
        new ComputationGraph(FirstConfiguration.of(model, head, optimizer, input, outputs, seed));
    graph.init();
    AttentionForm.correctFirstWeights(graph);
    return new SoftmaxClassifier(graph, input);
  }

  /**
   * A network that was read back, with its weights and the state of its optimiser.
   *
   * @param input the shape of one example
   */
  public static SoftmaxClassifier of(ComputationGraph graph, Shape input) {
    CrashReportingUtil.crashDumpsEnabled(false);
    return new SoftmaxClassifier(graph, input);
  }

  /**
   * A network that starts from another one: its backbone with the same weights, bit for bit, and a
   * new head, partly random, the same for the same seed. Its optimiser and counters start anew.
   *
   * @param parent as in {@link TransferPlan#of}; it stays as it is
   * @param seed at least 1
   */
  public static SoftmaxClassifier transfer(
      ComputationGraph parent, TransferPlan plan, OptimizerConfig optimizer, long seed) {
    CrashReportingUtil.crashDumpsEnabled(false);
    ParentNetwork network = new ParentNetwork(parent, plan.input());
    SoftmaxClassifier classifier =
        new SoftmaxClassifier(new Transfer(network, plan, optimizer).graph(seed), plan.input());
    classifier.train(TrainingRules.of(plan.freezing()));
    return classifier;
  }

  /**
   * Says how the network is trained; by {@link TrainingRules#PLAIN} if this is not called. A frozen
   * layer keeps its weights, all bits of them, and computes as in prediction, also within training.
   */
  public void train(TrainingRules rules) {
    this.rules = rules;
    engine.begin(rules, 1, 1);
  }

  /**
   * To be called before the updates of each epoch.
   *
   * @param epoch counted from 1
   * @param batches updates per epoch: the optimiser of a layer that joins later counts its steps
   *     from the first of its own
   */
  public void beginEpoch(int epoch, int batches) {
    engine.begin(rules, epoch, batches);
  }

  /**
   * Sets the share of the optimiser's step size, of each layer's own where they differ, that the
   * next updates have; 1 if this is not called.
   */
  public void setRateFactor(double factor) {
    rateFactor = factor;
  }

  /**
   * One weight update.
   *
   * @param features {@code rows x width}, row after row
   * @param labels label of each row, which is its class index unless the rules say otherwise
   * @param rows how many of them are used, from the first on
   * @return the mean loss of the rows before the update; NaN or infinite when the network has
   *     diverged
   */
  public double fit(float[] features, int[] labels, int rows) {
    return fit(table(features), labels, IntStream.range(0, rows).toArray(), 0, rows);
  }

  /**
   * One weight update from some rows of a table.
   *
   * @param rows examples, or what {@link FeatureCache#rows} has made of them for this epoch
   * @param labels label of each row, as above
   * @param order row numbers
   * @param first where in {@code order} the batch begins
   * @param count size of the batch
   * @return as {@link #fit(float[], int[], int)}
   */
  public double fit(FeatureTable rows, int[] labels, int[] order, int first, int count) {
    return fit(rows, labels, order, first, count, Mixture.NONE);
  }

  /**
   * One weight update from some rows of a table, mixed with each other. Where the layers at the
   * bottom are frozen, what they give is mixed and not what they take.
   *
   * @param mixture of {@code count} rows
   * @return as {@link #fit(float[], int[], int)}
   */
  public double fit(
      FeatureTable rows, int[] labels, int[] order, int first, int count, Mixture mixture) {
    return parameters.averaging(
        rules.steps(), () -> engine.fit(rows, labels, order, first, count, mixture, rateFactor));
  }

  /**
   * One weight update from some rows without labels.
   *
   * @param seen what the network is given
   * @param asked what it is asked about the same rows
   * @return the mean loss before the update
   */
  public double fit(FeatureTable seen, FeatureTable asked, int[] order, int first, int count) {
    return parameters.averaging(
        rules.steps(), () -> engine.fit(seen, asked, order, first, count, rateFactor));
  }

  /** How well a network answers what it is asked about some rows without labels, as above. */
  public PretextScore score(FeatureTable seen, FeatureTable asked, int first, int count) {
    return engine.score(seen, asked, first, count);
  }

  /**
   * Class probabilities.
   *
   * @param features {@code rows x width}, row after row
   * @param probabilities receives {@code rows x K} numbers; each row of a softmax sums to 1
   */
  public void predict(float[] features, int rows, float[] probabilities) {
    predict(table(features), 0, rows, probabilities);
  }

  /**
   * Class probabilities of some rows of a table.
   *
   * @param rows examples, or what {@link FeatureCache#rows} has made of them for this epoch
   * @param first number of the first row
   * @param count how many
   * @param probabilities as in {@link #predict(float[], int, float[])}
   */
  public void predict(FeatureTable rows, int first, int count, float[] probabilities) {
    engine.predict(rows, first, count, probabilities);
  }

  /** Predicts at a temperature above 0 from now on, 1 for none; training knows nothing of it. */
  public void temper(double temperature) {
    engine.temper(temperature);
  }

  /**
   * Numbers whose softmax is the probabilities at a temperature of 1, {@code count x K}; of a
   * network that has learnt what comes next in sequences, behind the last step.
   */
  public void logits(FeatureTable rows, int first, int count, float[] logits) {
    engine.logits(rows, first, count, logits);
  }

  private FeatureTable table(float[] features) {
    return FeatureTable.of(features, Math.toIntExact(input.size()));
  }

  /** How many steps at the bottom give the same for the same example in this epoch. */
  int fixedLevel() {
    return engine.entrance().fixed();
  }

  /**
   * Numbers per row that the layers below the lowest one that is trained in this epoch hand on, if
   * they are all frozen: what {@link FeatureCache} keeps of a row. The width of an example if there
   * are none.
   */
  public int featureWidth() {
    return engine.entrance().width();
  }

  /** Computes those numbers. */
  void features(FeatureTable examples, int rows, FeatureTable target) {
    engine.entrance().features(examples, rows, target::setRow);
  }

  /** A copy of all parameters in DL4J's order. */
  public float[] parameters() {
    return parameters.copy();
  }

  /** Puts a copy from {@link #parameters} back. */
  public void setParameters(float[] numbers) {
    parameters.set(numbers);
  }

  /** A copy of their moving average; empty if none is kept, or before the first update. */
  public Optional<float[]> average() {
    return parameters.average();
  }

  /** Goes on with an average from before an interruption, of a network whose rules have one. */
  public void setAverage(float[] numbers) {
    parameters.setAverage(numbers, rules.steps());
  }

  /**
   * The parameters to judge and to keep: the average if there is one, else those of the network.
   */
  public float[] judgedParameters() {
    return average().orElseGet(this::parameters);
  }

  /** Does something with the parameters to judge in the place of those that are trained. */
  public <T> T judged(Supplier<T> work) {
    return parameters.judged(work);
  }

  /** Whether every parameter, and every number that the optimiser has gathered, is finite. */
  public boolean isFinite() {
    return parameters.areFinite();
  }

  /** How the training of each layer goes. */
  public HealthWatch health() {
    return engine.health();
  }

  /** The network itself, for writing it to a file. */
  public ComputationGraph graph() {
    return graph;
  }

  /** Weight updates so far. */
  public long iterations() {
    return graph.getIterationCount();
  }

  /** The shape of one example. */
  public Shape input() {
    return input;
  }

  /** Number of classes, K. */
  public int classes() {
    return classes;
  }

  /**
   * The step size of the last update, or the next if there was none; that of the head where layers
   * differ; 1 for AdaDelta, which finds its own.
   */
  public double learningRate() {
    Double rate = graph.getLearningRate(graph.getConfiguration().getNetworkOutputs().get(0));
    return rate == null ? 1 : rateFactor * rate;
  }

  /** Gives the memory of the last batch back; the classifier can still be used. */
  @Override
  public void close() {
    engine.close();
  }
}
