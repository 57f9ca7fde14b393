package org.headtune.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingResult;
import org.deeplearning4j.spark.impl.paramavg.aggregator.ParameterAveragingAggregationTuple;
import org.deeplearning4j.spark.impl.paramavg.aggregator.ParameterAveragingElementAddFunction;
import org.deeplearning4j.spark.impl.paramavg.aggregator.ParameterAveragingElementCombineFunction;
import org.headtune.model.HealthMemory;
import org.headtune.model.NetworkState;
import org.headtune.training.TrainedRound;
import org.headtune.training.TrainedShare;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Our mean against the one that Deeplearning4j's {@code ParameterAveragingTrainingMaster} takes, by
 * the classes with which it adds up what workers have trained. The master itself does not run
 * without {@code deeplearning4j-core} and others, which Headtune leaves out.
 */
final class Deeplearning4jAveragingTest {
  private static final int PARAMETERS = 1000;

  @Test
  void parameters_and_optimizer_are_averaged_as_by_its_training_master() throws Exception {
    Random random = new Random(1);
    var add = new ParameterAveragingElementAddFunction();
    List<TrainedShare> shares = new ArrayList<>();
    ParameterAveragingAggregationTuple first = null;
    ParameterAveragingAggregationTuple second = null;
    for (int worker = 0; worker < 5; worker++) {
      float[] parameters = normal(random, PARAMETERS);
      float[] moments = normal(random, 2 * PARAMETERS);
      shares.add(
          new TrainedShare(
              new NetworkState(parameters, moments, new float[0], 7, 1),
              HealthMemory.beginOf(1),
              2.0,
              64));
      var result =
          new ParameterAveragingTrainingResult(
              row(parameters), row(moments), 2.0, null, null, null);
      if (worker < 3) { // two partitions, which are then put together
        first = add.call(first, result);
      } else {
        second = add.call(second, result);
      }
    }
    var all = new ParameterAveragingElementCombineFunction().call(first, second);
    NetworkState ours = TrainedRound.of(shares).state();
    assertThat(all.getAggregationsCount()).isEqualTo(5);
    assertThat(ours.parameters()).containsExactly(mean(all.getParametersSum()), within(1e-6f));
    assertThat(ours.optimizer()).containsExactly(mean(all.getUpdaterStateSum()), within(1e-6f));
    assertThat(ours.updates()).isEqualTo(7);
  }

  private static float[] normal(Random random, int length) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static INDArray row(float[] values) {
    return Nd4j.createFromArray(values).reshape(1, values.length);
  }

  /** As {@code processResults} of the master does. */
  private static float[] mean(INDArray sum) {
    return sum.div(5).toFloatVector();
  }
}
