package org.headtune.artifact;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.headtune.data.Shape;

/**
 * What a configuration amounts to, in plain arithmetic: each layer must fit the one below.
 *
 * @param layers from the input up; the last one is the output layer
 * @param parameters numbers that the network stores
 */
record NetworkOutline(List<LayerOutline> layers, long parameters) {
  private static final Set<String> LOOKING_UP = Set.of("VectorBags", "StepVectors");

  /** Numbers that a layer may hand on for one example. */
  static final long LARGEST_OUTPUT = 1 << 28;

  NetworkOutline {
    layers = List.copyOf(layers);
  }

  /** Outputs of the last layer, K. */
  long outputs() {
    return layers.get(layers.size() - 1).output().size();
  }

  /** Whether the outputs are those of classes. */
  boolean knowsClasses() {
    return HeadOutline.knowsClasses(layers.get(layers.size() - 1).kind());
  }

  /** Whether each output is a question of its own. */
  boolean isMultiLabel() {
    return layers.get(layers.size() - 1).kind().equals("sigmoid");
  }

  /**
   * Works out every layer.
   *
   * @param graph a configuration that {@link ConfigurationGate} has let pass
   * @param input the shape of one example, which enters as a plain row unless it is a sequence
   */
  static NetworkOutline of(String entry, JsonNode graph, Shape input) throws RefusedException {
    List<Chain.Link> links = Chain.ofBranches(entry, graph);
    Walk walk = new Walk(entry, input);
    try {
      for (Chain.Link link : links) {
        walk.step(link);
      }
      walk.branches.requireJoined();
    } catch (ArithmeticException e) {
      throw new RefusedException(entry, "stands for more parameters than can be counted");
    }
    for (Chain.Link link : links.subList(0, links.size() - 1)) {
      if (HeadOutline.isHead(kind(link.layer()))) {
        throw walk.fields.fault(link.path(), "is an output layer, but not the last layer");
      }
    }
    Chain.Link last = links.get(links.size() - 1);
    if (!HeadOutline.isHead(kind(last.layer()))) {
      throw walk.fields.fault(last.path(), "is not an output layer");
    }
    return new NetworkOutline(
        walk.layers, walk.layers.stream().mapToLong(LayerOutline::parameters).sum());
  }

  /** The last word of the class that a layer, vertex or preprocessor names. */
  static String kind(JsonNode node) {
    String name = node.path("@class").asText();
    return name.substring(name.lastIndexOf('.') + 1);
  }

  /** The way of one example through the network. */
  private static final class Walk {
    private final String entry;
    private final LayerFields fields;
    private final List<LayerOutline> layers = new ArrayList<>();
    private final BranchesOutline branches;
    private Shape shape;
    private boolean stepwise;

    Walk(String entry, Shape input) {
      this.fields = new LayerFields(entry);
      this.entry = entry;
      this.branches = new BranchesOutline(fields, input);
      this.shape =
          input.image() ? Shape.row(Math.toIntExact(input.size())) : input; // enters as a row
    }

    void step(Chain.Link link) throws RefusedException {
      switch (kind(link.vertex())) {
        case "LayerVertex" -> {
          JsonNode before = link.vertex().path("preProcessor");
          if (kind(before).equals("RnnToFeedForwardPreProcessor")) {
            stepwise(link);
          } else if (!before.isNull() && !before.isMissingNode()) {
            requirePlain(link.path());
            preprocess(link.path() + ".preProcessor", before);
          }
          layer(link.name(), link.path() + ".layerConf.layer", link.layer());
          LayerOutline last = layers.remove(layers.size() - 1);
          layers.add(
              (stepwise ? last.called(HeadOutline.ofSteps(last.kind())) : last)
                  .applying(LayerFunction.of(link.layer())));
        }
        case "PreprocessorVertex" -> {
          requirePlain(link.path());
          JsonNode before = link.vertex().path("preProcessor");
          if (kind(before).equals("RowToSteps")) {
            add(link.name(), "sequence", branches.steps(link.path(), before), 0);
            return;
          }
          preprocess(link.path() + ".preProcessor", before);
          add(link.name(), branches.begun() && shape.image() ? "image" : "flatten", shape, 0);
        }
        case "SubsetVertex" ->
            add(link.name(), "part", branches.part(link.path(), link.vertex(), shape), 0);
        case "MergeVertex" ->
            add(link.name(), "join", branches.join(link.path(), link.vertex(), shape), 0);
        case "ReshapeVertex" -> {
          requirePlain(link.path());
          JsonNode wanted = link.vertex().path("newShape");
          requireSize(link.path() + ".newShape", wanted.size() == 2 ? wanted.path(1).asLong() : -1);
          add(link.name(), "flatten", Shape.row((int) shape.size()), 0);
        }
        default -> throw fields.fault(link.path(), "is not a layer");
      }
    }

