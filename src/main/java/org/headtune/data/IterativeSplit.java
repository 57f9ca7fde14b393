package org.headtune.data;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.headtune.data.Split.Part;

/**
 * Iterative stratification (Sechidis, Tsoumakas and Vlahavas 2011, "On the stratification of
 * multi-label data", algorithm 1): rows of the rarest class that is left are dealt out first, each
 * to the part that still lacks most rows of that class; rows without a class come last. Then each
 * class that training lacks gets one of its rows from another part, which the paper does not do.
 */
final class IterativeSplit {
  private static final List<Part> PARTS = List.of(Part.TRAIN, Part.VALIDATION, Part.TEST);

  private final RowLabels labels;
  private final int classes;
  private final double[] shares;
  private final SplitMix64 random;
  private final Part[] parts;
  private final double[] wanted; // rows, by part
  private final double[][] wantedOfClass; // rows, by part and class
  private final int[] left; // rows to be dealt out, by class

  /**
   * @param shares of training, validation and test rows; they sum to 1
   */
  IterativeSplit(RowLabels labels, int classes, double[] shares, SplitMix64 random) {
    this.labels = labels;
    this.classes = classes;
    this.shares = shares;
    this.random = random;
    this.parts = new Part[labels.ofRow().length];
    this.left = labels.sets().counts(labels.ofRow(), classes);
    long rows = Arrays.stream(labels.ofRow()).filter(label -> label >= 0).count();
    this.wanted = Arrays.stream(shares).map(share -> share * rows).toArray();
    this.wantedOfClass =
        Arrays.stream(shares)
            .mapToObj(share -> Arrays.stream(left).mapToDouble(count -> share * count).toArray())
            .toArray(double[][]::new);
  }

  /** The part of each row. */
  Part[] parts() {
    Arrays.fill(parts, Part.LEFT_OUT);
    int[] rows = IntStream.range(0, parts.length).filter(row -> labels.ofRow()[row] >= 0).toArray();
    random.shuffle(rows);
    int[][] rowsOfClasses = rowsOfClasses(rows);
    for (int k = rarest(); k >= 0; k = rarest()) {
      for (int row : rowsOfClasses[k]) {
        if (parts[row] == Part.LEFT_OUT) {
          deal(row, wantedOfClass, k);
        }
      }
    }
    for (int row : rows) {
      if (parts[row] == Part.LEFT_OUT) {
        deal(row, null, 0);
      }
    }
    for (int[] ofClass : rowsOfClasses) {
      if (ofClass.length > 0 && Arrays.stream(ofClass).noneMatch(row -> parts[row] == Part.TRAIN)) {
        parts[ofClass[0]] = Part.TRAIN;
      }
    }
    return parts;
  }

  private int[][] rowsOfClasses(int[] rows) {
    int[][] ofClasses = new int[classes][];
    Arrays.setAll(ofClasses, k -> new int[left[k]]);
    int[] filled = new int[classes];
    for (int row : rows) {
      for (int k : labels.sets().classes(labels.ofRow()[row])) {
        ofClasses[k][filled[k]++] = row;
      }
    }
    return ofClasses;
  }

  /** The class with the fewest rows left, or -1 if none has any. */
  private int rarest() {
    int rarest = -1;
    for (int k = 0; k < classes; k++) {
      if (left[k] > 0 && (rarest < 0 || left[k] < left[rarest])) {
        rarest = k;
      }
    }
    return rarest;
  }

  /**
   * Gives a row to the part that lacks most rows of the class, of equals to the one that lacks most
   * rows, of equals to any.
   *
   * @param ofClass null where the row has no class
   */
  private void deal(int row, double[][] ofClass, int k) {
    int best = -1;
    int equals = 0;
    for (int part = 0; part < shares.length; part++) {
      if (shares[part] == 0) {
        continue;
      }
      int order =
          best < 0 ? 1 : ofClass == null ? 0 : Double.compare(ofClass[part][k], ofClass[best][k]);
      if (order == 0) {
        order = Double.compare(wanted[part], wanted[best]);
      }
      if (order > 0) {
        best = part;
        equals = 1;
      } else if (order == 0 && random.below(++equals) == 0) {
        best = part;
      }
    }
    parts[row] = PARTS.get(best);
    wanted[best]--;
    for (int own : labels.sets().classes(labels.ofRow()[row])) {
      wantedOfClass[best][own]--;
      left[own]--;
    }
  }
}
