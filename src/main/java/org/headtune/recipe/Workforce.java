package org.headtune.recipe;

import java.util.List;
import java.util.function.LongConsumer;
import org.headtune.ExitCode;
import org.headtune.UserError;
import org.headtune.data.EncodedFile;
import org.headtune.data.TableFile;
import org.headtune.training.Workers;

/** Other machines that work for a run. */
public interface Workforce {

  /**
   * Reaches the machines, before anything of a run is written.
   *
   * @throws UserError with {@link ExitCode#BACKEND} if they cannot be reached
   */
  void start();

  /**
   * Workers that train what a run trains; each builds a {@link RemoteWorker} of the job for itself.
   */
  Workers train(TrainingJob job);

  /**
   * Has files of a table encoded, each as {@link RemoteEncoding#encode} does it, all at the same
   * time as far as there are machines.
   *
   * @param told now and then how many rows are done
   * @return what has become of each, in their order
   */
  List<EncodedFile> encode(EncodingJob job, List<TableFile> table, LongConsumer told);

  /** Where they are, for a person. */
  String describe();

  /**
   * What a user types so that they do what a command of {@code headtune} does alone.
   *
   * @param words of that command
   * @return the words of the command line, the program first
   */
  List<String> command(List<String> words);
}
