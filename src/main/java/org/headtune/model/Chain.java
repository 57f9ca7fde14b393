package org.headtune.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.graph.SubsetVertex;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.preprocessor.RnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.graph.vertex.impl.LayerVertex;
import org.deeplearning4j.nn.layers.OutputLayer;
import org.deeplearning4j.nn.layers.convolution.ConvolutionLayer;
import org.deeplearning4j.nn.layers.convolution.subsampling.SubsamplingLayer;
import org.deeplearning4j.nn.layers.feedforward.PReLU;
import org.deeplearning4j.nn.layers.feedforward.dense.DenseLayer;
import org.deeplearning4j.nn.layers.recurrent.LastTimeStepLayer;
import org.deeplearning4j.nn.layers.wrapper.BaseWrapperLayer;
import org.headtune.ExitCode;
import org.headtune.UserError;
import org.headtune.config.LayerConfig.PoolingKind;
import org.headtune.data.Shape;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.impl.LossCosineProximity;

/**
 * A built network as a line of links from the input to the head, of which the first may be several
 * lines side by side.
 */
final class Chain implements AutoCloseable {
  private final List<Link> links = new ArrayList<>();
  private final HeadLink head;
  private final Onlooker onlooker;
  private int steps; // of the longest sequence
  private int features; // per step, as long as there are steps
  private boolean sequence;
  private int widest = 1;

  /** Learns what the layers that are trained give. */
  interface Onlooker {
    /**
     * @param features numbers per step where the output is sequences, as {@link SequenceRows} says;
     *     else 0
     */
    void see(String layer, INDArray output, int features);
  }

  /**
   * @param input the shape of one example
   * @param onlooker told in each forward pass of training
   * @throws UserError if there is neither a softmax nor a logistic function at the end
   */
  Chain(ComputationGraph graph, Shape input, Onlooker onlooker) {
    this.onlooker = onlooker;
    steps = input.steps();
    features = input.channels();
    sequence = input.sequence();
    Lines lines =
        Lines.of(graph.getConfiguration())
            .orElseThrow(
                () -> new UserError(ExitCode.MODEL_FILE, "the layers of this model are no line"));
    if (!lines.branches().isEmpty()) {
      List<BranchesLink.Branch> branches =
          lines.branches().stream().map(line -> branch(graph, line)).toList();
      links.add(
          new BranchesLink(
              lines.trunk().get(0), Math.toIntExact(input.size()), branches, onlooker));
    }
    sequence = input.sequence();
    for (String name : lines.trunk().subList(links.size(), lines.trunk().size())) {
      add(links, graph, graph.getVertex(name));
    }
    if (!(links.get(links.size() - 1) instanceof HeadLink last)) {
      throw new UserError(
          ExitCode.MODEL_FILE, "the last layer of this model gives no class probabilities");
    }
    head = last;
  }

  /** A line that begins with a part of a row. */
  private BranchesLink.Branch branch(ComputationGraph graph, List<String> line) {
    if (!(graph.getConfiguration().getVertices().get(line.get(0)) instanceof SubsetVertex part)) {
      throw new UserError(ExitCode.MODEL_FILE, "a branch of this model takes no part of a row");
    }
    List<Link> own = new ArrayList<>();
    sequence = false;
    line.subList(1, line.size()).forEach(name -> add(own, graph, graph.getVertex(name)));
    return new BranchesLink.Branch(part.getFrom(), part.getTo() - part.getFrom() + 1, own);
  }

