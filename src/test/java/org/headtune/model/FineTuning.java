package org.headtune.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.headtune.Place;
import org.headtune.config.FinetuneConfig;
import org.headtune.config.LayerConfig;
import org.headtune.config.OptimizerConfig;

/** Short words for fine-tuning in tests: a config that grows. */
record FineTuning(
    List<String> freeze,
    List<FinetuneConfig.Unfreeze> unfreeze,
    double layerDecay,
    Map<String, Double> rates,
    List<LayerConfig> added) {

  static FineTuning freeze(String... words) {
    return new FineTuning(List.of(words), List.of(), 1, Map.of(), List.of());
  }

  FineTuning unfreeze(int epoch, String... words) {
    var step = new FinetuneConfig.Unfreeze(epoch, List.of(words));
    List<FinetuneConfig.Unfreeze> steps =
        unfreeze.isEmpty() ? List.of(step) : List.of(unfreeze.get(0), step);
    return new FineTuning(freeze, steps, layerDecay, rates, added);
  }

  FineTuning decay(double share) {
    return new FineTuning(freeze, unfreeze, share, rates, added);
  }

  FineTuning rate(String pattern, double rate) {
    Map<String, Double> more = new LinkedHashMap<>(rates);
    more.put(pattern, rate);
    return new FineTuning(freeze, unfreeze, layerDecay, more, added);
  }

  FineTuning add(LayerConfig... layers) {
    return new FineTuning(freeze, unfreeze, layerDecay, rates, List.of(layers));
  }

  FinetuneConfig config() {
    return new FinetuneConfig(
        freeze,
        FinetuneConfig.Labels.DATA,
        Map.of(),
        FinetuneConfig.Preprocessing.INHERIT,
        unfreeze,
        layerDecay,
        rates,
        added.isEmpty()
            ? Optional.empty()
            : Optional.of(new FinetuneConfig.NewHead(added, Optional.empty())),
        true);
  }

  TransferPlan plan(SoftmaxClassifier parent, OptimizerConfig optimizer, Integer... from) {
    return TransferPlan.of(
        parent.graph(),
        parent.input(),
        config(),
        List.of(from),
        16,
        optimizer,
        Truncation.NONE,
        Place::of);
  }

  SoftmaxClassifier of(SoftmaxClassifier parent, OptimizerConfig optimizer, Integer... from) {
    return SoftmaxClassifier.transfer(parent.graph(), plan(parent, optimizer, from), optimizer, 5);
  }
}
