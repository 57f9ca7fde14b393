package org.headtune.model;

/** A head that learns from rows without labels. */
abstract sealed class PretextHead extends HeadLink
    permits ContrastHead, ReconstructionHead, StepsHead {

  PretextHead(String layer) {
    super(layer);
  }

  /**
   * After a forward pass in training: prepares the gradient of the mean loss, which the way back
   * begins with.
   *
   * @param originals what the rows of the batch are asked for: what they are, before anything was
   *     done to them, or the entry that is asked at each step
   * @return the mean loss
   */
  abstract double differentiate(Matrix originals);

  /**
   * After a forward pass: how well the rows were answered.
   *
   * @param originals as above
   */
  abstract PretextScore score(Matrix originals);
}
