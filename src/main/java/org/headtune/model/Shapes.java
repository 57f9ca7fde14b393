package org.headtune.model;

import org.deeplearning4j.nn.conf.inputs.InputType;
import org.headtune.data.Shape;

/** DL4J's words for the shape of one example. */
final class Shapes {
  private Shapes() {}

  /** As the network's input: an image stands there as a row. */
  static InputType dl4j(Shape shape) {
    return shape.image()
        ? InputType.convolutionalFlat(shape.height(), shape.width(), shape.channels())
        : InputType.feedForward(shape.channels());
  }

  static Shape of(InputType type) {
    if (type instanceof InputType.InputTypeConvolutional image) {
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
