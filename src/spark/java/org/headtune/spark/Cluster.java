package org.headtune.spark;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaSparkContext;
import org.headtune.ExitCode;
import org.headtune.Text;
import org.headtune.UserError;
import org.headtune.data.EncodedFile;
import org.headtune.data.TableFile;
import org.headtune.recipe.EncodingJob;
import org.headtune.recipe.TrainingJob;
import org.headtune.recipe.Workforce;
import org.headtune.training.Workers;

/** The machines of a Spark application, which are asked for when they are first needed. */
final class Cluster implements Workforce, AutoCloseable {
  private static final String STANDALONE = "spark://";
  private static final Pattern HOST_AND_PORT = Pattern.compile("(.+):([0-9]{1,5})");
  private static final int PATIENCE_MILLISECONDS = 10_000;

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
    reach(settings.get("spark.master"));
    try {
      return new JavaSparkContext(settings);
    } catch (Exception e) { // Scala's methods throw what they do not declare
      throw failed(e);
    }
  }

  /** Spark itself would try for a minute and fill the screen. */
  private static void reach(String master) {
    if (!master.startsWith(STANDALONE)) {
      return;
    }
    String[] addresses = master.substring(STANDALONE.length()).split(",", -1);
    for (String address : addresses) {
      if (answers(address)) {
        return;
      }
    }
    throw new UserError(
        ExitCode.BACKEND,
        "no master of a Spark cluster answers at "
            + Text.printable(master)
            + "; expected spark://HOST:PORT of one that runs and can be reached from here");
  }

  private static boolean answers(String place) {
    Matcher parts = HOST_AND_PORT.matcher(place);
    if (!parts.matches()) {
      return false;
    }
    String host = parts.group(1).replaceAll("[\\[\\]]", "");
    int port = Integer.parseInt(parts.group(2));
    try {
      for (InetAddress address : InetAddress.getAllByName(host)) {
        if (answers(new InetSocketAddress(address, Math.min(port, 65_535)))) {
          return true;
        }
      }
      return false;
    } catch (UnknownHostException e) {
      return false;
    }
  }

  private static boolean answers(InetSocketAddress address) {
    try (Socket socket = new Socket()) {
      socket.connect(address, PATIENCE_MILLISECONDS);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void start() {
    spark();
  }

  @Override
  public List<String> command(List<String> words) {
    List<String> line = new ArrayList<>(List.of("headtune-spark"));
    line.addAll(words);
    line.addAll(List.of("--master", settings.get("spark.master")));
    return line;
  }

  @Override
  public Workers train(TrainingJob job) {
    return new SparkWorkers(
        spark(), spark().sc().applicationId() + "-" + jobs.incrementAndGet(), job);
  }

  @Override
  public List<EncodedFile> encode(EncodingJob job, List<TableFile> table, LongConsumer told) {
    return new SparkEncoding(spark(), job).encode(table, told);
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
    } catch (Exception e) { // Scala's methods throw what they do not declare
      throw failed(e);
    }
  }

  /** What is to be thrown for what Spark has thrown. */
  static RuntimeException failed(Throwable cause) {
    if (cause instanceof Error error) {
      throw error;
    } else if (cause instanceof RuntimeException plain) {
      return plain;
    }
    return cause instanceof SparkException ? givenUp(cause) : new IllegalStateException(cause);
  }

  private static UserError givenUp(Throwable cause) {
    String why = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
    return new UserError(
            ExitCode.BACKEND,
            "the Spark cluster has given up: "
                + Text.printable(why)
                + "; see the logs of its executors, and run again, with --resume if the run has begun")
        .because(cause);
  }
}
