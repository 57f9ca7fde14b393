package org.headtune.recipe;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.headtune.evaluation.Labelling;
import org.headtune.evaluation.Metric;
import org.headtune.model.HealthMemory;
import org.headtune.model.LayerFate;
import org.headtune.model.LayerHealth;
import org.headtune.training.EarlyStopping;
import org.headtune.training.Plateau;
import org.headtune.training.Position;

/**
 * Where a run stands, as a checkpoint keeps it beside the network and its optimiser; no wall-clock
 * facts, so that the same run saves the same bytes.
 *
 * @param position in the data
 * @param monitor the number that decides which epoch is the best
 * @param stopping what early stopping has seen
 * @param plateau what the schedule of the learning rate has seen
 * @param epochs those that are over
 * @param health what was seen of the layers in the epoch that is not
 * @param layers of the network, and when each is trained
 * @param settings the config's values by path
 */
record TrainingState(
    Position position,
    String monitor,
    EarlyStopping.Memory stopping,
    Plateau.Memory plateau,
    List<Epoch> epochs,
    HealthMemory health,
    List<LayerFate> layers,
    Map<String, String> settings) {

  /**
   * One line of {@code metrics.jsonl}.
   *
   * @param validation metrics of the validation rows by their words, without those that are
   *     undefined; empty where there are no such rows
   * @param layers the numbers of each layer by their words
   */
  record Epoch(
      int epoch,
      double loss,
      double learningRate,
      Map<String, Double> validation,
      Map<String, Map<String, Double>> layers,
      boolean best) {

    static Epoch of(EpochReport report) {
      Map<String, Double> validation = new TreeMap<>();
      report
          .validation()
          .forEach(
              (metric, value) -> {
                if (Double.isFinite(value)) {
                  validation.put(metric.word(), value);
                }
              });
      Map<String, Map<String, Double>> layers = new LinkedHashMap<>();
      report.layers().forEach((layer, health) -> layers.put(layer, health.byWord()));
      return new Epoch(
          report.epoch(), report.loss(), report.learningRate(), validation, layers, report.best());
    }

    /** The epoch again; its times are not known any more. */
    EpochReport report(int epochs, Labelling labelling) {
      Map<Metric, Double> metrics = new EnumMap<>(Metric.class);
      if (!validation.isEmpty()) {
        for (Metric metric : Metric.of(labelling)) {
          metrics.put(metric, validation.getOrDefault(metric.word(), Double.NaN));
        }
      }
      Map<String, LayerHealth> health = new LinkedHashMap<>();
      layers.forEach((layer, numbers) -> health.put(layer, LayerHealth.of(numbers)));
      return new EpochReport(
          epoch, epochs, loss, learningRate, metrics, health, best, Double.NaN, Double.NaN);
    }
  }
}
