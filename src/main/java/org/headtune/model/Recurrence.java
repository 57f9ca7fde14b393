package org.headtune.model;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.function.Supplier;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * One reading of sequences by a recurrent layer, from their first step on or from their last one
 * back. All sequences of a batch end at the same time; those that are shorter begin later, with a
 * state of zeros. Input weights, recurrent weights and biases lie behind each other, as DL4J stores
 * them.
 */
final class Recurrence implements AutoCloseable {
  private final Cell cell;
  private final int in;
  private final int units;
  private final int sums;
  private final int steps;
  private final boolean reversed;
  private final FloatPointer parameters;
  private final Supplier<INDArray> gradients;
  private final long offset;
  private final float[] bias;

  /** Inputs, weighted sums and their gradients of the steps that are kept, time after time. */
  private final Matrix inputs;

  private final Matrix weighted;

  /** Outputs and memories, one time more: before the first of these steps. */
  private final Matrix outputs;

  private final Matrix memories;
  private final Matrix carried;
  private final Matrix below;

  private final float[] z;
  private final float[] h;
  private final float[] g;
  private final float[] before;
  private final float[] after;
  private int[] lengths = {};
  private int rows;
  private int times;
  private int kept;

  /** Takes or gives the numbers of one row at one step, counted from 0. */
  interface Steps {
    void at(int row, int step, float[] numbers);
  }

  /**
   * @param in numbers per step
   * @param steps of the longest sequence
   * @param reversed whether it reads from the last step back
   * @param parameters of the layer
   * @param gradients of the layer
   * @param offset where the part of this reading begins among both
   */
  Recurrence(
      Cell cell,
      int in,
      int steps,
      boolean reversed,
      INDArray parameters,
      Supplier<INDArray> gradients,
      long offset) {
    this.cell = cell;
    this.in = in;
    this.units = cell.units;
    this.sums = cell.sums() * units;
    this.steps = steps;
    this.reversed = reversed;
    this.parameters = Native.address(parameters);
    this.gradients = gradients;
    this.offset = offset;
    this.bias = new float[sums];
    this.inputs = new Matrix(in);
    this.weighted = new Matrix(sums);
    this.outputs = new Matrix(units);
    this.memories = new Matrix(units);
    this.carried = new Matrix(units);
    this.below = new Matrix(in);
    this.z = new float[sums];
    this.h = new float[units];
    this.g = new float[units];
    this.before = new float[units];
    this.after = new float[units];
  }

  /** How many numbers its parameters are. */
  static long parameters(Cell cell, int in) {
    return (long) cell.sums() * cell.units * (in + cell.units + 1);
  }

  private FloatPointer inputWeights(FloatPointer all) {
    return at(all, 0);
  }

  private FloatPointer recurrentWeights(FloatPointer all) {
    return at(all, (long) in * sums);
  }

  private FloatPointer biases(FloatPointer all) {
    return at(all, (long) (in + units) * sums);
  }

  private FloatPointer at(FloatPointer all, long from) {
    return new FloatPointer(all).position(offset + from);
  }

  /**
   * Reads a batch.
   *
   * @param sequences rows of steps, one length at the end of each
   * @param mostKept from how many of the last steps {@link #backward} will go back; 0 in prediction
   * @param result receives the output of each step, or of the last one of each row
   */
  void forward(INDArray sequences, int mostKept, boolean lastOnly, Steps result) {
    FloatBuffer source = Native.address(sequences).asBuffer();
    rows = Math.toIntExact(sequences.size(0));
    lengths = SequenceRows.lengths(source, rows, steps, in);
    times = Arrays.stream(lengths).max().orElse(0);
    kept = Math.min(times, mostKept);
    // Without a way back a step is a batch of its own: a row's numbers then do not depend on how
    // long the others are.
    int slots = Math.max(kept, 1);
    inputs.rows(slots * rows);
    weighted.rows(slots * rows);
    outputs.rows((slots + 1) * rows);
    memories.rows((slots + 1) * rows);
    biases(parameters).get(bias, 0, sums);
    for (int row = 0; row < rows; row++) {
      outputs.clear(row);
      memories.clear(row);
    }
    for (int time = 0; time < times - kept; time++) {
      gather(source, time, 0);
      multiply(1);
      step(time, 0, lastOnly, result);
      copy(outputs);
      copy(memories);
    }
    for (int slot = 0; slot < kept; slot++) {
      gather(source, times - kept + slot, slot);
    }
    if (kept > 0) {
      multiply(kept);
    }
    for (int slot = 0; slot < kept; slot++) {
      step(times - kept + slot, slot, lastOnly, result);
    }
  }

  /** The second state becomes the first. */
  private void copy(Matrix states) {
    FloatBuffer numbers = states.numbers();
    numbers.put(0, numbers, rows * units, rows * units);
  }

