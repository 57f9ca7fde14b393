package org.headtune.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.headtune.recipe.Doctor;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code headtune doctor}. */
@Command(
    name = "doctor",
    description = {
      "Shows what this machine is and what this build can do on it, and computes one step of training",
      "whose result is known. Ends with exit code 7 and the first cause where that is not right."
    },
    footer = {"", "What it prints holds no secrets and belongs into a report of a bug."})
final class DoctorCommand implements Callable<Integer> {
  private final Outside outside;

  @Mixin private ComputingOptions computing;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      description = "The folder that runs will be written to. Default: ${DEFAULT-VALUE}.",
      defaultValue = ".")
  private Path output;

  @Option(names = "--json", description = "Prints the result as one JSON object instead of text.")
  private boolean json;

  DoctorCommand(Outside outside) {
    this.outside = outside;
  }

  @Override
  public Integer call() {
    Doctor.Diagnosis found = new Doctor(computing.asked(), output, outside.cache()).run();
    int exit = Results.print(outside, found.outcome(), json);
    return found.fault().map(fault -> new Faults(outside.err()).report(fault)).orElse(exit);
  }
}
