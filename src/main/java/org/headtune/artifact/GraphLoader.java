package org.headtune.artifact;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.layers.recurrent.BidirectionalLayer;
import org.headtune.ExitCode;
import org.headtune.Place;
import org.headtune.UserError;
import org.headtune.data.Shape;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.concurrency.AffinityManager;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Makes DL4J's networks of what a gate has let pass. */
final class GraphLoader {
  private GraphLoader() {}

  /** What is done with a network before it computes. */
  interface Step {
    void apply(ComputationGraph graph) throws IOException;
  }

  /** A network with its parameters, that has computed once. */
  static ComputationGraph load(Path zip, NetworkGate gate, Step step) {
    try {
      ComputationGraph graph = graph(gate);
      step.apply(graph);
      computeOnce(zip, gate, graph);
      return graph;
    } catch (UserError e) {
      throw e;
    } catch (OutOfMemoryError e) {
      throw new UserError(
              ExitCode.RESOURCES,
              Place.of(zip.toString()),
              "does not fit into memory with its "
                  + gate.network().parameters()
                  + " parameters; give the process more memory")
          .because(e);
    } catch (IOException | RuntimeException | StackOverflowError e) {
      throw Opening.fault(
              zip,
              ZipGate.CONFIGURATION,
              "does not make a network; the file was not made by Headtune")
          .because(e);
    }
  }

  /**
   * Past DL4J's {@code fromJson}, which tries the forms of older versions on what it cannot read.
   */
  private static ComputationGraph graph(NetworkGate gate) throws IOException {
    ComputationGraphConfiguration configuration =
        NeuralNetConfiguration.mapper()
            .readValue(gate.configuration(), ComputationGraphConfiguration.class);
    ComputationGraph graph = new ComputationGraph(configuration);
    INDArray parameters = Nd4j.createUninitialized(DataType.FLOAT, gate.network().parameters());
    gate.readParameters(buffer(parameters));
    onHost(parameters);
    graph.init(parameters, false);
    unwrapOnce(graph);
    return graph;
  }

  /**
   * DL4J does not find the optimiser of a recurrent layer that is wrapped twice: the built layer is
   * told of one wrapper only. What is computed and written stays the same.
   */
  private static void unwrapOnce(ComputationGraph graph) {
    for (Layer layer : graph.getLayers()) {
      if (layer instanceof BidirectionalLayer
          && layer.conf().getLayer() instanceof Bidirectional both
          && both.getFwd() instanceof LastTimeStep last) {
        Bidirectional once = new Bidirectional(both.getMode(), last.getUnderlying());
        once.setLayerName(both.getLayerName());
        NeuralNetConfiguration configuration = layer.conf().clone();
        configuration.setLayer(once);
        layer.setConf(configuration);
      }
    }
  }

  /** Says that the numbers were written where the processor sees them, not on a GPU. */
  static void onHost(INDArray vector) {
    Nd4j.getAffinityManager().tagLocation(vector, AffinityManager.Location.HOST);
  }

  /** A network that gives K numbers for a row of zeros will do so for any row. */
  private static void computeOnce(Path zip, NetworkGate gate, ComputationGraph graph) {
    if (gate.network().layers().stream().anyMatch(l -> l.kind().equals("self_attention"))) {
      return; // DL4J computes it by SameDiff, whose libraries are not here, since nobody needs them
    }
    Shape input = gate.input();
    long[] shape =
        input.sequence() ? new long[] {1, input.channels(), 1} : new long[] {1, input.size()};
    try (INDArray row = Nd4j.zeros(DataType.FLOAT, shape);
        INDArray output = graph.outputSingle(row)) {
      if (output.rank() != 2 || output.size(1) != gate.network().outputs()) {
        throw Opening.fault(
            zip,
            ZipGate.CONFIGURATION,
            "makes a network with outputs of shape " + output.shapeInfoToString());
      }
    }
  }

  /** The numbers themselves, not a copy. */
  static FloatBuffer buffer(INDArray vector) {
    FloatBuffer buffer = vector.data().asNioFloat();
    if (vector.offset() != 0 || buffer.remaining() != vector.length()) {
      throw new IllegalStateException("not a vector of its own: " + vector.shapeInfoToString());
    }
    return buffer;
  }
}
