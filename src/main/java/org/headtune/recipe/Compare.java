package org.headtune.recipe;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.headtune.ExitCode;
import org.headtune.UserError;
import org.headtune.UserError.Fault;
import org.headtune.artifact.AtomicFile;
import org.headtune.artifact.Json;

/** Finished runs side by side, from their folders. */
public final class Compare {

  /**
   * Compares them.
   *
   * @param folders of the runs, in the order of the table
   * @param html where a page is written to
   * @param csv where a table with every metric is written to
   * @throws UserError with {@link ExitCode#MODEL_FILE} and each folder that holds no finished run
   */
  public Outcome run(List<Path> folders, Optional<Path> html, Optional<Path> csv) {
    List<Fault> faults = new ArrayList<>();
    List<ComparedRun> runs = new ArrayList<>();
    for (Path folder : folders) {
      try {
        runs.add(ComparedRun.of(folder));
      } catch (UserError e) {
        faults.addAll(e.faults());
      }
    }
    if (!faults.isEmpty()) {
      throw new UserError(ExitCode.MODEL_FILE, faults);
    }
    Comparison comparison = new Comparison(runs);
    csv.ifPresent(file -> AtomicFile.write(file, comparison.csv()));
    html.ifPresent(file -> AtomicFile.write(file, comparison.html("Comparison of runs")));
    return new Outcome(comparison.text(), Json.write(comparison.json()));
  }
}
