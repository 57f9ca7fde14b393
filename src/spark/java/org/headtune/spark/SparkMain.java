package org.headtune.spark;

import java.util.List;
import java.util.Locale;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.headtune.cli.Main;
import org.headtune.cli.Outside;

/** The entry point on the driver: words in, exit code out. */
public final class SparkMain {
  private SparkMain() {}

  /** The program as the operating system or {@code spark-submit} calls it. */
  public static void main(String... words) {
    Locale.setDefault(Locale.ROOT);
    Outside outside = Outside.ofProcess();
    System.exit(Main.guarded(outside, () -> run(outside, List.of(words))));
  }

  /** The program as a function. */
  static int run(Outside outside, List<String> words) {
    ClusterWords asked = ClusterWords.of(words);
    if (asked.isHelp()) {
      outside.err().println(ClusterWords.HELP.stripTrailing());
      return 0;
    }
    SparkConf settings = asked.settings(new SparkConf());
    if (asked.predicts()) {
      Predictions predictions = new Predictions(asked.rest().subList(1, asked.rest().size()));
      try (JavaSparkContext spark = Cluster.start(settings)) {
        return predictions.run(spark, outside);
      }
    }
    try (Cluster cluster = new Cluster(settings)) {
      return Main.run(outside.with(cluster), asked.forMain());
    }
  }
}
