package org.headtune.spark;

import java.io.PrintWriter;
import java.io.Serializable;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.headtune.ExitCode;
import org.headtune.Place;
import org.headtune.Text;
import org.headtune.UserError;
import org.headtune.cli.Main;
import org.headtune.cli.Outside;

/** Predictions for many files: each is a task, which does what {@code headtune predict} does. */
final class Predictions {
  private final List<String> options = new ArrayList<>();
  private final Map<Path, Path> outputs = new LinkedHashMap<>(); // by input
  private final String model;

  /**
   * What is asked for.
   *
   * @param words {@code MODEL FILE...}, then options, {@code -o FOLDER} among them
   * @throws UserError with {@link ExitCode#USAGE} if they cannot be understood
   */
  Predictions(List<String> words) {
    int end = 0;
    while (end < words.size() && !words.get(end).startsWith("-")) {
      end++;
    }
    Path folder = null;
    String ending = ".csv";
    for (int i = end; i < words.size(); i++) {
      String word = words.get(i);
      if ((word.equals("-o") || word.equals("--output")) && i + 1 < words.size()) {
        folder = absolute(words.get(++i));
      } else if (word.startsWith("--output=")) {
        folder = absolute(word.substring("--output=".length()));
      } else {
        options.add(word);
        ending = word.matches("(?i)(--format=)?jsonl") ? ".jsonl" : ending;
      }
    }
    if (end < 2 || folder == null) {
      throw new UserError(
          ExitCode.USAGE,
          "predict needs a model, files and a folder; expected predict MODEL FILE... -o FOLDER, then"
              + " the options of headtune predict");
    }
    model = absolute(words.get(0)).toString();
    for (String input : words.subList(1, end)) {
      add(absolute(input), folder, ending);
    }
  }

  private static Path absolute(String path) {
    return Path.of(path).toAbsolutePath().normalize();
  }

  private void add(Path input, Path folder, String ending) {
    String name = input.getFileName().toString().replaceFirst("(\\.[^.]+)?(\\.gz)?$", "");
    Path output = folder.resolve(name + ending);
    if (!Files.exists(input)) {
      throw new UserError(
          ExitCode.DATA, Place.of(input.toString()), "does not exist; expected a file of rows");
    }
    if (outputs.containsValue(output) || output.equals(input)) {
      throw new UserError(
          ExitCode.USAGE,
          Place.of(input.toString()),
          "its predictions would replace "
              + Text.printable(output.toString())
              + "; expected files of different names, and another folder than theirs");
    }
    outputs.put(input, output);
  }

  /** How one file has gone. */
  private record Done(int code, String lines) implements Serializable {}

  /** Does all files, those behind one that fails too; gives the first exit code that is not 0. */
  int run(JavaSparkContext spark, Outside outside) {
    List<List<String>> calls = new ArrayList<>();
    outputs.forEach(
        (input, output) -> {
          List<String> call =
              new ArrayList<>(List.of("predict", model, input.toString(), "-o", output.toString()));
          call.addAll(options);
          calls.add(call);
        });
    List<Done> all =
        Cluster.asked(
            () -> spark.parallelize(calls, calls.size()).map(Predictions::predict).collect());
    int code = ExitCode.DONE.number();
    List<Path> inputs = List.copyOf(outputs.keySet());
    for (int i = 0; i < all.size(); i++) {
      Done done = all.get(i);
      code = code == 0 ? done.code() : code;
      String name = Text.printable(inputs.get(i).getFileName().toString());
      done.lines().lines().forEach(line -> outside.err().println(name + ": " + line));
    }
    return code;
  }

  private static Done predict(List<String> call) {
    StringWriter lines = new StringWriter();
    try (PrintWriter to = new PrintWriter(lines)) {
      int code = Main.run(Outside.ofProcess().quiet(to), call.toArray(String[]::new));
      to.flush();
      return new Done(code, lines.toString());
    }
  }
}
