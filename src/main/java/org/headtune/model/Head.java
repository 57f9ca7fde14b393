package org.headtune.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.headtune.config.HeadConfig;
import org.headtune.config.LayerConfig;
import org.headtune.data.Shape;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.impl.LossBinaryXENT;
import org.nd4j.linalg.lossfunctions.impl.LossCosineProximity;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;
import org.nd4j.linalg.lossfunctions.impl.LossMSE;

/**
 * All that the plans know about each kind of head: how many numbers it stores and computes, and the
 * DL4J layer for it. A new kind is a record in {@link HeadConfig}, a record here, and a {@link
 * HeadLink}.
 */
sealed interface Head {

  /** The word for this kind in the config. */
  String kind();

  /**
   * Numbers stored, {@link Long#MAX_VALUE} if they cannot be counted; those of a linear layer if
   * nothing else is said.
   */
  default long parameters(Shape below, int classes) {
    return Count.product(Count.sum(below.size(), 1), classes);
  }

  /** Numbers computed for a row of a batch in training. */
  default long values(int classes, int batchSize) {
    return classes;
  }

  /** Why this head cannot stand on such a layer; empty if it can. */
  default Optional<String> misfit(Shape below, int classes) {
    return Optional.empty();
  }

  /** The layers below the head: those of the network, and any that belong to the head itself. */
  default List<Placed> on(List<Placed> layers) {
    return layers;
  }

  /** The layer that computes this. */
  BaseOutputLayer layer(Shape below, int classes);

  /**
   * The head that answers what rows without labels are asked.
   *
   * @param config for heads of classes, which entries of a table are
   */
  static Head of(Pretext pretext, HeadConfig config) {
    return pretext instanceof Pretext.Entries entries
        ? new OfSteps(of(config), entries)
        : pretext instanceof Pretext.Contrast contrast
            ? new Projection(contrast.width())
            : new Reconstruction();
  }

  /** Whether it stands on every step of a sequence. */
  default boolean ofSteps() {
    return false;
  }

  /** Why a layer cannot stand below it; empty if it can. */
  default Optional<String> misfitBelow(HiddenLayer layer) {
    return Optional.empty();
  }

  /** What the model knows about a head of the config. */
  static Head of(HeadConfig head) {
    if (head instanceof HeadConfig.Softmax) {
      return new Softmax();
    } else if (head instanceof HeadConfig.Sigmoid) {
      return new Sigmoid();
    } else if (head instanceof HeadConfig.SampledSoftmax sampled) {
      return new SampledSoftmax(sampled);
    }
    if (head instanceof HeadConfig.MixtureOfSoftmaxes mixture) {
      return new Mixture(mixture);
    }
    throw new IllegalArgumentException(head.toString());
  }

  /** A linear layer and its softmax. */
  record Softmax() implements Head {
    @Override
    public String kind() {
      return "softmax";
    }

    @Override
    public BaseOutputLayer layer(Shape below, int classes) {
      return new OutputLayer.Builder(new LossMCXENT())
          .nOut(classes)
          .activation(Activation.SOFTMAX)
          .weightInit(WeightInit.XAVIER)
          .build();
    }
  }

  /** A linear layer and the logistic function of each output. */
  record Sigmoid() implements Head {
    @Override
    public String kind() {
      return "sigmoid";
    }

    @Override
    public BaseOutputLayer layer(Shape below, int classes) {
      return new OutputLayer.Builder(new LossBinaryXENT())
          .nOut(classes)
          .activation(Activation.SIGMOID)
          .weightInit(WeightInit.XAVIER)
          .build();
    }
  }

  /**
   * A head of classes on every step of a sequence.
   *
   * @param each at one step
   * @param asked what it is asked
   */
  record OfSteps(Head each, Pretext.Entries asked) implements Head {
    private static Shape step(Shape below) {
      return Shape.row(below.channels());
    }

    @Override
    public boolean ofSteps() {
      return true;
    }

    @Override
    public Optional<String> misfitBelow(HiddenLayer layer) {
      return asked.ahead() && layer.looksAhead()
          ? Optional.of(
              layer.kind()
                  + " sees the later steps that training.objective asks for; take an lstm or simple_rnn"
                  + " that reads one way, or model.transformer, which then sees none of them")
          : Optional.empty();
    }

    @Override
    public String kind() {
      return "step_" + each.kind();
    }

    @Override
    public long parameters(Shape below, int entries) {
      return each.parameters(step(below), entries);
    }

