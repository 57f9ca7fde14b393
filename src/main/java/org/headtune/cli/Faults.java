package org.headtune.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import org.headtune.ExitCode;
import org.headtune.Text;
import org.headtune.UserError;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns whatever was thrown into one message and one exit code. */
final class Faults implements IParameterExceptionHandler, IExecutionExceptionHandler {
  private final Outside outside;

  Faults(Outside outside) {
    this.outside = outside;
  }

  @Override
  public int handleParseException(ParameterException fault, String[] words) {
    PrintWriter err = outside.err();
    CommandLine command = fault.getCommandLine();
    err.println("error: " + Text.printable(fault.getMessage()));
    if (!UnmatchedArgumentException.printSuggestions(fault, err)) {
      err.println(command.getHelp().fullSynopsis().strip());
    }
    err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
    return ExitCode.USAGE.number();
  }

  @Override
  public int handleExecutionException(Exception fault, CommandLine command, ParseResult parsed) {
    return report(fault);
  }

  /** Says what happened, and returns the exit code. */
  int report(Throwable fault) {
    if (fault instanceof UserError error) {
      print(error.faults());
      return error.exitCode().number();
    }
    if (isBrokenPipe(fault)) {
      return ExitCode.DONE.number();
    }
    if (isOutOfMemory(fault)) {
      outside
          .err()
          .println(
              "error: not enough memory ("
                  + fault.getMessage()
                  + "); give more with --memory, or make training.batch_size or the model smaller");
      return ExitCode.RESOURCES.number();
    }
    outside.err().println("error: this is a bug in Headtune, please report it with these lines");
    fault.printStackTrace(outside.err());
    return ExitCode.BUG.number();
  }

  private void print(List<UserError.Fault> faults) {
    PrintWriter err = outside.err();
    faults.forEach(fault -> err.println("error: " + fault));
    if (faults.size() > 1) {
      err.println(faults.size() + " errors");
    }
  }

  /** The reader of our output has seen enough: {@code headtune predict ... | head}. */
  private static boolean isBrokenPipe(Throwable fault) {
    for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException && "Broken pipe".equals(cause.getMessage())) {
        return true;
      }
    }
    return false;
  }

  /** ND4J says it in three ways: see the messages below. */
  private static boolean isOutOfMemory(Throwable fault) {
    for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
      String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
      if (cause instanceof OutOfMemoryError
          || message.contains("bad_alloc")
          || message.contains("physical memory usage is too high")) {
        return true;
      }
    }
    return false;
  }
}
