package org.headtune.artifact;

import java.nio.file.Path;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.headtune.data.Shape;

/**
 * A network of plain Deeplearning4j, converted, that has computed once. Its layers have Headtune's
 * names, none of them is frozen, and none has an update rule ({@code NoOp}).
 *
 * @param zip the file it was read from
 * @param graph takes {@code rows x input size} and gives {@code rows x K} probabilities
 * @param input the shape of one example
 * @param outputs of its head, K; their classes are not known
 * @param sha256 of the zip, as {@code sha256sum} prints it
 */
public record ForeignModel(
    Path zip, ComputationGraph graph, Shape input, int outputs, String sha256) {}
