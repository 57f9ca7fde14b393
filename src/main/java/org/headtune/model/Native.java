package org.headtune.model;

import org.bytedeco.javacpp.FloatPointer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.Shape;

/** Where ND4J keeps the numbers of an array. */
final class Native {
  private Native() {}

  /** The numbers of an array without gaps, in its own order. */
  static FloatPointer address(INDArray array) {
    // ND4J gives no limit; without one a buffer would have room for one number.
    return new FloatPointer(array.data().addressPointer()).limit(array.length());
  }

  /** The numbers themselves; ND4J's own way asks for each of them. */
  static float[] copy(INDArray array) {
    float[] numbers = new float[Math.toIntExact(array.length())];
    address(array).get(numbers);
    return numbers;
  }

  /** The numbers from one on. */
  static FloatPointer from(FloatPointer numbers, long first) {
    return new FloatPointer(numbers).position(numbers.position() + first);
  }

  /**
   * The same numbers row after row, until the end of the pass: a layer may have asked for another
   * order.
   */
  static INDArray rowByRow(INDArray array, LayerWorkspaceMgr workspaces) {
    return array.ordering() == 'c' && Shape.hasDefaultStridesForShape(array)
        ? array
        : workspaces.dup(ArrayType.ACTIVATIONS, array, 'c');
  }
}