  private void add(List<Link> line, ComputationGraph graph, GraphVertex vertex) {
    String name = vertex.getVertexName();
    if (vertex instanceof LayerVertex layerVertex) {
      Layer layer = unwrapped(layerVertex.getLayer());
      if (sequence
          && layerVertex.getLayerPreProcessor() instanceof RnnToFeedForwardPreProcessor
          && link(name, layer) instanceof ClassHead each) {
        int outputs = Math.toIntExact(((FeedForwardLayer) layer.conf().getLayer()).getNOut());
        line.add(new StepsHead(name, each, steps, features, outputs));
        return;
      }
      if (layerVertex.getLayerPreProcessor() == null
          && MaxPoolLink.canReplace(layer)
          && !line.isEmpty()
          && line.get(line.size() - 1) instanceof ConvolutionLink convolution
          && convolution.canPool()) {
        convolution.pool(MaxPool.of(((SubsamplingLayer) layer).layerConf()));
        return;
      }
      if (layerVertex.getLayerPreProcessor() != null) {
        line.add(new PreprocessorLink(name, layerVertex.getLayerPreProcessor()));
      }
      line.add(sequence ? stepsLink(graph, name, layer) : link(name, layer));
    } else if (graph.getConfiguration().getVertices().get(name) instanceof PreprocessorVertex p) {
      if (p.getPreProcessor() instanceof RowToSteps rows) {
        // The numbers of a row stand there as links take a sequence.
        steps = rows.getSteps();
        features = rows.getFeatures();
        sequence = true;
        return;
      }
      line.add(new PreprocessorLink(name, p.getPreProcessor()));
    } else {
      line.add(new VertexLink(vertex));
    }
  }

  private static Layer unwrapped(Layer layer) {
    return layer instanceof BaseWrapperLayer wrapper && !(layer instanceof LastTimeStepLayer)
        ? unwrapped(wrapper.getUnderlying())
        : layer;
  }

  /** Most numbers of one sequence between two links; 1 if there are none. */
  int widestSequence() {
    return widest;
  }

  private Link stepsLink(ComputationGraph graph, String name, Layer layer) {
    Link link = ofSteps(graph, name, layer);
    widest = Math.max(widest, SequenceRows.width(steps, features));
    return link;
  }

  /** A layer that takes sequences. */
  private Link ofSteps(ComputationGraph graph, String name, Layer layer) {
    if (layer instanceof StepVectorsLayer vectors) {
      features = vectors.layerConf().bag().units();
      return new StepVectorsLink(name, vectors);
    }
    if (layer instanceof StepsComputation computation) {
      return computation.link(name, steps);
    }
    Optional<RecurrentForm> form = RecurrentForm.of(graph, name);
    if (form.isPresent()) {
      features = form.get().width();
      sequence = !form.get().last();
      return new RecurrentLink(name, layer, form.get(), steps);
    }
    Optional<AttentionForm> attention = AttentionForm.of(layer.conf().getLayer());
    if (attention.isPresent()) {
      features = attention.get().out();
      return new AttentionLink(name, layer, attention.get(), steps);
    } else if (layer.conf().getLayer() instanceof GlobalPoolingLayer pool) {
      sequence = false;
      return new StepsPoolLink(
          name, PoolingKind.valueOf(pool.getPoolingType().name()), steps, features);
    }
    return new EachStepLink(new LayerLink(name, layer), steps, features);
  }

  /** What computes a layer of a built network. */
  static Link link(String name, Layer layer) {
    if (DenseLink.canReplace(layer)) {
      return new DenseLink(name, (DenseLayer) layer);
    } else if (ConvolutionLink.canReplace(layer)) {
      return new ConvolutionLink(name, (ConvolutionLayer) layer);
    } else if (MaxPoolLink.canReplace(layer)) {
      return new MaxPoolLink(name, (SubsamplingLayer) layer);
    } else if (SlopeLink.canReplace(layer)) {
      return new SlopeLink(name, (PReLU) layer);
    } else if (layer instanceof OutputLayer output
        && output.layerConf().getActivationFn() instanceof ActivationSoftmax) {
      return new SoftmaxHead(name, output);
    } else if (layer instanceof OutputLayer output
        && output.layerConf().getActivationFn() instanceof ActivationSigmoid) {
      return new SigmoidHead(name, output);
    } else if (layer instanceof OutputLayer output
        && output.layerConf().getActivationFn() instanceof ActivationIdentity) {
      return output.layerConf().getLossFn() instanceof LossCosineProximity
          ? new ContrastHead(name, output)
          : new ReconstructionHead(name, output);
    }
    if (layer instanceof VectorBagsLayer bags) {
      return new VectorBagsLink(name, bags);
    }
    return layer instanceof MixtureOfSoftmaxesLayer mixture
        ? new MixtureHead(name, mixture)
        : new LayerLink(name, layer);
  }

