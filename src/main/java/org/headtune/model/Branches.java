package org.headtune.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.graph.SubsetVertex;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.headtune.config.LayerConfig;
import org.headtune.config.LayerConfig.ActivationFunction;
import org.headtune.config.LayerConfig.Directions;
import org.headtune.config.LayerConfig.Padding;
import org.headtune.config.LayerConfig.PoolingKind;
import org.headtune.config.LayerConfig.StepOutput;
import org.headtune.config.LayerConfig.WeightInitialisation;
import org.headtune.data.Picture;
import org.headtune.data.Series;
import org.headtune.data.Shape;

/**
 * The lowest layers of a network whose rows hold images or sequences: a line of layers for each of
 * them, one for the rest of the row, and the place where their ends are joined. No config asks for
 * them, the data does.
 */
final class Branches {
  private static final int KERNEL = 3;
  private static final int POOL = 2;

  private final List<Placed> layers = new ArrayList<>();
  private final List<String> ends = new ArrayList<>();
  private int units;

  private Branches() {}

  /** The layers, line after line, and the join at their end; none for a row without such parts. */
  static List<Placed> of(Shape input) {
    Branches branches = new Branches();
    if (input.branches()) {
      branches.add(input);
    }
    return List.copyOf(branches.layers);
  }

  private void add(Shape input) {
    Shape rest = input.withoutBranches();
    int from = Math.toIntExact(rest.size());
    if (from > 0) {
      rest(rest);
    }
    for (int i = 0; i < input.pictures().size(); i++) {
      Picture picture = input.pictures().get(i);
      image("image_" + (i + 1), picture, from);
      from += Math.toIntExact(picture.size());
    }
    for (int i = 0; i < input.series().size(); i++) {
      Series series = input.series().get(i);
      sequence("sequence_" + (i + 1), series, from);
      from += Math.toIntExact(series.size());
    }
    add("join", new Join(List.copyOf(ends), units));
  }

  private void rest(Shape rest) {
    HiddenLayer vectors = new ColumnVectors();
    if (rest.bags().isEmpty()) {
      add(vectors.kind(), new Part(0, rest));
    } else {
      add(vectors.kind() + "_part", new Part(0, rest));
      add(vectors.kind(), vectors);
    }
    end(vectors.output(rest));
  }

  private void image(String name, Picture picture, int from) {
    add(name + "_part", new Part(from, Shape.row(Math.toIntExact(picture.size()))));
    add(name, new Image(picture));
    Shape shape = Shape.image(picture.channels(), picture.height(), picture.width());
    for (int i = 0; i < picture.filters().size(); i++) {
      HiddenLayer convolution =
          new HiddenLayer.Conv2d(
              new LayerConfig.Conv2d(
                  picture.filters().get(i),
                  KERNEL,
                  1,
                  Padding.SAME,
                  ActivationFunction.RELU,
                  WeightInitialisation.AUTO,
                  0));
      add(name + "_conv2d_" + (i + 1), convolution);
      shape = convolution.output(shape);
      HiddenLayer pool = new HiddenLayer.Pool("max_pool", POOL, POOL, PoolingKind.MAX);
      if (pool.misfit(shape).isEmpty()) {
        add(name + "_max_pool_" + (i + 1), pool);
        shape = pool.output(shape);
      }
    }
    HiddenLayer dense =
        new HiddenLayer.Dense(
            new LayerConfig.Dense(
                picture.units(), ActivationFunction.RELU, WeightInitialisation.AUTO, 0));
    add(name + "_dense", dense);
    end(dense.output(shape));
  }

  private void sequence(String name, Series series, int from) {
    add(name + "_part", new Part(from, Shape.row(Math.toIntExact(series.size()))));
    add(name, new Steps(series.steps()));
    if (!series.steps().bags().isEmpty()) {
      add(name + "_words", new WordVectors(false));
    }
    HiddenLayer reading =
        RecurrentLayer.of(new LayerConfig.Lstm(series.units(), Directions.NONE, StepOutput.LAST));
    add(name + "_lstm", reading);
    end(reading.output(series.steps()));
  }

  private void add(String name, HiddenLayer layer) {
    layers.add(new Placed(Placed.DATA, name, layer));
  }

  private void end(Shape shape) {
    ends.add(layers.get(layers.size() - 1).name());
    units = Math.addExact(units, shape.channels());
  }

  /**
   * Some of the numbers of the network's input.
   *
   * @param from the first of them
   * @param part what they are
   */
  record Part(int from, Shape part) implements HiddenLayer {
    @Override
    public String kind() {
      return "part";
    }

    @Override
    public Shape output(Shape below) {
      return part;
    }

    @Override
    public void addTo(GraphBuilder graph, String name, String below, Shape input) {
      int last = Math.toIntExact(from + part.size() - 1);
      graph.addVertex(name, new SubsetVertex(from, last), FirstConfiguration.INPUT);
    }
  }

  /** Numbers of a row as the image that they are. */
  record Image(Picture picture) implements HiddenLayer {
    @Override
    public String kind() {
      return "image";
    }

    @Override
    public Optional<String> misfit(Shape input) {
      return picture.size() == input.size()
          ? Optional.empty()
          : Optional.of("an image of " + picture.size() + " numbers is given " + input);
    }

    @Override
    public Shape output(Shape input) {
      return Shape.image(picture.channels(), picture.height(), picture.width());
    }

    @Override
    public void addTo(GraphBuilder graph, String name, String below, Shape input) {
      graph.addVertex(
          name,
          new PreprocessorVertex(
              new FeedForwardToCnnPreProcessor(
                  picture.height(), picture.width(), picture.channels())),
          below);
    }
  }

  /** Numbers of a row as the sequence that they are. */
  record Steps(Shape sequence) implements HiddenLayer {
    @Override
    public String kind() {
      return "sequence";
    }

    @Override
    public Shape output(Shape input) {
      return sequence;
    }

    @Override
    public void addTo(GraphBuilder graph, String name, String below, Shape input) {
      graph.addVertex(
          name,
          new PreprocessorVertex(new RowToSteps(sequence.steps(), sequence.channels())),
          below);
    }
  }

  /**
   * The numbers that several lines of layers hand on, one after the other.
   *
   * @param ends the last layer of each
   * @param units of all together
   */
  record Join(List<String> ends, int units) implements HiddenLayer {
    @Override
    public String kind() {
      return "join";
    }

    @Override
    public Shape output(Shape below) {
      return Shape.row(units);
    }

    @Override
    public void addTo(GraphBuilder graph, String name, String below, Shape input) {
      graph.addVertex(name, new MergeVertex(), ends.toArray(String[]::new));
    }
  }
}
