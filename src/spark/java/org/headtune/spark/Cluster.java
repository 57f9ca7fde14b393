package org.headtune.spark;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaSparkContext;
import org.headtune.ExitCode;
import org.headtune.Text;
import org.headtune.UserError;
import org.headtune.recipe.TrainingJob;
import org.headtune.recipe.Workforce;
import org.headtune.training.Workers;

/** The machines of a Spark application, which are asked for when they are first needed. */
final class Cluster implements Workforce, AutoCloseable {
  private final SparkConf settings;
  private final AtomicInteger jobs = new AtomicInteger();
  private JavaSparkContext spark;

  Cluster(SparkConf settings) {
    this.settings = settings;
  }

  private JavaSparkContext spark() {
    if (spark == null) {
      spark = start(settings);
    }
    return spark;
  }

  /**
   * Starts an application.
   *
   * @throws UserError with {@link ExitCode#BACKEND} if the cluster cannot be reached
   */
  static JavaSparkContext start(SparkConf settings) {
    try {
      return new JavaSparkContext(settings);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) { // Scala's methods throw what they do not declare
      throw e instanceof SparkException ? givenUp(e) : new IllegalStateException(e);
    }
  }

  @Override
  public Workers train(TrainingJob job) {
    return new SparkWorkers(
        spark(), spark().sc().applicationId() + "-" + jobs.incrementAndGet(), job);
  }

  @Override
  public String describe() {
    return "Spark " + spark().version() + " at " + Text.printable(settings.get("spark.master"));
  }

  @Override
  public void close() {
    if (spark != null) {
      spark.close();
    }
  }

  /**
   * What Spark answers.
   *
   * @throws UserError with {@link ExitCode#BACKEND} if the cluster has given up
   */
  static <T> T asked(Supplier<T> question) {
    try {
      return question.get();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) { // Scala's methods throw what they do not declare
      throw e instanceof SparkException ? givenUp(e) : new IllegalStateException(e);
    }
  }

  private static UserError givenUp(Exception cause) {
    String why = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
    return new UserError(
            ExitCode.BACKEND,
            "the Spark cluster has given up: "
                + Text.printable(why)
                + "; see the logs of its executors, and go on with --resume")
        .because(cause);
  }
}
