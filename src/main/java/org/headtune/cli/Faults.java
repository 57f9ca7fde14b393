package org.headtune.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
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
  private final PrintWriter err;

  Faults(PrintWriter err) {
    this.err = err;
  }

  @Override
  public int handleParseException(ParameterException fault, String[] words) {
    if (fault.getCause() instanceof InvalidPathException path) {
      return report(path);
    }
    CommandLine command = fault.getCommandLine();
    err.println("error: " + Text.printable(fault.getMessage()));
    UnmatchedArgumentException.printSuggestions(fault, err);
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
    if (fault instanceof InvalidPathException path) {
      return print(
          ExitCode.USAGE,
          Text.quoted(path.getInput())
              + " cannot be a path here ("
              + path.getReason()
              + "); remove what does not belong, or set LC_ALL=C.UTF-8 for names beyond ASCII");
    }
    if (fault instanceof UncheckedIOException failure) {
      return unwritten(failure.getCause());
    }
    Optional<String> memory = outOfMemory(fault);
    if (memory.isPresent()) {
      return print(
          ExitCode.RESOURCES,
          "not enough memory ("
              + memory.get()
              + "); give more with --memory, or make training.batch_size or the model smaller");
    }
    err.println("error: this is a bug in Headtune, please report it with these lines");
    fault.printStackTrace(err);
    return ExitCode.BUG.number();
  }

  private int print(ExitCode code, String message) {
    print(List.of(new UserError.Fault(null, message)));
    return code.number();
  }

  private void print(List<UserError.Fault> faults) {
    faults.forEach(fault -> err.println("error: " + fault));
    if (faults.size() > 1) {
      err.println(faults.size() + " errors");
    }
  }

  /** A pipe is closed when its reader has seen enough: {@code headtune predict ... | head}. */
  private int unwritten(IOException cause) {
    if (cause instanceof FileSystemException file) {
      return print(
          ExitCode.RESOURCES,
          Text.printable(String.valueOf(file.getFile()))
              + " cannot be used: "
              + Text.printable(
                  file.getReason() == null ? file.getClass().getSimpleName() : file.getReason())
              + "; see whether it is there and whose it is, or name another");
    }
    String reason = String.valueOf(cause.getMessage());
    if (reason.toLowerCase(Locale.ROOT).contains("pipe")) {
      return ExitCode.DONE.number();
    }
    return print(
        ExitCode.RESOURCES,
        "the output cannot be written: "
            + Text.printable(reason)
            + "; free some space or choose another place");
  }

  /** What was said when memory ran out; ND4J says it in three ways. */
  private static Optional<String> outOfMemory(Throwable fault) {
    for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
      String message = String.valueOf(cause.getMessage());
      String lower = message.toLowerCase(Locale.ROOT);
      if (cause instanceof OutOfMemoryError
          || lower.contains("bad_alloc")
          || lower.contains("physical memory usage is too high")) {
        return Optional.of(Text.printable(message));
      }
    }
    return Optional.empty();
  }
}
