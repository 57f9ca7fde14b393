package org.headtune.artifact;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Numbers of a job in Prometheus' text exposition format 0.0.4, as its node exporter collects them
 * from a folder of such files.
 */
public final class PrometheusText {
  private final String run;
  private final Set<String> named = new LinkedHashSet<>();
  private final StringBuilder text = new StringBuilder();

  /**
   * @param run value of the label {@code run} that every number has
   */
  public PrometheusText(String run) {
    this.run = run;
  }

  /** Adds a number that may rise and fall. */
  public PrometheusText gauge(String name, String help, double value) {
    return add(name, "gauge", help, Map.of(), value);
  }

  /** Adds one of several numbers of a name, which are to follow each other. */
  public PrometheusText gauge(
      String name, String help, String label, String labelValue, double value) {
    return add(name, "gauge", help, Map.of(label, labelValue), value);
  }

  /** Adds a number that only rises. */
  public PrometheusText counter(String name, String help, double value) {
    return add(name, "counter", help, Map.of(), value);
  }

  private PrometheusText add(
      String name, String type, String help, Map<String, String> labels, double value) {
    if (named.add(name)) {
      text.append("# HELP ").append(name).append(' ').append(help).append('\n');
      text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    }
    Map<String, String> all = new LinkedHashMap<>(Map.of("run", run));
    all.putAll(labels);
    text.append(name).append('{');
    String comma = "";
    for (Map.Entry<String, String> label : all.entrySet()) {
      text.append(comma).append(label.getKey()).append("=\"").append(escaped(label.getValue()));
      text.append('"');
      comma = ",";
    }
    text.append("} ").append(number(value)).append('\n');
    return this;
  }

  private static String escaped(String label) {
    return label.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }

  private static String number(double value) {
    if (Double.isInfinite(value)) {
      return value > 0 ? "+Inf" : "-Inf";
    }
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }

  /** The file's content. */
  @Override
  public String toString() {
    return text.toString();
  }
}
