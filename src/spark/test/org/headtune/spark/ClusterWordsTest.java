package org.headtune.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.util.Utils;
import org.junit.jupiter.api.Test;
import scala.collection.JavaConverters;

final class ClusterWordsTest {
  private static final String NATIVES = "org.bytedeco.javacpp.cachedir";

  /** Spark would take what follows a blank for the class to start, again and again. */
  @Test
  void a_folder_of_natives_may_have_any_name() {
    String before = System.getProperty(NATIVES);
    String folder = "/home/a b/it's \"\\ours\"";
    try {
      System.setProperty(NATIVES, folder);
      SparkConf given = new SparkConf(false).set("spark.executor.extraJavaOptions", "-Da=b -Dc=d");
      String options =
          ClusterWords.of(List.of("train", "a.yaml", "--master", "local[2]"))
              .settings(given)
              .get("spark.executor.extraJavaOptions");
      assertThat(JavaConverters.seqAsJavaList(Utils.splitCommandString(options)))
          .contains("-D" + NATIVES + "=" + folder)
          .endsWith("-Da=b", "-Dc=d")
          .allMatch(word -> word.startsWith("-"));
    } finally {
      if (before == null) {
        System.clearProperty(NATIVES);
      } else {
        System.setProperty(NATIVES, before);
      }
    }
  }
}
