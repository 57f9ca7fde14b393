package org.headtune.recipe;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.headtune.ExitCode;
import org.headtune.Text;
import org.headtune.UserError;
import org.headtune.artifact.Json;
import org.headtune.evaluation.Softmax;

/** The softmax of numbers, for whoever wants to understand it; needs no model and no ND4J. */
public final class ShowSoftmax {
  private static final int BAR = 40;

  private ShowSoftmax() {}

  /**
   * What is shown.
   *
   * @param temperature above 0
   * @param log whether logarithms of the probabilities are shown
   * @param jacobian whether the derivatives are shown
   * @param target the class, from 0, whose cross-entropy and its gradient are shown
   * @param bars whether probabilities are drawn
   */
  public record Request(
      List<String> values,
      double temperature,
      boolean log,
      boolean jacobian,
      OptionalInt target,
      boolean bars) {

    public Request {
      values = List.copyOf(values);
    }
  }

  /**
   * Computes.
   *
   * @throws UserError with {@link ExitCode#USAGE} for values that have no softmax, or a temperature
   *     or target out of range
   */
  public static Outcome run(Request request) {
    double[] logits = logits(request.values());
    double temperature = request.temperature();
    if (!(temperature > 0 && Double.isFinite(temperature))) {
      throw fault("--temperature is " + temperature + "; expected a finite number above 0");
    }
    request
        .target()
        .ifPresent(
            target -> {
              if (target < 0 || target >= logits.length) {
                throw fault(
                    "--target is "
                        + target
                        + "; expected a place from 0 to "
                        + (logits.length - 1)
                        + ", the first value being 0");
              }
            });
    double[] probabilities = Softmax.of(logits, temperature);
    double[] logs = Softmax.log(logits, temperature);
    StringBuilder text = new StringBuilder();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("probabilities", probabilities);
    text.append(request.bars() ? bars(probabilities) : line(probabilities));
    if (request.log()) {
      json.put("log_probabilities", logs);
      text.append("log ").append(line(logs));
    }
    if (request.jacobian()) {
      double[][] jacobian = Softmax.jacobian(probabilities, temperature);
      json.put("jacobian", jacobian);
      Arrays.stream(jacobian).forEach(row -> text.append("jacobian ").append(line(row)));
    }
    if (request.target().isPresent()) {
      int target = request.target().getAsInt();
      double[] gradient = Softmax.gradient(probabilities, target, temperature);
      json.put("cross_entropy", -logs[target]);
      json.put("gradient", gradient);
      text.append(String.format(Locale.ROOT, "cross-entropy %s%n", number(-logs[target])));
      text.append("gradient ").append(line(gradient));
    }
    return new Outcome(text.toString(), Json.write(json));
  }

  private static double[] logits(List<String> values) {
    List<Double> logits = new ArrayList<>();
    for (String value : values) {
      logits.add(logit(value));
    }
    if (logits.isEmpty()) {
      throw fault("no values; expected numbers, such as: headtune softmax 1 2 3");
    }
    double[] numbers = logits.stream().mapToDouble(Double::doubleValue).toArray();
    if (Arrays.stream(numbers).allMatch(z -> z == Double.NEGATIVE_INFINITY)) {
      throw fault("every value is -inf, which leaves no class a probability; give a finite one");
    }
    return numbers;
  }

  private static double logit(String value) {
    if (value.equalsIgnoreCase("-inf")) {
      return Double.NEGATIVE_INFINITY;
    }
    boolean number = value.matches("[-+]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][-+]?[0-9]+)?");
    double logit = number ? Double.parseDouble(value) : Double.NaN;
    if (!Double.isFinite(logit)) {
      throw fault(
          Text.quoted(value)
              + " is no value for a softmax; expected a finite number, or -inf for an impossible class");
    }
    return logit;
  }

  private static String line(double[] numbers) {
    return Arrays.stream(numbers)
        .mapToObj(ShowSoftmax::number)
        .collect(Collectors.joining(" ", "", "\n"));
  }

  private static String bars(double[] probabilities) {
    return Arrays.stream(probabilities)
        .mapToObj(p -> number(p) + " " + "#".repeat((int) Math.round(p * BAR)))
        .map(String::stripTrailing)
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private static String number(double value) {
    if (Double.isInfinite(value)) {
      return value < 0 ? "-inf" : "inf";
    }
    boolean tiny = value != 0 && Math.abs(value) < 1e-4;
    return String.format(Locale.ROOT, tiny ? "%.7e" : "%.8f", value + 0.0);
  }

  private static UserError fault(String message) {
    return new UserError(ExitCode.USAGE, message);
  }
}
