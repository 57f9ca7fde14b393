package org.headtune.evaluation;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.stream.Stream;

/** What temperature.py says. */
final class Reference {
  private Reference() {}

  static Logits logits() throws IOException {
    List<String[]> lines = lines("temperature.csv").map(line -> line.split(",")).toList();
    int classes = lines.get(0).length - 1;
    float[] values = new float[lines.size() * classes];
    int[] truth = new int[lines.size()];
    for (int row = 0; row < truth.length; row++) {
      truth[row] = Integer.parseInt(lines.get(row)[0]);
      for (int k = 0; k < classes; k++) {
        values[row * classes + k] = Float.parseFloat(lines.get(row)[k + 1]);
      }
    }
    return new Logits(classes, values, truth);
  }

  static double value(String name) throws IOException {
    return lines("temperature.txt")
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElseThrow();
  }

  private static Stream<String> lines(String file) throws IOException {
    try (InputStream in = Reference.class.getResourceAsStream(file)) {
      return new String(in.readAllBytes(), UTF_8).lines();
    }
  }
}