  /** Says through how many of the last steps of a sequence gradients flow back. */
  void truncate(int lastSteps) {
    each()
        .filter(RecurrentLink.class::isInstance)
        .forEach(link -> ((RecurrentLink) link).truncate(lastSteps));
  }

  /** Parameters of which a step touches only a part, by layer. */
  Map<String, List<SparseParameters>> sparse() {
    Map<String, List<SparseParameters>> sparse = new LinkedHashMap<>();
    each()
        .filter(link -> !link.sparse().isEmpty())
        .forEach(link -> sparse.put(link.layer(), link.sparse()));
    sparse.put(head.layer(), head.sparse());
    return sparse;
  }

  private Stream<Link> each() {
    return links.stream()
        .flatMap(link -> link instanceof BranchesLink b ? b.inside() : Stream.of(link));
  }

  /** Begins an epoch at the head, and ties vectors to it if the rules have it so. */
  void begin(TrainingRules rules) {
    head.begin(rules);
    boolean tied =
        rules.pretext().orElse(null) instanceof Pretext.Entries asked && asked.tied().isPresent();
    if (head instanceof StepsHead steps && links.get(0) instanceof StepVectorsLink vectors) {
      vectors.tie(tied ? Optional.of(steps.weights()) : Optional.empty());
    }
  }

  /** To be called after each update. */
  void afterUpdate() {
    if (links.get(0) instanceof StepVectorsLink vectors) {
      vectors.follow();
    }
  }

  HeadLink head() {
    return head;
  }

  int size() {
    return links.size();
  }

  /** How many links are below the head and what belongs to it. */
  int features() {
    Set<String> own =
        head instanceof ContrastHead
            ? Set.of(head.layer(), NetworkPlan.PROJECTION)
            : Set.of(head.layer());
    int count = links.size();
    while (count > 0 && own.contains(links.get(count - 1).layer())) {
      count--;
    }
    return count;
  }

  /** Freezes the layers of an epoch. */
  void freeze(Freezing freezing, int epoch) {
    each().forEach(link -> link.freeze(freezing.isFrozen(link.layer(), epoch)));
  }

  /**
   * How many links from the input up always give the same output for the same input; 0 if they have
   * no weights.
   */
  int fixed() {
    int fixed = 0;
    boolean computes = false;
    while (fixed < links.size() && (links.get(fixed).frozen() || !links.get(fixed).changes())) {
      computes |= links.get(fixed).changes();
      fixed++;
    }
    return computes ? fixed : 0;
  }

  /** Through the links from one on up to, not including, another. */
  INDArray forward(int from, int to, INDArray input, boolean training, Scope scope) {
    INDArray values = input;
    for (Link link : links.subList(from, to)) {
      INDArray below = values;
      values = scope.layer(() -> link.forward(below, training, scope.workspaces()));
      if (training && !link.frozen() && !(link instanceof PreprocessorLink)) {
        onlooker.see(link.layer(), values, link.stepFeatures());
      }
    }
    return values;
  }

  /** From the head, whose loss has been differentiated, down to a link. */
  void backward(int to, Scope scope) {
    INDArray gradient = null;
    for (int i = links.size() - 1; i >= to; i--) {
      Link link = links.get(i);
      INDArray above = gradient;
      boolean further = i > to;
      gradient = scope.layer(() -> link.backward(above, further, scope.workspaces()));
    }
  }

  @Override
  public void close() {
    links.forEach(Link::close);
  }
}