    /** Every step of a sequence is a row for the head, and for no other layer. */
    private void stepwise(Chain.Link link) throws RefusedException {
      if (!shape.sequence() || !HeadOutline.isHead(kind(link.layer()))) {
        throw fields.fault(
            link.path() + ".preProcessor",
            "treats steps as rows where there is no head on a sequence");
      }
      shape = Shape.row(shape.channels());
      stepwise = true;
    }

    private void preprocess(String path, JsonNode preprocessor) throws RefusedException {
      Shape image =
          Shape.image(
              fields.positive(path, preprocessor, "numChannels"),
              fields.positive(path, preprocessor, "inputHeight"),
              fields.positive(path, preprocessor, "inputWidth"));
      requireSize(path, image.size());
      if (kind(preprocessor).equals("FeedForwardToCnnPreProcessor")) {
        shape = image;
      } else if (shape.equals(image)) {
        shape = Shape.row((int) shape.size());
      } else {
        throw fields.fault(path, "does not fit the shape " + shape + " of what it is given");
      }
    }

    private void layer(String name, String path, JsonNode layer) throws RefusedException {
      if (!LOOKING_UP.contains(kind(layer))) {
        requireNumbers(path);
      }
      switch (kind(layer)) {
        case "DenseLayer" -> dense(name, "dense", path, layer);
        case "VectorBags" -> {
          long vectors = VectorBagsOutline.vectors(fields, path, layer, shape);
          add(name, "columns", VectorBagsOutline.output(shape), vectors);
        }
        case "StepVectors" -> {
          long vectors = VectorBagsOutline.vectorsOfSteps(fields, path, layer, shape);
          add(name, "words", Shape.sequence(shape.steps(), shape.bags().get(0).units()), vectors);
        }
        case "OutputLayer" ->
            dense(name, HeadOutline.kind(fields, path, layer, layers), path, layer);
        case "MixtureOfSoftmaxes" -> {
          requireChannels(path, layer, "nin", Shape.Kind.ROW);
          long stored = MixtureOutline.parameters(fields, path, layer, shape.size());
          add(name, "mixture_of_softmaxes", Shape.row(layer.path("nout").asInt()), stored);
        }
        case "ConvolutionLayer" -> {
          int filters = fields.positive(path, layer, "nout");
          requireChannels(path, layer, "nin", Shape.Kind.IMAGE);
          long window =
              (long) fields.pair(path, layer, "kernelSize", 0)
                  * fields.pair(path, layer, "kernelSize", 1);
          long weights =
              Math.multiplyExact(Math.multiplyExact(window, shape.channels()), (long) filters);
          add(name, "conv2d", windowed(path, layer, filters), weights + bias(path, layer));
        }
        case "SubsamplingLayer" -> {
          requireImage(path);
          String kind = layer.path("poolingType").asText().toLowerCase(Locale.ROOT) + "_pool";
          add(name, kind, windowed(path, layer, shape.channels()), 0);
        }
        case "GlobalPoolingLayer" -> {
          if (!shape.sequence()) {
            requireImage(path);
          }
          add(name, "global_pool", Shape.row(shape.channels()), 0);
        }
        case "BatchNormalization" -> {
          requireNoSequence(path);
          requireChannels(path, layer, "nout", shape.kind());
          long stored = fields.flag(path, layer, "lockGammaBeta") ? 2 : 4;
          add(name, "batch_norm", shape, stored * shape.channels());
        }
        case "PReLULayer" ->
            add(name, "activation", shape, LearntSlopesOutline.slopes(fields, path, layer, shape));
        case "LSTM", "SimpleRnn", "LastTimeStep", "Bidirectional" -> {
          RecurrentOutline recurrent = RecurrentOutline.of(entry, path, layer, shape);
          add(name, recurrent.kind(), recurrent.output(), recurrent.parameters());
        }
        case "SelfAttentionLayer" -> {
          AttentionOutline attention = AttentionOutline.of(entry, path, layer, shape);
          add(name, "self_attention", attention.output(), attention.parameters());
        }
        case "StepPositions", "StepNorm", "TransformerBlock" ->
            add(
                name,
                TransformerOutline.word(kind(layer)),
                shape,
                TransformerOutline.parameters(fields, path, layer, shape, kind(layer)));
        case "ActivationLayer" -> add(name, "activation", shape, 0);
        case "DropoutLayer" -> add(name, "dropout", shape, 0);
        default -> throw fields.fault(path, "is not a layer");
      }
    }

