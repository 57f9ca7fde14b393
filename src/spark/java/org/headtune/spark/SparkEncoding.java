package org.headtune.spark;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongConsumer;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.LongAccumulator;
import org.headtune.UserError;
import org.headtune.data.EncodedFile;
import org.headtune.data.TableFile;
import org.headtune.recipe.EncodingJob;
import org.headtune.recipe.RemoteEncoding;

/**
 * The encoding of a table as tasks of Spark, one for each file. A task that is done again, since
 * its machine is gone or only thought to be, writes the same bytes to the same place.
 */
final class SparkEncoding {
  private static final long PACE_MILLISECONDS = 500;

  private final JavaSparkContext spark;
  private final EncodingJob job;

  SparkEncoding(JavaSparkContext spark, EncodingJob job) {
    this.spark = spark;
    this.job = job;
  }

  /**
   * Encodes all files.
   *
   * @param told now and then how many rows are done
   * @throws UserError the first that a worker has met, or with {@link
   *     org.headtune.ExitCode#BACKEND} if the cluster has given up
   */
  List<EncodedFile> encode(List<TableFile> table, LongConsumer told) {
    Broadcast<EncodingJob> sent = spark.broadcast(job);
    try {
      LongAccumulator rows = spark.sc().longAccumulator();
      JavaFutureAction<List<Answer<EncodedFile>>> all =
          spark
              .parallelize(table, table.size())
              .map(file -> encode(sent, file, rows))
              .collectAsync();
      while (!isDone(all)) {
        told.accept(rows.value());
      }
      return Cluster.asked(() -> result(all)).stream().map(Answer::get).toList();
    } finally {
      sent.destroy();
    }
  }

  private static Answer<EncodedFile> encode(
      Broadcast<EncodingJob> job, TableFile file, LongAccumulator rows) {
    try {
      EncodedFile done = RemoteEncoding.encode(job.value(), file);
      rows.add(file.sinks().length);
      return Answer.of(done);
    } catch (UserError fault) {
      return Answer.refused(fault);
    }
  }

  /** Waits for a while. */
  private static boolean isDone(JavaFutureAction<?> all) {
    try {
      all.get(PACE_MILLISECONDS, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      return true;
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this thread", e);
    }
  }

  private static <T> T result(JavaFutureAction<T> all) {
    try {
      return all.get();
    } catch (ExecutionException e) {
      throw Cluster.failed(e.getCause());
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this thread", e);
    }
  }
}
