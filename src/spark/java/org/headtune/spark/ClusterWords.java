package org.headtune.spark;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;
import org.headtune.ExitCode;
import org.headtune.Text;
import org.headtune.UserError;

/**
 * The words of one call, those about the cluster apart from those that {@code headtune} knows.
 *
 * @param master where the cluster is; empty if Spark's own settings say so
 * @param rest the command and its words
 */
record ClusterWords(Optional<String> master, List<String> rest) {
  static final String HELP =
      """
      Usage: headtune-spark train|finetune CONFIG.yaml [--master URL] [--workers N]
                            [--averaging-frequency N] [options of headtune train or finetune]
             headtune-spark predict MODEL FILE... -o FOLDER [--master URL]
                            [options of headtune predict]

      Trains copies of a network on the machines of an Apache Spark cluster, where a table of many
      files is encoded as well, or predicts many files there; see docs/scaling.md. All machines
      have data, models and HEADTUNE_CACHE under the same names.

        --master URL               spark://HOST:PORT, local[N], yarn or k8s://...; by default
                                   what spark-submit has been told
        --workers N                copies that are trained side by side: sets
                                   training.parameter_averaging.workers
        --averaging-frequency N    updates between two averages: sets
                                   training.parameter_averaging.frequency
      """;

  private static final String PREDICT = "predict";
  private static final List<String> COMMANDS = List.of("train", "finetune", PREDICT);
  private static final Pattern MASTER =
      Pattern.compile("local(\\[[^]]+])?|local-cluster\\[[^]]+]|(spark|k8s)://.+|yarn");

  /** Numbers and memory as in a run on one machine; no Java object of a user's is deserialized. */
  private static final String JAVA_OPTIONS =
      "-XX:+UseSerialGC -XX:-UsePerfData -Dfile.encoding=UTF-8"
          + " -Dlogback.configurationFile=org/headtune/cluster-logback.xml"
          + " -Dorg.bytedeco.javacpp.maxphysicalbytes=0"
          + " -Dorg.eclipse.deeplearning4j.helpers.disable=false";

  private static final String NATIVES = "org.bytedeco.javacpp.cachedir";
  private static final String EXECUTOR_JAVA = "spark.executor.extraJavaOptions";

  /**
   * Takes the words apart.
   *
   * @throws UserError with {@link ExitCode#USAGE} if they cannot be understood
   */
  static ClusterWords of(List<String> words) {
    Optional<String> master = Optional.empty();
    List<String> rest = new ArrayList<>();
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      String name = word.startsWith("--") && word.contains("=") ? word.split("=", 2)[0] : word;
      boolean own =
          name.equals("--master")
              || name.equals("--workers")
              || name.equals("--averaging-frequency");
      if (!own) {
        rest.add(word);
        continue;
      }
      String value = name.equals(word) ? next(words, ++i, name) : word.split("=", 2)[1];
      switch (name) {
        case "--master" -> master = Optional.of(master(value));
        case "--workers" -> set(rest, "workers", value);
        default -> set(rest, "frequency", value);
      }
    }
    return new ClusterWords(master, List.copyOf(rest)).checked();
  }

  private static String next(List<String> words, int i, String name) {
    if (i == words.size()) {
      throw new UserError(ExitCode.USAGE, name + " needs a value; see headtune-spark --help");
    }
    return words.get(i);
  }

  private static String master(String url) {
    if (!MASTER.matcher(url).matches()) {
      throw new UserError(
          ExitCode.USAGE,
          "--master is "
              + Text.quoted(url)
              + "; expected spark://HOST:PORT, local[N], yarn or k8s://HOST:PORT");
    }
    return url;
  }

  private static void set(List<String> rest, String key, String value) {
    rest.add("--set");
    rest.add("training.parameter_averaging." + key + "=" + value);
  }

  private ClusterWords checked() {
    if (!isHelp() && !COMMANDS.contains(rest.get(0))) {
      throw new UserError(
          ExitCode.USAGE,
          "headtune-spark does not know "
              + Text.quoted(rest.get(0))
              + "; expected train, finetune or predict, or `headtune` for all else");
    }
    refuse("--lr-finder", "learning rates are tried on one machine");
    if (rest.contains("cuda") || rest.contains("--backend=cuda")) {
      throw new UserError(
          ExitCode.USAGE,
          "--backend cuda does not go with headtune-spark, whose workers compute on CPUs; leave it"
              + " out");
    }
    return this;
  }

  private void refuse(String option, String reason) {
    if (rest.contains(option)) {
      throw new UserError(
          ExitCode.USAGE,
          option
              + " does not go with headtune-spark: "
              + reason
              + "; use `headtune "
              + rest.get(0)
              + "`");
    }
  }

  boolean isHelp() {
    return rest.isEmpty() || rest.contains("--help") || rest.contains("-h");
  }

  boolean predicts() {
    return rest.get(0).equals(PREDICT);
  }

  /** The words for {@code headtune}. */
  String[] forMain() {
    return rest.toArray(String[]::new);
  }

  /** As Spark takes one option, whatever characters it has. */
  private static String quoted(String option) {
    return '"' + option.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  /**
   * How Spark is to be started.
   *
   * @param given what Spark was told otherwise, which counts where it says something
   */
  SparkConf settings(SparkConf given) {
    master.ifPresent(given::setMaster);
    if (!given.contains("spark.master")) {
      throw new UserError(
          ExitCode.USAGE,
          "--master is missing; expected spark://HOST:PORT, local[N], yarn or k8s://HOST:PORT");
    }
    String natives = System.getProperty(NATIVES);
    String own =
        JAVA_OPTIONS + (natives == null ? "" : " " + quoted("-D" + NATIVES + "=" + natives));
    given.set(EXECUTOR_JAVA, own + " " + given.get(EXECUTOR_JAVA, ""));
    // A copy computes on one core, so that each has the same bits wherever it is.
    return given
        .set("spark.executorEnv.OMP_NUM_THREADS", "1")
        .setIfMissing("spark.app.name", "headtune " + rest.get(0))
        .setIfMissing("spark.ui.enabled", "false")
        .setIfMissing("spark.ui.showConsoleProgress", "false");
  }
}