  /** The step of a row that is read at a time; negative before its first one. */
  private int step(int row, int time) {
    int read = time - (times - lengths[row]);
    return read < 0 || !reversed ? read : lengths[row] - 1 - read;
  }

  private void gather(FloatBuffer source, int time, int slot) {
    int width = SequenceRows.width(steps, in);
    for (int row = 0; row < rows; row++) {
      int step = step(row, time);
      if (step < 0) {
        inputs.clear(slot * rows + row);
      } else {
        inputs.numbers().put((slot * rows + row) * in, source, row * width + step * in, in);
      }
    }
  }

  private void multiply(int slots) {
    Blas.forward(
        inputs.address(), inputWeights(parameters), weighted.address(), slots * rows, in, sums);
  }

  private void step(int time, int slot, boolean lastOnly, Steps result) {
    Blas.addForward(
        slot(outputs, slot), recurrentWeights(parameters), slot(weighted, slot), rows, units, sums);
    int next = (slot + 1) * rows;
    for (int row = 0; row < rows; row++) {
      int step = step(row, time);
      if (step < 0) {
        outputs.clear(next + row);
        memories.clear(next + row);
        continue;
      }
      weighted.read(slot * rows + row, z);
      memories.read(slot * rows + row, after);
      for (int i = 0; i < sums; i++) {
        z[i] += bias[i];
      }
      cell.forward(z, after, h);
      weighted.write(slot * rows + row, z);
      memories.write(next + row, after);
      outputs.write(next + row, h);
      if (!lastOnly || time == times - 1) {
        result.at(row, step, h);
      }
    }
  }

  /**
   * The way back through the steps that were kept: the gradients of the parameters, if it is
   * trained.
   *
   * @param gradient gives that of the output of a step, or of the last one of each row
   * @param further null, or receives the gradient of the input at each step that was kept
   */
  void backward(boolean lastOnly, Steps gradient, boolean trained, Steps further) {
    FloatBuffer carry = carried.rows(rows).numbers();
    float[] memory = new float[units];
    float[] memoryGradients = new float[rows * units];
    for (int row = 0; row < rows; row++) {
      carried.clear(row);
    }
    for (int slot = kept - 1; slot >= 0; slot--) {
      int time = times - kept + slot;
      int next = (slot + 1) * rows;
      for (int row = 0; row < rows; row++) {
        int step = step(row, time);
        if (step < 0) {
          weighted.clear(slot * rows + row);
          continue;
        }
        Arrays.fill(g, 0);
        if (!lastOnly || time == times - 1) {
          gradient.at(row, step, g);
        }
        carry.get(row * units, h);
        for (int j = 0; j < units; j++) {
          g[j] += h[j];
        }
        weighted.read(slot * rows + row, z);
        memories.read(slot * rows + row, before);
        memories.read(next + row, after);
        outputs.read(next + row, h);
        System.arraycopy(memoryGradients, row * units, memory, 0, units);
        cell.backward(z, before, after, h, g, memory);
        System.arraycopy(memory, 0, memoryGradients, row * units, units);
        weighted.write(slot * rows + row, z);
      }
      Blas.inputGradient(
          slot(weighted, slot), recurrentWeights(parameters), carried.address(), rows, units, sums);
    }
    if (trained) {
      writeGradients();
    }
    if (further != null) {
      hand(further);
    }
  }

  private void writeGradients() {
    FloatPointer all = Native.address(gradients.get());
    Blas.weightGradient(
        inputs.address(), weighted.address(), inputWeights(all), kept * rows, in, sums);
    Blas.weightGradient(
        outputs.address(), weighted.address(), recurrentWeights(all), kept * rows, units, sums);
    float[] sum = new float[sums];
    for (int i = 0; i < kept * rows; i++) {
      weighted.read(i, z);
      for (int j = 0; j < sums; j++) {
        sum[j] += z[j];
      }
    }
    biases(all).put(sum, 0, sums);
  }

  private void hand(Steps further) {
    below.rows(Math.max(1, kept * rows));
    Blas.inputGradient(
        weighted.address(), inputWeights(parameters), below.address(), kept * rows, in, sums);
    float[] numbers = new float[in];
    for (int slot = 0; slot < kept; slot++) {
      for (int row = 0; row < rows; row++) {
        int step = step(row, times - kept + slot);
        if (step >= 0) {
          below.read(slot * rows + row, numbers);
          further.at(row, step, numbers);
        }
      }
    }
  }

  private FloatPointer slot(Matrix matrix, int slot) {
    return new FloatPointer(matrix.address()).position((long) slot * rows * matrix.width());
  }

  @Override
  public void close() {
    inputs.close();
    weighted.close();
    outputs.close();
    memories.close();
    carried.close();
    below.close();
  }
}
