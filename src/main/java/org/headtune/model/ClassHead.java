package org.headtune.model;

/** A head that gives each row probabilities of classes. */
abstract sealed class ClassHead extends HeadLink permits MixtureHead, SigmoidHead, SoftmaxHead {

  ClassHead(String layer) {
    super(layer);
  }

  /** After a forward pass: the probabilities, row after row, from an index of the array on. */
  abstract void probabilities(float[] probabilities, int from);

  /**
   * After a forward pass: numbers whose softmax is the probabilities, exact also where a
   * probability is too small for a float; row after row, from an index of the array on. {@link
   * #probabilities} may still be asked for afterwards.
   */
  abstract void logits(float[] logits, int from);

  /**
   * After a forward pass in training: prepares the gradient of the mean loss, which the way back
   * begins with.
   *
   * @param loss of the batch that has just gone through
   * @return the mean loss
   */
  abstract double differentiate(BatchLoss loss);
}
