package org.headtune.evaluation;

import java.util.List;
import java.util.stream.IntStream;

/**
 * How well one class is told from the others. A class that occurs neither in the truth nor among
 * the predictions has no precision, recall or F1 (NaN).
 *
 * @param index the class
 * @param precision share of the rows taken for this class that are of it, 0 to 1
 * @param recall share of the rows of this class that were found, 0 to 1
 * @param f1 harmonic mean of the two, 0 to 1
 * @param support rows of this class
 * @param predicted rows taken for this class
 * @param rocAuc probability that a row of this class is given a larger probability of it than a row
 *     of another class; NaN where one of the two kinds is missing
 */
public record PerClass(
    int index,
    double precision,
    double recall,
    double f1,
    long support,
    long predicted,
    double rocAuc) {

  static List<PerClass> of(Outcome outcome) {
    ConfusionMatrix confusion = outcome.confusion();
    double[] rocAuc = outcome.rocAuc();
    return IntStream.range(0, confusion.classes())
        .mapToObj(
            k ->
                new PerClass(
                    k,
                    confusion.precision(k),
                    confusion.recall(k),
                    confusion.f1(k),
                    confusion.support(k),
                    confusion.predicted(k),
                    rocAuc[k]))
        .toList();
  }
}
