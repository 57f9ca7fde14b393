package org.headtune.model;

/**
 * How well rows without labels were answered.
 *
 * @param loss sum over all questions, in nats where they ask for one of several answers
 * @param questions how many there were
 * @param choices how many of them ask for one of several answers
 * @param right how many of those were answered right
 */
public record PretextScore(double loss, long questions, long choices, long right) {
  /** Nothing was asked. */
  public static final PretextScore NONE = new PretextScore(0, 0, 0, 0);

  /** Of the rows of both together. */
  public PretextScore plus(PretextScore other) {
    return new PretextScore(
        loss + other.loss,
        questions + other.questions,
        choices + other.choices,
        right + other.right);
  }
}
