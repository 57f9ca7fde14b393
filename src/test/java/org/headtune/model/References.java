package org.headtune.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** What another library has computed: a name and its numbers on each line. */
final class References {
  private References() {}

  static Map<String, double[]> read(String file) throws IOException {
    Map<String, double[]> reference = new LinkedHashMap<>();
    try (InputStream in = References.class.getResourceAsStream(file)) {
      new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .forEach(
              line -> {
                String[] words = line.split(" ", -1);
                reference.put(
                    words[0],
                    Arrays.stream(words).skip(1).mapToDouble(Double::parseDouble).toArray());
              });
    }
    return reference;
  }

  static double[] joined(double[] losses, float[] parameters, float[] probabilities) {
    return DoubleStream.concat(
            Arrays.stream(losses), DoubleStream.concat(wide(parameters), wide(probabilities)))
        .toArray();
  }

  private static DoubleStream wide(float[] values) {
    return IntStream.range(0, values.length).mapToDouble(i -> values[i]);
  }
}