    @Override
    public long values(int entries, int batchSize) {
      return each.values(entries, batchSize);
    }

    @Override
    public Optional<String> misfit(Shape below, int entries) {
      if (!below.sequence()) {
        return Optional.of(
            "the objective asks for tokens at every step, but the layer below the head gives a row of"
                + " %s numbers; let the layers hand on every step (output: steps, no pooling)"
                    .formatted(below));
      }
      boolean ties = each instanceof Softmax && asked.tied().equals(Optional.of(below.channels()));
      return asked.tied().isEmpty() || ties
          ? each.misfit(step(below), entries)
          : Optional.of(
              "cannot be tied: the vectors of the tokens have %d numbers, and the head %s is given %d;"
                      .formatted(asked.tied().get(), each.kind(), below.channels())
                  + " expected the head softmax on as many numbers, or tied: false");
    }

    @Override
    public BaseOutputLayer layer(Shape below, int entries) {
      return each.layer(step(below), entries);
    }
  }

  /** A linear layer whose outputs are held against the numbers of a row. */
  record Reconstruction() implements Head {
    @Override
    public String kind() {
      return "reconstruction";
    }

    @Override
    public BaseOutputLayer layer(Shape below, int outputs) {
      return new OutputLayer.Builder(new LossMSE())
          .nOut(outputs)
          .activation(Activation.IDENTITY)
          .weightInit(WeightInit.XAVIER)
          .build();
    }
  }

  /**
   * A linear layer whose outputs are compared by their angles, on a layer of its own (the
   * projection head of Chen et al. 2020, section 2.1).
   *
   * @param width units of that layer
   */
  record Projection(int width) implements Head {
    @Override
    public String kind() {
      return "projection";
    }

    /** The outputs, and the cosines of a view with all others. */
    @Override
    public long values(int outputs, int batchSize) {
      return Count.sum(outputs, batchSize);
    }

    @Override
    public List<Placed> on(List<Placed> layers) {
      List<Placed> all = new ArrayList<>(layers);
      LayerConfig.Dense units =
          new LayerConfig.Dense(
              width, LayerConfig.ActivationFunction.RELU, LayerConfig.WeightInitialisation.AUTO, 0);
      all.add(new Placed(Placed.OBJECTIVE, NetworkPlan.PROJECTION, new HiddenLayer.Dense(units)));
      return List.copyOf(all);
    }

    @Override
    public BaseOutputLayer layer(Shape below, int outputs) {
      return new OutputLayer.Builder(new LossCosineProximity())
          .nOut(outputs)
          .activation(Activation.IDENTITY)
          .weightInit(WeightInit.XAVIER)
          .build();
    }
  }

  /** The same layer as {@link Softmax}, trained in another way. */
  record SampledSoftmax(HeadConfig.SampledSoftmax config) implements Head {
    private static final Softmax SOFTMAX = new Softmax();

    @Override
    public String kind() {
      return "sampled_softmax";
    }

    @Override
    public long values(int classes, int batchSize) {
      return Math.min(classes, Count.sum(config.samples(), batchSize));
    }

    @Override
    public BaseOutputLayer layer(Shape below, int classes) {
      return SOFTMAX.layer(below, classes);
    }
  }

  /** Several softmaxes of what lies below, and their weights. */
  record Mixture(HeadConfig.MixtureOfSoftmaxes config) implements Head {
    /** Numbers that are computed for one row at once. */
    private static final long LARGEST_ROW = 1 << 28;

    @Override
    public String kind() {
      return "mixture_of_softmaxes";
    }

    private long width(Shape below) {
      return config.width().map(Integer::longValue).orElse(below.size());
    }

    @Override
    public long parameters(Shape below, int classes) {
      return MixtureParameters.count(below.size(), classes, config.components(), width(below));
    }

    @Override
    public Optional<String> misfit(Shape below, int classes) {
      long row = Count.product(config.components(), Math.max(classes, width(below)));
      return row <= LARGEST_ROW
          ? Optional.empty()
          : Optional.of(
              String.format(
                  Locale.ROOT,
                  "mixture_of_softmaxes has to compute %,d numbers for each row, but at most %,d can"
                      + " be; choose fewer components or a smaller width",
                  row,
                  LARGEST_ROW));
    }

    @Override
    public BaseOutputLayer layer(Shape below, int classes) {
      return new MixtureOfSoftmaxes.Builder(config.components(), Math.toIntExact(width(below)))
          .nOut(classes)
          .weightInit(WeightInit.XAVIER)
          .build();
    }
  }
}
