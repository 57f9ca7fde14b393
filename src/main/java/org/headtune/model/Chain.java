package org.headtune.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.graph.vertex.impl.LayerVertex;
import org.deeplearning4j.nn.layers.OutputLayer;
import org.deeplearning4j.nn.layers.feedforward.PReLU;
import org.deeplearning4j.nn.layers.feedforward.dense.DenseLayer;
import org.deeplearning4j.nn.layers.recurrent.LastTimeStepLayer;
import org.deeplearning4j.nn.layers.wrapper.BaseWrapperLayer;
import org.headtune.ExitCode;
import org.headtune.UserError;
import org.headtune.config.LayerConfig.PoolingKind;
import org.headtune.data.Shape;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A built network as a line of links from the input to the head. */
final class Chain implements AutoCloseable {
  private final List<Link> links = new ArrayList<>();
  private final HeadLink head;
  private final Onlooker onlooker;
  private final int steps;
  private int features; // per step, as long as there are steps
  private boolean sequence;

  /** Learns what the layers that are trained give. */
  interface Onlooker {
    void see(String layer, INDArray output);
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
    for (int index : graph.topologicalSortOrder()) {
      GraphVertex vertex = graph.getVertices()[index];
      if (!vertex.isInputVertex()) {
        add(graph, vertex);
      }
    }
    if (!(links.get(links.size() - 1) instanceof HeadLink last)) {
      throw new UserError(
          ExitCode.MODEL_FILE, "the last layer of this model gives no class probabilities");
    }
    head = last;
  }

  private void add(ComputationGraph graph, GraphVertex vertex) {
    String name = vertex.getVertexName();
    if (vertex instanceof LayerVertex layerVertex) {
      if (layerVertex.getLayerPreProcessor() != null) {
        links.add(new PreprocessorLink(name, layerVertex.getLayerPreProcessor()));
      }
      Layer layer = unwrapped(layerVertex.getLayer());
      links.add(sequence ? stepsLink(graph, name, layer) : link(name, layer));
    } else if (graph.getConfiguration().getVertices().get(name) instanceof PreprocessorVertex p) {
      links.add(new PreprocessorLink(name, p.getPreProcessor()));
    } else {
      links.add(new VertexLink(vertex));
    }
  }

  private static Layer unwrapped(Layer layer) {
    return layer instanceof BaseWrapperLayer wrapper && !(layer instanceof LastTimeStepLayer)
        ? unwrapped(wrapper.getUnderlying())
        : layer;
  }

  /** A layer that takes sequences. */
  private Link stepsLink(ComputationGraph graph, String name, Layer layer) {
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
    } else if (SlopeLink.canReplace(layer)) {
      return new SlopeLink(name, (PReLU) layer);
    } else if (layer instanceof OutputLayer output
        && output.layerConf().getActivationFn() instanceof ActivationSoftmax) {
      return new SoftmaxHead(name, output);
    } else if (layer instanceof OutputLayer output
        && output.layerConf().getActivationFn() instanceof ActivationSigmoid) {
      return new SigmoidHead(name, output);
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
    for (Link link : links) {
      if (link instanceof RecurrentLink recurrent) {
        recurrent.truncate(lastSteps);
      }
    }
  }

  /** Parameters of which a step touches only a part, by layer. */
  Map<String, List<SparseParameters>> sparse() {
    Map<String, List<SparseParameters>> sparse = new LinkedHashMap<>();
    for (Link link : links) {
      if (link instanceof VectorBagsLink bags) {
        sparse.put(link.layer(), bags.sparse());
      }
    }
    sparse.put(head.layer(), head.sparse());
    return sparse;
  }

  HeadLink head() {
    return head;
  }

  int size() {
    return links.size();
  }

  /** Freezes the layers of an epoch. */
  void freeze(Freezing freezing, int epoch) {
    links.forEach(link -> link.freeze(freezing.isFrozen(link.layer(), epoch)));
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
        onlooker.see(link.layer(), values);
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
