package org.headtune.artifact;

/** Finds the classes with the largest probabilities. */
final class TopClasses {
  private final int classes;
  private final int[] top;

  /**
   * @param classes K
   * @param most how many to find, all if there are fewer
   */
  TopClasses(int classes, int most) {
    this.classes = classes;
    this.top = new int[Math.min(most, classes)];
  }

  /**
   * Those of a row in falling order; of equals, the first comes first.
   *
   * @param from where the row's K numbers begin
   * @return overwritten by the next call
   */
  int[] of(float[] probabilities, int from) {
    int found = 0;
    for (int k = 0; k < classes && top.length > 0; k++) {
      int place = found;
      while (place > 0 && probabilities[from + top[place - 1]] < probabilities[from + k]) {
        place--;
      }
      if (place < top.length) {
        int last = Math.min(found, top.length - 1);
        System.arraycopy(top, place, top, place + 1, last - place);
        top[place] = k;
        found = Math.min(found + 1, top.length);
      }
    }
    return top;
  }
}
