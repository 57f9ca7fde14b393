package org.headtune.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.headtune.ExitCode;
import org.headtune.Place;
import org.headtune.UserError;
import org.headtune.UserError.Fault;
import org.headtune.config.FinetuneConfig;
import org.headtune.config.HeadConfig;
import org.headtune.config.KeyPath;
import org.headtune.config.LayerConfig;
import org.headtune.config.OptimizerConfig;
import org.headtune.data.Shape;

/**
 * What fine-tuning makes of a network, before anything of the new one is allocated.
 *
 * @param input the shape of one example
 * @param fromParent for each class of the new head the class of the parent's whose weights it
 *     takes, or -1 for new ones
 * @param layers from the input up, the head last
 * @param added the layers of the config between backbone and head
 * @param choices what the config leaves to them to decide, with the reason, a sentence each
 * @param kind of the new head
 * @param keepsHead whether the weights of classes that the parent has are taken over
 * @param freezing which layer is trained in which epoch
 * @param rates step size of each layer that is ever trained
 * @param parameters sum over the layers, running statistics included
 * @param trainable those of layers that are trained in some epoch
 * @param memoryBytes estimate for training, the parent's own parameters included
 */
public record TransferPlan(
    Shape input,
    List<Integer> fromParent,
    List<LayerFate> layers,
    List<LayerConfig> added,
    List<String> choices,
    HeadConfig kind,
    boolean keepsHead,
    Freezing freezing,
    Map<String, Double> rates,
    long parameters,
    long trainable,
    long memoryBytes) {

  public TransferPlan {
    fromParent = List.copyOf(fromParent);
    layers = List.copyOf(layers);
    added = List.copyOf(added);
    choices = List.copyOf(choices);
    rates = Map.copyOf(rates);
  }

  /**
   * Works out every layer.
   *
   * @param parent any network that is one line from its input to a head
   * @param fromParent as in the record; -1 or an index of the parent's classes
   * @param placeOf gives the place of a config key, such as {@code finetune.freeze[0]}
   * @param truncation through how many steps of a sequence gradients flow back
   * @throws UserError with every pattern that fits no layer and every added layer that does not fit
   *     the shape handed to it; or if nothing would be trained
   */
  public static TransferPlan of(
      ComputationGraph parent,
      Shape input,
      FinetuneConfig config,
      List<Integer> fromParent,
      int batchSize,
      OptimizerConfig optimizer,
      Truncation truncation,
      Function<String, Place> placeOf) {
    return new Planning(new ParentNetwork(parent, input), config, optimizer, truncation, placeOf)
        .plan(input, fromParent, batchSize);
  }

  /** With what the rules of a step keep beside the optimiser's state. */
  public TransferPlan with(StepRules rules) {
    long more = Count.product(parameters, (long) rules.copies() * Float.BYTES);
    return new TransferPlan(
        input,
        fromParent,
        layers,
        added,
        choices,
        kind,
        keepsHead,
        freezing,
        rates,
        parameters,
        trainable,
        Count.sum(memoryBytes, more));
  }

  /** The last layer. */
  public LayerFate head() {
    return layers.get(layers.size() - 1);
  }

  private static final class Planning {
    private final ParentNetwork parent;
    private final FinetuneConfig config;
    private final OptimizerConfig optimizer;
    private final Truncation truncation;
    private final Function<String, Place> placeOf;
    private final List<Fault> faults = new ArrayList<>();
    private final List<LayerConfig> configs;
    private final List<Placed> added;
    private final Map<String, Choice> choices = new LinkedHashMap<>();
    private final HeadConfig kind;
    private final LayerNames names;

    Planning(
        ParentNetwork parent,
        FinetuneConfig config,
        OptimizerConfig optimizer,
        Truncation truncation,
        Function<String, Place> placeOf) {
      this.parent = parent;
      this.config = config;
      this.optimizer = optimizer;
      this.truncation = truncation;
      this.placeOf = placeOf;
      this.configs = config.head().map(FinetuneConfig.NewHead::layers).orElse(List.of());
      this.added = parent.above(configs);
      this.kind = config.head().flatMap(FinetuneConfig.NewHead::kind).orElseGet(parent::headKind);
      this.names = new LayerNames(parent.backbone(), newNames(), placeOf, faults);
    }

    private List<String> newNames() {
      List<String> taken = new ArrayList<>(parent.backbone());
      int number = taken.size() + 1;
      List<String> fresh = new ArrayList<>();
      for (Placed layer : added) {
        fresh.add(free(layer.layer().kind() + "_" + (number + layer.index()), taken));
      }
      fresh.add(free(NetworkPlan.HEAD, taken));
      return fresh;
    }

    private static String free(String wanted, List<String> taken) {
      return Stream.iterate(1, i -> i + 1)
          .map(i -> i == 1 ? wanted : wanted + "_" + i)
          .filter(name -> !taken.contains(name))
          .findFirst()
          .orElseThrow();
    }

    TransferPlan plan(Shape input, List<Integer> fromParent, int batchSize) {
      Freezing freezing = Freezing.of(config, names);
      List<LayerFate> layers = new ArrayList<>();
      for (String name : parent.backbone()) {
        layers.add(
            new LayerFate(
                name,
                parent.kind(name),
                parent.output(name),
                parent.parameters(name),
                LayerFate.Start.COPIED,
                freezing.firstEpoch(name)));
      }
      Shape below = layers.isEmpty() ? input : layers.get(layers.size() - 1).output();
      layers.add(head(deepen(layers, below, freezing), fromParent, freezing));
      Map<String, Double> rates = rates(layers);
      if (layers.stream().noneMatch(layer -> layer.parameters() > 0 && layer.firstEpoch() == 1)) {
        faults.add(
            new Fault(
                placeOf.apply("finetune.freeze"),
                "every layer with weights is frozen, the head too, so the first epoch would train"
                    + " nothing; `backbone` stands for all but the head"));
      }
      List<Truncation.Part> parts = parent.parts(added, names.all(), freezing);
      truncation
          .misfit(parts)
          .ifPresent(misfit -> faults.add(new Fault(placeOf.apply(Truncation.KEY), misfit)));
      if (!faults.isEmpty()) {
        throw new UserError(ExitCode.CONFIG, faults);
      }
      return new TransferPlan(
          input,
          fromParent,
          layers,
          configs,
          truncation.remarks(Choice.sentences(choices), input, parts),
          kind,
          keepsHead(fromParent),
          freezing,
          rates,
          sum(layers),
          trained(layers),
          memory(layers, input, batchSize));
    }

    /** Adds the config's layers above the backbone. */
    private Shape deepen(List<LayerFate> layers, Shape below, Freezing freezing) {
      Shape shape = below;
      for (int i = 0; i < added.size(); i++) {
        HiddenLayer layer = added.get(i).layer();
        String key = KeyPath.item("finetune.head.layers", added.get(i).index());
        Optional<String> misfit = layer.misfit(shape);
        if (misfit.isPresent()) {
          faults.add(new Fault(placeOf.apply(key), misfit.get()));
          continue;
        }
        String name = names.all().get(parent.backbone().size() + i);
        long parameters = layer.parameters(shape);
        shape = layer.output(shape);
        layers.add(
            new LayerFate(
                name,
                layer.kind(),
                shape,
                parameters,
                LayerFate.Start.INITIALISED,
                freezing.firstEpoch(name)));
        layer.choice().ifPresent(choice -> choices.put(name, choice));
      }
      return shape;
    }

    private static long kept(List<Integer> fromParent) {
      return fromParent.stream().filter(from -> from >= 0).count();
    }

    /** The weights of a class mean something to the same layers below them alone. */
    private boolean keepsHead(List<Integer> fromParent) {
      boolean same =
          kind.equals(parent.headKind())
              || (kind instanceof HeadConfig.SampledSoftmax
                  && parent.headKind() instanceof HeadConfig.Softmax);
      return added.isEmpty() && same && kept(fromParent) > 0;
    }

    private LayerFate head(Shape below, List<Integer> fromParent, Freezing freezing) {
      String name = names.all().get(names.all().size() - 1);
      long kept = keepsHead(fromParent) ? kept(fromParent) : 0;
      Head.of(kind)
          .misfit(below, fromParent.size())
          .ifPresent(misfit -> faults.add(new Fault(placeOf.apply("finetune.head.kind"), misfit)));
      return new LayerFate(
          name,
          Head.of(kind).kind(),
          Shape.row(fromParent.size()),
          Head.of(kind).parameters(below, fromParent.size()),
          kept == 0
              ? LayerFate.Start.INITIALISED
              : kept == fromParent.size() ? LayerFate.Start.COPIED : LayerFate.Start.PARTLY_COPIED,
          freezing.firstEpoch(name));
    }

    /** The config's step size, smaller from layer to layer downwards, or that of a pattern. */
    private Map<String, Double> rates(List<LayerFate> layers) {
      if (optimizer instanceof OptimizerConfig.Adadelta
          && (config.layerDecay() < 1 || !config.learningRates().isEmpty())) {
        faults.add(
            new Fault(
                placeOf.apply("training.optimizer"),
                "adadelta finds its own step size, so finetune.layer_decay and"
                    + " finetune.learning_rates cannot change it; leave them out or choose another"
                    + " optimizer"));
      }
      Map<String, Double> byPattern = byPattern();
      Map<String, Double> rates = new LinkedHashMap<>();
      double rate = optimizer.learningRate();
      for (int i = layers.size() - 1; i >= 0; i--) {
        LayerFate layer = layers.get(i);
        if (layer.parameters() > 0) {
          if (layer.firstEpoch() != Freezing.NEVER) {
            rates.put(layer.name(), byPattern.getOrDefault(layer.name(), rate));
          }
          rate *= layer.goesWithTheOneBelow() ? 1 : config.layerDecay();
        }
      }
      return rates;
    }

    private Map<String, Double> byPattern() {
      Map<String, Double> rates = new LinkedHashMap<>();
      config
          .learningRates()
          .forEach(
              (pattern, rate) -> {
                String key = KeyPath.key("finetune.learning_rates", pattern);
                names.meantBy(pattern, key).forEach(name -> rates.putIfAbsent(name, rate));
              });
      return rates;
    }

    private static long trained(List<LayerFate> layers) {
      return sum(layers.stream().filter(layer -> layer.firstEpoch() != Freezing.NEVER).toList());
    }

    private static long sum(List<LayerFate> layers) {
      return layers.stream().mapToLong(LayerFate::parameters).reduce(0, Count::sum);
    }

    private long memory(List<LayerFate> layers, Shape input, int batchSize) {
      int classes = Math.toIntExact(layers.get(layers.size() - 1).output().size());
      long values = Count.sum(input.size(), Head.of(kind).values(classes, batchSize));
      for (LayerFate layer : layers.subList(0, layers.size() - 1)) {
        values = Count.sum(values, layer.output().size());
      }
      long state = Count.product(trained(layers), UpdateRule.of(optimizer).slots());
      // The parent's parameters, the new ones, and their gradients.
      long stored = Count.sum(Count.product(sum(layers), 3), state);
      return NetworkPlan.bytes(stored, Count.product(values, 2L * batchSize));
    }
  }
}
