package org.headtune.recipe;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.headtune.evaluation.Softmax;

/**
 * How one of several answers is drawn by their logits.
 *
 * @param temperature of the softmax; 0 for always the most probable answer
 * @param topK only so many of the most probable ones (Fan et al. 2018); 0 for all
 * @param topP only the most probable ones that have this share together, the last of them included
 *     (Holtzman et al. 2020, "The curious case of neural text degeneration"); 1 for all
 */
record Sampler(double temperature, int topK, double topP) {

  /**
   * Draws one.
   *
   * @param logits finite, or minus infinity for what is no answer
   * @param uniform from 0 to below 1
   */
  int draw(double[] logits, double uniform) {
    int[] ranked =
        IntStream.range(0, logits.length)
            .boxed()
            .sorted(Comparator.comparingDouble(k -> -logits[k]))
            .mapToInt(k -> k)
            .toArray();
    if (temperature == 0) {
      return ranked[0];
    }
    double[] shares = Softmax.of(logits, temperature);
    int kept = topK == 0 ? ranked.length : Math.min(topK, ranked.length);
    double sum = 0;
    int count = 0;
    while (count < kept && sum < topP) {
      sum += shares[ranked[count++]];
    }
    double place = uniform * Arrays.stream(ranked, 0, count).mapToDouble(k -> shares[k]).sum();
    for (int i = 0; i < count - 1; i++) {
      place -= shares[ranked[i]];
      if (place < 0) {
        return ranked[i];
      }
    }
    return ranked[count - 1];
  }
}
