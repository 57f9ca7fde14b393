package org.headtune.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.headtune.ExitCode;
import org.headtune.Place;
import org.headtune.UserError;
import org.headtune.UserError.Fault;
import org.headtune.config.ModelConfig;
import org.headtune.config.OptimizerConfig;
import org.headtune.data.Shape;

/**
 * The whole network in numbers, before anything is allocated. Plain arithmetic: no native library
 * is loaded.
 *
 * @param input the shape of one example
 * @param classes outputs of the head, K
 * @param layers hidden layers from the input up, and the head
 * @param choices what the config leaves to the layers to decide, with the reason, a sentence each
 * @param parameters sum over the layers
 * @param memoryBytes estimate for training: parameters, gradients, the optimiser's state, and what
 *     one batch needs on its way forward and back
 */
public record NetworkPlan(
    Shape input,
    int classes,
    List<LayerPlan> layers,
    List<String> choices,
    long parameters,
    long memoryBytes) {

  /** The name of the last layer. */
  public static final String HEAD = "head";

  /** The name of the layer below the head that belongs to it, if there is one. */
  static final String PROJECTION = "projection";

  /** DL4J counts parameters and the optimiser's numbers in a 32-bit integer. */
  private static final long LARGEST_ARRAY = Integer.MAX_VALUE;

  /** Room for the numbers of DL4J and the JVM that do not depend on the network. */
  private static final long FIXED_BYTES = 64L << 20;

  public NetworkPlan {
    layers = List.copyOf(layers);
    choices = List.copyOf(choices);
  }

  /**
   * Works out every layer.
   *
   * @param placeOf gives the place of a config key, such as {@code model.layers[2]}
   * @throws UserError with every layer that does not fit the shape handed to it, or with the layer
   *     at which the network becomes too large
   */
  public static NetworkPlan of(
      ModelConfig model,
      Shape input,
      int classes,
      int batchSize,
      OptimizerConfig optimizer,
      Function<String, Place> placeOf) {
    return of(model, input, classes, batchSize, optimizer, Truncation.NONE, placeOf);
  }

  /**
   * Works out every layer of a network whose gradients flow back through some steps alone.
   *
   * @param placeOf as above
   * @throws UserError as above, or if that does not go with the layers
   */
  public static NetworkPlan of(
      ModelConfig model,
      Shape input,
      int classes,
      int batchSize,
      OptimizerConfig optimizer,
      Truncation truncation,
      Function<String, Place> placeOf) {
    Head head = Head.of(model.head());
    return of(model, head, input, classes, batchSize, optimizer, truncation, placeOf);
  }

  /**
   * Works out a network that learns from rows without labels.
   *
   * @param placeOf as above
   * @throws UserError as above
   */
  public static NetworkPlan of(
      ModelConfig model,
      Shape input,
      Pretext pretext,
      int batchSize,
      OptimizerConfig optimizer,
      Truncation truncation,
      Function<String, Place> placeOf) {
    return of(
        model,
        Head.of(pretext, model.head()),
        input,
        pretext.outputs(),
        Math.multiplyExact(pretext.views(), batchSize),
        optimizer,
        truncation,
        placeOf);
  }

  private static NetworkPlan of(
      ModelConfig model,
      Head head,
      Shape input,
      int classes,
      int batchSize,
      OptimizerConfig optimizer,
      Truncation truncation,
      Function<String, Place> placeOf) {
    List<LayerPlan> layers = new ArrayList<>();
    List<Fault> faults = new ArrayList<>();
    Shape shape = input;
    long working = 0;
    Map<String, Choice> choices = new LinkedHashMap<>();
    List<Placed> hidden = head.on(Placed.of(input, model));
    for (Placed placed : hidden) {
      HiddenLayer layer = placed.layer();
      Optional<String> misfit = layer.misfit(shape).or(() -> head.misfitBelow(layer));
      if (misfit.isPresent()) {
        faults.add(new Fault(placeOf.apply(placed.key()), misfit.get()));
        continue;
      }
      long parameters = layer.parameters(shape);
      working = Count.sum(working, layer.working(truncation.kept(shape)));
      shape = layer.output(shape);
      layers.add(new LayerPlan(placed.name(), layer.kind(), shape, parameters));
      layer.choice().ifPresent(choice -> choices.put(placed.name(), choice));
    }
    if (faults.isEmpty()) {
      head.misfit(shape, classes)
          .ifPresent(misfit -> faults.add(new Fault(placeOf.apply("model.head"), misfit)));
    }
    Sequences.notOver("the head", shape)
        .filter(fault -> faults.isEmpty() && !head.ofSteps())
        .ifPresent(fault -> faults.add(new Fault(placeOf.apply("model.head"), fault)));
    List<Truncation.Part> parts = hidden.stream().map(Truncation.Part::of).toList();
    truncation
        .misfit(parts)
        .ifPresent(misfit -> faults.add(new Fault(placeOf.apply(Truncation.KEY), misfit)));
    if (!faults.isEmpty()) {
      throw new UserError(ExitCode.CONFIG, faults);
    }
    layers.add(
        new LayerPlan(HEAD, head.kind(), Shape.row(classes), head.parameters(shape, classes)));
    int slots = UpdateRule.of(optimizer).slots();
    List<String> keys = new ArrayList<>(hidden.stream().map(Placed::key).toList());
    keys.add("model.head");
    long parameters = parameters(layers, slots, i -> placeOf.apply(keys.get(i)));
    long ofHead = head.values(classes, batchSize);
    long values =
        Count.sum(input.size(), head.ofSteps() ? Count.product(ofHead, shape.steps()) : ofHead);
    for (LayerPlan layer : layers.subList(0, layers.size() - 1)) {
      values = Count.sum(values, layer.output().size());
    }
    long training = Count.product(parameters, 2L + slots);
    // Each value of a batch stands there twice: on the way forward and as a gradient on the way
    // back.
    long batch = Count.product(Count.sum(Count.product(values, 2), working), batchSize);
    return new NetworkPlan(
        input,
        classes,
        layers,
        truncation.remarks(Choice.sentences(choices), input, parts),
        parameters,
        bytes(training, batch));
  }

  /** With what the rules of a step keep beside the optimiser's state. */
  public NetworkPlan with(StepRules rules) {
    long more = Count.product(parameters, (long) rules.copies() * Float.BYTES);
    return new NetworkPlan(
        input, classes, layers, choices, parameters, Count.sum(memoryBytes, more));
  }

  /** What so many numbers of parameters and of a batch take, with what is always there. */
  static long bytes(long stored, long batch) {
    return Count.sum(FIXED_BYTES, Count.product(Count.sum(stored, batch), Float.BYTES));
  }

  private static long parameters(List<LayerPlan> layers, int slots, IntFunction<Place> placeOf) {
    long limit = LARGEST_ARRAY / Math.max(1, slots);
    long sum = 0;
    for (int i = 0; i < layers.size(); i++) {
      sum = Count.sum(sum, layers.get(i).parameters());
      if (sum > limit) {
        throw new UserError(
            ExitCode.CONFIG,
            placeOf.apply(i),
            layers.get(i).name()
                + " brings the network to "
                + (sum == Long.MAX_VALUE ? "far more" : String.format(Locale.ROOT, "%,d", sum))
                + " parameters, but at most "
                + String.format(Locale.ROOT, "%,d", limit)
                + " can be trained with this optimizer; use fewer units or filters");
      }
    }
    return sum;
  }
}
