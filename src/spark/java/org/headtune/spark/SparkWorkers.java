package org.headtune.spark;

import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.headtune.UserError;
import org.headtune.model.HealthMemory;
import org.headtune.model.NetworkState;
import org.headtune.recipe.TrainingJob;
import org.headtune.training.Share;
import org.headtune.training.TrainedRound;
import org.headtune.training.TrainedShare;
import org.headtune.training.Workers;

/**
 * Workers that are tasks of Spark, one for each share. A task depends on what it is given alone, so
 * that one whose machine is gone is done again elsewhere with the same result.
 */
final class SparkWorkers implements Workers {
  private final JavaSparkContext spark;
  private final String id;
  private final Broadcast<TrainingJob> job;

  /**
   * Workers of a job.
   *
   * @param id by which the machines know it
   */
  SparkWorkers(JavaSparkContext spark, String id, TrainingJob job) {
    this.spark = spark;
    this.id = id;
    this.job = spark.broadcast(job);
  }

  /** What all tasks of a round start from. */
  private record Start(NetworkState state, HealthMemory health, List<Share> shares)
      implements Serializable {

    HealthMemory health(int number) {
      return number == 0 ? health : HealthMemory.beginOf(shares.get(number).epoch());
    }
  }

  @Override
  public TrainedRound train(NetworkState from, HealthMemory health, List<Share> shares) {
    Broadcast<Start> start = spark.broadcast(new Start(from, health, List.copyOf(shares)));
    try {
      List<TrainedShare> trained = collect(id, job, start, shares.size());
      return TrainedRound.of(trained);
    } finally {
      start.destroy();
    }
  }

  private List<TrainedShare> collect(
      String name, Broadcast<TrainingJob> sent, Broadcast<Start> start, int count) {
    return Cluster.asked(
            () ->
                spark
                    .parallelize(IntStream.range(0, count).boxed().toList(), count)
                    .map(number -> share(name, sent, start, number))
                    .collect())
        .stream()
        .map(Answer::get)
        .toList();
  }

  private static Answer<TrainedShare> share(
      String id, Broadcast<TrainingJob> job, Broadcast<Start> round, int number) {
    Start start = round.value();
    try {
      return Answer.of(
          Desks.work(
              id,
              job.value(),
              worker ->
                  worker.train(start.state(), start.health(number), start.shares().get(number))));
    } catch (UserError fault) {
      return Answer.refused(fault);
    }
  }
}
