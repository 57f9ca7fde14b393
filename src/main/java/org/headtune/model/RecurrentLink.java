package org.headtune.model;

import java.nio.FloatBuffer;
import java.util.List;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.headtune.config.LayerConfig.Directions;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A recurrent layer: one or two readings of each sequence, joined. */
final class RecurrentLink extends Link {
  private final RecurrentForm form;
  private final int width;
  private final List<Recurrence> readings;
  private final Matrix output;
  private final Matrix below;
  private final float[] sum;
  private int truncation = Integer.MAX_VALUE;

  /**
   * @param layer DL4J's layer with the parameters
   * @param steps of the longest sequence
   */
  RecurrentLink(String name, org.deeplearning4j.nn.api.Layer layer, RecurrentForm form, int steps) {
    super(name);
    this.form = form;
    this.width = form.width();
    INDArray parameters = layer.params();
    Recurrence forwards =
        new Recurrence(
            form.cell(), form.in(), steps, false, parameters, layer::getGradientsViewArray, 0);
    this.readings =
        form.directions() == Directions.NONE
            ? List.of(forwards)
            : List.of(
                forwards,
                new Recurrence(
                    form.cell(),
                    form.in(),
                    steps,
                    true,
                    parameters,
                    layer::getGradientsViewArray,
                    Recurrence.parameters(form.cell(), form.in())));
    this.output = new Matrix(form.last() ? width : SequenceRows.width(steps, width));
    this.below = new Matrix(SequenceRows.width(steps, form.in()));
    this.sum = new float[Math.max(form.in(), form.cell().units)];
  }

  /** Says through how many of the last steps of a sequence the gradient flows back. */
  void truncate(int lastSteps) {
    this.truncation = lastSteps;
  }

  @Override
  int stepFeatures() {
    return form.last() ? 0 : width;
  }

  @Override
  boolean changes() {
    return true;
  }

  @Override
  INDArray forward(INDArray input, boolean training, LayerWorkspaceMgr workspaces) {
    INDArray sequences = Native.rowByRow(input, workspaces);
    int rows = Math.toIntExact(sequences.size(0));
    FloatBuffer numbers = clear(output, rows);
    for (int i = 0; i < readings.size(); i++) {
      int reading = i;
      readings
          .get(i)
          .forward(
              sequences,
              training ? truncation : 0,
              form.last(),
              (row, step, h) -> add(numbers, place(row, step, reading), h, share(), units()));
    }
    if (!form.last()) {
      copyLengths(sequences, rows);
    }
    return output.array();
  }

  private void copyLengths(INDArray sequences, int rows) {
    FloatBuffer source = Native.address(sequences).asBuffer();
    for (int row = 0; row < rows; row++) {
      output
          .numbers()
          .put((row + 1) * output.width() - 1, source.get((row + 1) * below.width() - 1));
    }
  }

  private int units() {
    return form.cell().units;
  }

  /** Where the output of a reading stands. */
  private int place(int row, int step, int reading) {
    int at = row * output.width() + (form.last() ? 0 : step * width);
    return form.directions() == Directions.CONCAT ? at + reading * units() : at;
  }

  private float share() {
    return form.directions() == Directions.MEAN ? 0.5f : 1;
  }

  private void add(FloatBuffer numbers, int at, float[] terms, float share, int count) {
    numbers.get(at, sum, 0, count);
    for (int i = 0; i < count; i++) {
      sum[i] += share * terms[i];
    }
    numbers.put(at, sum, 0, count);
  }

  @Override
  INDArray backward(INDArray gradient, boolean further, LayerWorkspaceMgr workspaces) {
    FloatBuffer above = Native.address(Native.rowByRow(gradient, workspaces)).asBuffer();
    FloatBuffer numbers = further ? clear(below, output.rows()) : null;
    for (int i = 0; i < readings.size(); i++) {
      int reading = i;
      readings
          .get(i)
          .backward(
              form.last(),
              (row, step, g) -> {
                above.get(place(row, step, reading), g, 0, units());
                for (int j = 0; j < g.length; j++) {
                  g[j] *= share();
                }
              },
              !frozen(),
              further
                  ? (row, step, g) ->
                      add(numbers, row * below.width() + step * form.in(), g, 1, form.in())
                  : null);
    }
    return further ? below.array() : null;
  }

  private static FloatBuffer clear(Matrix matrix, int rows) {
    matrix.rows(rows).array().assign(0);
    return matrix.numbers();
  }

  @Override
  public void close() {
    readings.forEach(Recurrence::close);
    output.close();
    below.close();
  }
}
