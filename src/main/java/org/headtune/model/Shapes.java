package org.headtune.model;

import org.deeplearning4j.nn.conf.inputs.InputType;
import org.headtune.data.Shape;

/** DL4J's words for the shape of one example. */
final class Shapes {
  private Shapes() {}

  /** As the network's input: an image stands there as a row, a sequence as features by steps. */
  static InputType dl4j(Shape shape) {
    return switch (shape.kind()) {
      case ROW -> InputType.feedForward(shape.size());
      case IMAGE -> InputType.convolutionalFlat(shape.height(), shape.width(), shape.channels());
      case SEQUENCE -> InputType.recurrent(shape.channels(), shape.steps());
    };
  }

  /**
   * @param steps of the network's input, if it is a sequence: DL4J loses count of them
   */
  static Shape of(InputType type, int steps) {
    if (type instanceof InputType.InputTypeRecurrent sequence) {
      return Shape.sequence(steps, Math.toIntExact(sequence.getSize()));
    } else if (type instanceof InputType.InputTypeConvolutional image) {
      return Shape.image(
          Math.toIntExact(image.getChannels()),
          Math.toIntExact(image.getHeight()),
          Math.toIntExact(image.getWidth()));
    } else if (type instanceof InputType.InputTypeConvolutionalFlat image) {
      return Shape.image(
          Math.toIntExact(image.getDepth()),
          Math.toIntExact(image.getHeight()),
          Math.toIntExact(image.getWidth()));
    }
    return Shape.row(Math.toIntExact(type.arrayElementsPerExample()));
  }
}
