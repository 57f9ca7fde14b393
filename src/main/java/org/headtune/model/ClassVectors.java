package org.headtune.model;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Numbers of classes in native memory: so many for each, one class after the other. */
final class ClassVectors {
  /** A buffer of floats is indexed by an int, and in bytes. */
  private static final int LARGEST_PART = 1 << 28;

  private final int width;
  private final int classesPerPart;
  private final List<FloatBuffer> parts = new ArrayList<>();

  /**
   * @param flat where they stand, from one number on
   * @param width numbers of each class
   */
  ClassVectors(INDArray flat, long from, int classes, int width) {
    this.width = width;
    this.classesPerPart = Math.max(1, LARGEST_PART / width);
    for (int first = 0; first < classes; first += classesPerPart) {
      int count = Math.min(classesPerPart, classes - first);
      long start = from + (long) first * width;
      parts.add(
          Native.address(flat).position(start).limit(start + (long) count * width).asBuffer());
    }
  }

  int width() {
    return width;
  }

  /** Reads those of one class. */
  void read(int index, float[] to) {
    parts.get(index / classesPerPart).get(index % classesPerPart * width, to);
  }

  /** Copies those of some classes to the beginning of a buffer. */
  void gather(int[] classes, int count, FloatBuffer target) {
    for (int i = 0; i < count; i++) {
      FloatBuffer part = parts.get(classes[i] / classesPerPart);
      target.put(i * width, part, classes[i] % classesPerPart * width, width);
    }
  }

  /** Copies them back. */
  void scatter(int[] classes, int count, FloatBuffer source) {
    for (int i = 0; i < count; i++) {
      FloatBuffer part = parts.get(classes[i] / classesPerPart);
      part.put(classes[i] % classesPerPart * width, source, i * width, width);
    }
  }
}