    private void dense(String name, String kind, String path, JsonNode layer)
        throws RefusedException {
      requireChannels(path, layer, "nin", Shape.Kind.ROW);
      if (layer.path("hasLayerNorm").asBoolean()) {
        throw fields.fault(path + ".hasLayerNorm", "is true, which Headtune does not read");
      }
      int units = fields.positive(path, layer, "nout");
      add(name, kind, Shape.row(units), shape.size() * units + bias(path, layer));
    }

    private void requireNumbers(String path) throws RefusedException {
      if (!shape.bags().isEmpty() || shape.branches()) {
        throw fields.fault(path, "takes no row with entries of tables, images or sequences");
      }
    }

    private void requirePlain(String path) throws RefusedException {
      requireNumbers(path);
      requireNoSequence(path);
    }

    private void requireNoSequence(String path) throws RefusedException {
      if (shape.sequence()) {
        throw fields.fault(path, "does not work on a sequence");
      }
    }

    /** The shape behind a convolution or pooling. */
    private Shape windowed(String path, JsonNode layer, int channels) throws RefusedException {
      return Shape.image(
          channels, steps(path, layer, 0, shape.height()), steps(path, layer, 1, shape.width()));
    }

    private int steps(String path, JsonNode layer, int axis, int pixels) throws RefusedException {
      int stride = fields.pair(path, layer, "stride", axis);
      if (layer.path("convolutionMode").asText().equals("Same")) {
        return (pixels - 1) / stride + 1;
      }
      int dilation = fields.pair(path, layer, "dilation", axis);
      long window = (fields.pair(path, layer, "kernelSize", axis) - 1L) * dilation + 1;
      long room = pixels + 2L * layer.path("padding").path(axis).asInt() - window;
      if (room < 0) {
        throw fields.fault(path, "does not fit the shape " + shape + " of what it is given");
      }
      return (int) (room / stride) + 1;
    }

    private void add(String name, String kind, Shape output, long parameters)
        throws RefusedException {
      if (!kind.equals("part")) {
        branches.passed();
      }
      if (output.size() > LARGEST_OUTPUT) {
        throw fields.fault(
            "vertices." + name, "hands on " + output + " numbers, which is too many");
      }
      layers.add(new LayerOutline(name, kind, "", output, parameters));
      shape = output;
    }

    private void requireImage(String path) throws RefusedException {
      if (!shape.image()) {
        throw fields.fault(path, "needs an image, but is given a row of " + shape + " numbers");
      }
    }

    private void requireChannels(String path, JsonNode layer, String key, Shape.Kind kind)
        throws RefusedException {
      int channels = fields.positive(path, layer, key);
      if (shape.kind() != kind || channels != shape.channels()) {
        throw fields.fault(
            path + "." + key, "is " + channels + ", but the layer is given " + shape);
      }
    }

    private void requireSize(String path, long size) throws RefusedException {
      if (size != shape.size()) {
        throw fields.fault(path, "does not fit the shape " + shape + " of what it is given");
      }
    }

    private long bias(String path, JsonNode layer) throws RefusedException {
      return fields.flag(path, layer, "hasBias") ? fields.positive(path, layer, "nout") : 0;
    }
  }
}
